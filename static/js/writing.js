/* The editor of a brief: each section saves itself through htmx; this says so, keeps what could not be sent, and asks before one
   leaves with something unsaved. Text stays in the page alone: nothing of a client's is left behind in a browser's storage. */
(() => {
  "use strict";

  const RETRY_MS = 5_000;
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const form = () => one("form[data-writing]");
  const words = (name) => form()?.dataset[`words${name}`] || "";
  const tell = (text, kind = "") => {
    const place = one("[data-save-state]");
    if (!place || place.textContent === text) return;
    place.textContent = text;
    place.dataset.kind = kind;
  };

  const saved = new WeakMap(); // textarea → the text that the server has
  const sent = new WeakMap(); // textarea → the text that is on its way
  const waiting = new Set(); // elements whose text could not be sent
  let isClosed = false; // logged out, or submitted by somebody meanwhile
  const texts = () => all("textarea[data-autosave]");
  const isUnsaved = (box) => box.value !== (saved.get(box) ?? box.defaultValue);
  const hasUnsaved = () => texts().some(isUnsaved) || waiting.size > 0;
  const conflictOf = (box) => one(`[data-conflict="${box.name.replace("text-", "")}"]`);

  const start = () => texts().forEach((box) => { if (!saved.has(box)) saved.set(box, conflictOf(box) ? null : box.defaultValue); });
  document.addEventListener("DOMContentLoaded", start);

  document.addEventListener("input", (event) => {
    if (event.target.matches?.("textarea[data-autosave]") && !waiting.size && !isClosed) tell(words("Unsaved"));
  });

  const ofEditor = (element) => element?.closest?.("form[data-writing], [data-news]");

  document.addEventListener("htmx:confirm", (event) => {
    // A text with an open conflict waits until somebody settles it; after the door is closed nothing is sent.
    const box = event.detail.elt;
    if (ofEditor(box) && (isClosed || (box.matches("textarea[data-autosave]") && conflictOf(box) && !box.dataset.settled))) event.preventDefault();
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    const box = event.detail.elt;
    if (!ofEditor(box) || box.matches("[data-news]")) return;
    if (box.matches("textarea")) sent.set(box, event.detail.requestConfig.parameters[box.name] ?? box.value);
    tell(words("Saving"));
  });

  // A whole page came where a piece was asked for: the log-in, or "no longer open". What was typed must not be swept away by it.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!ofEditor(event.detail.requestConfig?.elt) || !/^\s*<!doctype html/i.test(event.detail.xhr.responseText)) return;
    event.stopImmediatePropagation();
    event.detail.shouldSwap = false;
    if (event.detail.requestConfig.elt.matches("[data-news]") && !hasUnsaved()) return;
    isClosed = true;
    tell(words("Closed"), "bad");
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const box = event.detail.elt, status = event.detail.xhr?.status || 0;
    if (!ofEditor(box) || box.matches("[data-news]") || isClosed) return;
    delete box.dataset.settled;
    if (status === 0 || status >= 500 || status === 429) { waiting.add(box); tell(words("Offline"), "bad"); return; }
    waiting.delete(box);
    if (status === 200) {
      if (box.matches("textarea")) saved.set(box, sent.get(box));
      if (waiting.size) return;
      if (hasUnsaved()) { tell(words("Unsaved")); return; }
      const at = one("#saved-at")?.dataset.savedAt || "";
      tell(`${words("Saved")} ${at}`.trim(), "good");
    } else if (status === 409) tell(words("Conflict"), "bad");
    else if (status === 422) tell(words("Wrong"), "bad");
    else { isClosed = true; tell(words("Closed"), "bad"); }
  });

  const resend = () => [...waiting].forEach((box) => {
    if (!box.isConnected) { waiting.delete(box); return; }
    htmx.trigger(box, box.matches("textarea") ? "save" : "change");
  });
  window.addEventListener("online", resend);
  setInterval(() => { if (waiting.size && navigator.onLine !== false) resend(); }, RETRY_MS);

  /* ── Somebody was faster: theirs, mine, or both ── */
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-settle]");
    if (!button) return;
    const box = button.closest("[data-conflict]"), key = box.dataset.conflict;
    const text = one(`#text-${key}`), theirs = one("[data-theirs]", box).textContent;
    if (button.dataset.settle === "theirs") text.value = theirs;
    if (button.dataset.settle === "merge" && !text.value.includes(theirs)) text.value = `${theirs}\n\n${text.value}`;
    one(`#version-${key}`).value = box.dataset.newest;
    saved.set(text, null);
    box.remove();
    text.focus();
    htmx.trigger(text, "save");
  });

  /* ── Who wrote where: a section that is newer than what stands here says so ── */
  document.addEventListener("htmx:afterSettle", () => {
    start();
    all("[data-newest][id^=who-]").forEach((who) => {
      const version = one(`#version-${who.id.replace("who-", "")}`);
      const isNewer = version && Number(who.dataset.newest) > Number(version.value);
      who.classList.toggle("is-newer", isNewer);
      if (isNewer && !who.dataset.told) {
        who.dataset.told = "1";
        const link = document.createElement("a");
        link.href = `${location.pathname}#section-${who.id.replace("who-", "")}`;
        link.textContent = ` ${words("Newer")}`;
        link.addEventListener("click", (event) => { event.preventDefault(); location.reload(); });
        who.append(link);
      }
    });
  });

  let isSending = false;
  document.addEventListener("submit", (event) => { if (event.target.matches("form[data-writing]")) isSending = true; });
  window.addEventListener("beforeunload", (event) => { if (!isSending && form() && hasUnsaved()) event.preventDefault(); });
})();
