/* The editor of a contact report saves itself through htmx; this keeps trying when the server cannot be reached, and asks before one
   leaves with something unsaved. Without scripts the button saves. */
(() => {
  "use strict";

  const RETRY_MS = 5_000;
  const form = () => document.querySelector("form[data-report]");
  let isDirty = false, isSending = false, failed = false, edits = 0, sentAt = 0;

  document.addEventListener("input", (event) => { if (event.target.closest("form[data-report]")) { isDirty = true; edits += 1; } });
  document.addEventListener("htmx:beforeRequest", (event) => { if (event.detail.elt === form()) sentAt = edits; });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.requestConfig?.elt !== form()) return;
    if (/^\s*<!doctype html/i.test(event.detail.xhr.responseText)) { event.stopImmediatePropagation(); event.detail.shouldSwap = false; return; }
    if ([409, 422].includes(event.detail.xhr.status)) { event.detail.shouldSwap = true; event.detail.isError = false; }
  }, true);
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt !== form()) return;
    const status = event.detail.xhr?.status || 0;
    failed = status === 0 || status === 429 || status >= 500;
    if (status === 200 && sentAt === edits) isDirty = false;
  });
  setInterval(() => { if (failed && form() && navigator.onLine !== false) htmx.trigger(form(), "save"); }, RETRY_MS);
  document.addEventListener("submit", (event) => { if (event.target === form()) isSending = true; });
  window.addEventListener("beforeunload", (event) => { if (form() && isDirty && !isSending) event.preventDefault(); });
})();
