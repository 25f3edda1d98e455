/* Pointing at a place of a picture: a tap or click puts the mark, the arrow keys move it, Enter goes on to the words.
   Without this file the place is said in words ("Where"). The mark is an SVG whose attributes say where it is: no styles are set. */
(() => {
  "use strict";

  const STEP = 20; // thousandths that an arrow key moves the mark
  const FINE = 5; // … with Shift

  const begin = (figure) => {
    const form = document.getElementById(figure.dataset.pinned);
    const frame = figure.querySelector(".pinned-frame");
    const mark = figure.querySelector("[data-new-pin]");
    const field = (name) => form?.querySelector(`[name=${name}]`);
    if (!form || !mark || !field("x")) return;

    const where = field("where");
    const whole = where?.options[0].textContent;
    let x = 500;
    let y = 500;
    const isPut = () => field("x").value !== "";
    const put = (newX, newY) => {
      x = Math.min(Math.max(Math.round(newX), 0), 1000);
      y = Math.min(Math.max(Math.round(newY), 0), 1000);
      field("x").value = x;
      field("y").value = y;
      mark.setAttribute("x", `${x / 10}%`);
      mark.setAttribute("y", `${y / 10}%`);
      mark.setAttribute("visibility", "visible");
      if (where) { where.value = ""; where.options[0].textContent = figure.dataset.atTheMark; }
    };
    const take = () => {
      field("x").value = "";
      field("y").value = "";
      mark.setAttribute("visibility", "hidden");
      if (where) where.options[0].textContent = whole;
    };

    if (isPut()) put(Number(field("x").value), Number(field("y").value));
    figure.querySelector("[data-pinned-help]")?.removeAttribute("hidden");
    frame.classList.add("is-ready");
    frame.tabIndex = 0;
    frame.setAttribute("role", "application");
    frame.setAttribute("aria-label", figure.querySelector("[data-pinned-help]")?.textContent ?? "");

    frame.addEventListener("click", (event) => {
      if (event.target.closest("a")) return; // a remark that stands there
      const box = frame.getBoundingClientRect();
      put(((event.clientX - box.left) / box.width) * 1000, ((event.clientY - box.top) / box.height) * 1000);
      field("text").focus({ preventScroll: window.innerWidth >= 992 });
    });
    frame.addEventListener("keydown", (event) => {
      if (event.target !== frame || event.ctrlKey || event.metaKey || event.altKey) return;
      const step = event.shiftKey ? FINE : STEP;
      const ways = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
      if (ways[event.key]) {
        event.preventDefault();
        put(isPut() ? x + ways[event.key][0] : 500, isPut() ? y + ways[event.key][1] : 500);
      } else if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        if (!isPut()) put(x, y);
        field("text").focus();
      } else if (event.key === "Escape" && isPut()) {
        event.preventDefault();
        take();
      }
    });
    where?.addEventListener("change", () => where.value !== "" && take());
  };

  const start = () => document.querySelectorAll("[data-pinned]:not([data-begun])").forEach((figure) => {
    figure.dataset.begun = "";
    begin(figure);
  });
  document.addEventListener("DOMContentLoaded", start);
  document.addEventListener("htmx:load", start);
})();
