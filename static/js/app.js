/* What the keyboard and the pointer gain when scripts run. Every page works without this file.
   Parts: helpers, menus, dialogs, toasts, palette, keys, rows, picking, lists, forms. Styles are set through classes, or
   through the CSSOM where a menu has to be placed; nothing is evaluated. */
(() => {
  "use strict";

  const TOAST_MS = 10_000; // LOOK: Undo for 10 seconds
  const RESEND_MS = 4_000;
  const PREFIX_MS = 1_200; // how long "g" waits for its letter
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  document.documentElement.classList.add("js");

  /* ── Menus: <details>; one open at a time, closed by Esc or a click elsewhere, placed over what scrolls ── */
  const openMenus = () => all("details.menu-box[open], details.more-places[open]");
  const closeMenus = (except) => openMenus().forEach((menu) => menu !== except && !menu.contains(except) && (menu.open = false));

  const placeMenu = (box) => {
    const menu = one(".menu", box);
    if (!menu || !box.closest(".table-wrap, .board")) return;
    const anchor = one("summary", box).getBoundingClientRect();
    menu.style.position = "fixed";
    menu.style.right = "auto";
    const size = menu.getBoundingClientRect();
    const below = anchor.bottom + 4 + size.height <= window.innerHeight;
    menu.style.top = `${below ? anchor.bottom + 4 : Math.max(anchor.top - size.height - 4, 4)}px`;
    menu.style.left = `${Math.max(anchor.right - size.width, 4)}px`;
  };

  document.addEventListener("toggle", (event) => {
    const box = event.target;
    if (!(box instanceof HTMLDetailsElement) || !box.open || !box.matches(".menu-box")) return;
    closeMenus(box);
    placeMenu(box);
    one(".menu a, .menu button, .menu input:not([type=hidden]), .menu select", box)?.focus({ preventScroll: true });
  }, true);

  document.addEventListener("click", (event) => {
    const inside = event.target.closest("details.menu-box, details.more-places");
    closeMenus(inside);
  });

  /* ── Tabs: the chosen one is in sight where they scroll sideways ── */
  const showTab = () => all(".tabs a[aria-current]").forEach((tab) => {
    const row = tab.closest(".tabs");
    const hidden = tab.getBoundingClientRect().right - row.getBoundingClientRect().right;
    if (hidden > 0) row.scrollLeft += hidden;
  });
  showTab();
  document.addEventListener("htmx:afterSettle", showTab);

  /* ── Dialogs ── */
  const dialog = () => one("#dialog");
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target?.id !== "dialog") return;
    if (!dialog().open) dialog().showModal();
    one("[autofocus], .is-invalid, input:not([type=hidden]), select, textarea, button", dialog())?.focus();
  });
  document.addEventListener("click", (event) => {
    const close = event.target.closest("[data-close]");
    if (close) {
      const within = close.closest("dialog");
      if (within) { event.preventDefault(); within.close(); return; }
      const note = close.closest(".toast, .notice");
      if (note) { event.preventDefault(); note.remove(); return; }
    }
    if (event.target instanceof HTMLDialogElement && event.target.open) {
      const box = event.target.getBoundingClientRect();
      const outside = event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
      if (outside) event.target.close();
    }
  });

  document.addEventListener("htmx:afterSwap", (event) => {  // the panel of filters comes when it is opened
    if (event.detail.target?.matches?.("[data-panel]")) one("input:not([type=hidden]), select", event.detail.target)?.focus({ preventScroll: true });
  });

  /* ── Toasts leave by themselves, unless the pointer or the focus is on them ── */
  const watchToasts = () => all("[data-toast]:not([data-watched])").forEach((toast) => {
    toast.dataset.watched = "";
    const leave = () => {
      if (toast.matches(":hover, :focus-within")) { setTimeout(leave, 1_000); return; }
      toast.classList.add("is-leaving");
      setTimeout(() => toast.remove(), 240);
    };
    setTimeout(leave, TOAST_MS);
  });

  /* ── Palette ── */
  const palette = () => one("#palette");
  const paletteInput = () => one("input[name=q]", palette());
  const openPalette = () => {
    if (!palette()) return false;
    closeMenus();
    if (!palette().open) palette().showModal();
    paletteInput().select();
    if (!one("#palette-hits").childElementCount) htmx.trigger(paletteInput(), "opened");
    return true;
  };
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-palette]") && !event.metaKey && !event.ctrlKey && openPalette()) event.preventDefault();
  });
  const movePalette = (step) => {
    const options = all("[role=option]", palette());
    if (!options.length) return;
    const now = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    const next = (now + step + options.length) % options.length;
    options.forEach((option, place) => option.setAttribute("aria-selected", String(place === next)));
    options[next].scrollIntoView({ block: "nearest" });
    paletteInput().setAttribute("aria-activedescendant", options[next].id);
  };
  document.addEventListener("keydown", (event) => {
    if (!palette()?.open) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); movePalette(event.key === "ArrowDown" ? 1 : -1); }
    if (event.key === "Enter") {
      const link = one("[role=option][aria-selected=true] a", palette());
      if (link) { event.preventDefault(); link.click(); }
    }
  });

  /* ── Keys ── */
  const keysAreOn = () => document.body.dataset.keys === "on";
  const isTyping = (target) => target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]") !== null;
  let prefix = 0;

  const rows = () => all("[data-row]");
  const focusedRow = () => one("[data-row].is-focus");
  const moveRow = (step) => {
    const list = rows();
    if (!list.length) return;
    const now = list.indexOf(focusedRow());
    const next = list[Math.min(Math.max(now + step, 0), list.length - 1)];
    list.forEach((row) => row.classList.toggle("is-focus", row === next));
    one(".row-title, .need-title, a, button", next)?.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  };
  const inRow = (selector) => { const found = focusedRow() && one(selector, focusedRow()); found?.click(); return Boolean(found); };
  const pickRow = () => { const box = focusedRow() && one("input[name=pick]", focusedRow()); box?.click(); return Boolean(box); };
  const showKeys = () => { const keys = one("#keys"); keys?.showModal(); return Boolean(keys); };
  const makeNew = () => {
    const primary = one(".page-acts .btn-primary");
    if (primary?.matches("[data-new]")) { primary.click(); return true; }
    const box = one("details[data-makings]");
    if (box) box.open = true;
    return Boolean(box);
  };
  const single = {
    "/": openPalette,
    "?": showKeys,
    n: makeNew,
    j: () => { moveRow(1); return true; },
    k: () => { moveRow(-1); return true; },
    x: pickRow,
    e: () => inRow("[data-act]"),
    s: () => inRow("[data-snooze]"),
    g: () => { prefix = Date.now(); return true; },
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      if (palette()?.open) { paletteInput().blur(); palette().close(); event.preventDefault(); return; } // a search field would only empty itself
      const open = openMenus();
      if (open.length) { open.forEach((menu) => { menu.open = false; one("summary", menu)?.focus(); }); event.preventDefault(); }
      return;
    }
    if (event.ctrlKey && event.key === "k") { if (openPalette()) event.preventDefault(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || !keysAreOn() || isTyping(event.target) || one("dialog[open]")) return;
    if (prefix && Date.now() - prefix < PREFIX_MS) {
      prefix = 0;
      const place = all("[data-go]").find((link) => link.dataset.go === event.key);
      if (place) { event.preventDefault(); place.click(); }
      return;
    }
    prefix = 0;
    if (event.key === "Enter" && focusedRow() && document.activeElement === document.body) { inRow(".row-title, .need-title"); return; }
    if (single[event.key]?.()) event.preventDefault();
  });

  /* ── Picking rows ── */
  const bulk = () => one("[data-bulk]");
  const boxes = () => all("input[name=pick][form=bulk]");
  const showBulk = () => {
    if (!bulk()) return;
    const picked = boxes().filter((box) => box.checked);
    const every = one("[data-bulk-all]").value === "1";
    boxes().forEach((box) => box.closest("tr").classList.toggle("is-selected", box.checked));
    bulk().classList.toggle("is-on", picked.length > 0 || every);
    one("[data-bulk-count]").textContent = every ? one("[data-pick-every]").textContent : `${picked.length} ${bulk().dataset.words || "picked"}`;
    const whole = one("[data-pick-all]");
    if (whole) { whole.checked = picked.length > 0 && picked.length === boxes().length; whole.indeterminate = picked.length > 0 && !whole.checked; }
    const link = one("[data-bulk-export]");
    link.dataset.base ??= link.getAttribute("href");
    const base = new URL(link.dataset.base, location.href);
    if (!every) picked.forEach((box) => base.searchParams.append("pick", box.value));
    link.href = base.href;
  };
  let lastPicked = null;
  document.addEventListener("click", (event) => {
    const box = event.target.closest("input[name=pick][form=bulk]");
    if (box) {
      if (event.shiftKey && lastPicked && boxes().includes(lastPicked)) {
        const [from, to] = [boxes().indexOf(lastPicked), boxes().indexOf(box)].sort((a, b) => a - b);
        boxes().slice(from, to + 1).forEach((between) => { between.checked = box.checked; });
      }
      lastPicked = box;
    }
    if (event.target.closest("[data-pick-all]")) { const on = event.target.checked; boxes().forEach((each) => { each.checked = on; }); }
    if (event.target.closest("[data-pick-every]")) { one("[data-bulk-all]").value = "1"; boxes().forEach((each) => { each.checked = true; }); }
    else if (box || event.target.closest("[data-pick-all]")) { const every = one("[data-bulk-all]"); if (every) every.value = ""; }
    if (event.target.closest("[data-unpick]")) { boxes().forEach((each) => { each.checked = false; }); one("[data-bulk-all]").value = ""; }
    if (box || event.target.closest("[data-pick-all], [data-pick-every], [data-unpick]")) showBulk();
  });

  /* ── Lists: what is being typed survives the swap of the list ── */
  let typed = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    // A whole page came where a piece was asked for (the log-in, "somebody was faster"): show it as the page it is.
    if (/^\s*<!doctype html/i.test(event.detail.xhr.responseText) && event.detail.target !== document.body) {
      one("dialog[open]")?.close();
      event.detail.target = document.body;
      event.detail.swapOverride = "innerHTML show:top";
      event.detail.shouldSwap = true;
    }
    const box = document.activeElement;
    typed = event.detail.target?.id === "list" && box?.id === "list-q" ? { value: box.value, at: box.selectionStart } : null;
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const box = one("#list-q");
    if (typed && box) { box.value = typed.value; box.focus({ preventScroll: true }); box.setSelectionRange(typed.at, typed.at); }
    else if (document.activeElement === document.body) (event.detail.elt?.id === "list" ? one("#list") : null)?.focus({ preventScroll: true });
    typed = null;
  });
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb !== "get") return; // an address without what says nothing
    const parameters = event.detail.parameters;
    for (const name of Object.keys(parameters)) if (parameters[name] === "") delete parameters[name];
  });
  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented && event.target.method === "get") all("input, select", event.target).forEach((field) => { if (field.name && field.value === "") field.disabled = true; });
  });

  /* ── Forms: say that something is not saved, keep a second click from sending twice, go to the errors ── */
  let isDirty = false;
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-form]");
    if (!form) return;
    isDirty = true;
    one("[data-unsaved]", form)?.removeAttribute("hidden");
  });
  document.addEventListener("submit", (event) => {
    isDirty = false;
    if (event.defaultPrevented || event.target.method !== "post") return;
    if (event.target.dataset.sent) { event.preventDefault(); return; }
    event.target.dataset.sent = "1";
    setTimeout(() => { delete event.target.dataset.sent; }, RESEND_MS); // an answer that is a file leaves the page standing
    event.submitter?.classList.add("is-waiting");
  });
  window.addEventListener("beforeunload", (event) => { if (isDirty) event.preventDefault(); });
  window.addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => { delete form.dataset.sent; }));

  const settle = () => { watchToasts(); showBulk(); };
  document.addEventListener("htmx:afterSettle", settle);
  document.addEventListener("htmx:load", settle);
  document.addEventListener("DOMContentLoaded", () => { settle(); one("[data-errors]")?.focus({ preventScroll: false }); });
})();
