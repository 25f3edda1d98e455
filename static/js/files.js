/* Files as they are chosen: their names and sizes, and at once when one is too big. The server decides; this only says it sooner. */
(() => {
  "use strict";
  const MB = 1000 * 1000;
  const words = (size) => (size < MB ? `${Math.max(1, Math.round(size / 1000))} kB` : `${(size / MB).toFixed(1)} MB`);

  const line = (name, size, isWrong) => {
    const item = document.createElement("li");
    if (isWrong) item.className = "is-wrong";
    for (const text of [name, size]) item.appendChild(document.createElement("span")).textContent = text;
    return item;
  };

  const show = (input) => {
    let list = input.parentElement.querySelector(".files-chosen");
    if (!list) {
      list = document.createElement("ul");
      list.className = "files-chosen";
      list.setAttribute("aria-live", "polite");
      input.after(list);
    }
    list.textContent = "";
    const files = Array.from(input.files);
    const total = files.reduce((sum, file) => sum + file.size, 0);
    const most = Number(input.dataset.mostMb || 0) * 1024 * 1024;
    const isTooBig = most > 0 && total > most;
    for (const file of files) list.appendChild(line(file.name, words(file.size), false));
    if (isTooBig) list.appendChild(line(input.dataset.tooBig, words(total), true));
    input.setCustomValidity(isTooBig ? input.dataset.tooBig : "");
  };

  document.addEventListener("change", (event) => {
    if (event.target.matches("input[type=file][data-files]")) show(event.target);
  });
  // The page's forms say `novalidate` so that errors read the same everywhere; what the server would not even read is held back here.
  document.addEventListener("submit", (event) => {
    const wrong = event.target.querySelector("input[type=file][data-files]:invalid");
    if (!wrong || wrong.validity.valueMissing) return;
    event.preventDefault();
    event.stopPropagation();
    wrong.focus();
  }, true);
})();
