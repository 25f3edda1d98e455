/* Cards of the board are dragged to another column; dropping one opens the page of the move that leads there, where the server asks
   who may and what is needed. Without this file the "…" of a card leads to the same pages. */
(() => {
  "use strict";

  let card = null;
  const columnOf = (event) => (event.target instanceof Element ? event.target.closest("[data-board] [data-state]") : null);
  const clear = () => document.querySelectorAll("[data-board] .is-over").forEach((column) => column.classList.remove("is-over"));

  const ready = () => document.querySelectorAll("[data-board] [data-moves]").forEach((one) => { one.draggable = true; });
  document.addEventListener("DOMContentLoaded", ready);
  document.addEventListener("htmx:afterSettle", ready);
  if (document.readyState !== "loading") ready();

  document.addEventListener("dragstart", (event) => {
    const found = event.target instanceof Element ? event.target.closest("[data-board] [data-moves]") : null;
    if (!found) return;
    card = found;
    card.classList.add("is-dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", card.dataset.moves);
  });
  document.addEventListener("dragover", (event) => {
    const column = card && columnOf(event);
    if (!column || column.contains(card)) return;
    event.preventDefault();
    if (!column.classList.contains("is-over")) { clear(); column.classList.add("is-over"); }
  });
  document.addEventListener("drop", (event) => {
    const column = card && columnOf(event);
    if (!column || column.contains(card)) return;
    event.preventDefault();
    window.location.assign(`${card.dataset.moves}?to=${encodeURIComponent(column.dataset.state)}`);
  });
  document.addEventListener("dragend", () => {
    card?.classList.remove("is-dragged");
    card = null;
    clear();
  });
})();
