// Clocks go on while a page is open. They are drawn by the server; the browser's clock only moves
// them from there, by how long the page has been open, so that a wrong local time changes nothing.
const opened = performance.now();
const EVERY = 15_000;
const NEAR = 0.75;

function span(minutes, words) {
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const hours = Math.floor(minutes / 60);
  if (hours >= 72) return fill(words.days, { days: Math.floor(hours / 24), hours: hours % 24 });
  if (minutes >= 60) return fill(words.hours, { hours, minutes: minutes % 60 });
  return fill(words.minutes, { minutes });
}

function tick() {
  const page = document.documentElement;
  const rendered = Date.parse(document.querySelector("[data-now]")?.dataset.now ?? "");
  if (Number.isNaN(rendered) || page.hidden) return;
  const now = rendered + (performance.now() - opened);
  for (const clock of document.querySelectorAll("[data-clock]")) {
    const words = JSON.parse(clock.dataset.words);
    const due = Date.parse(clock.dataset.due);
    const started = Date.parse(clock.dataset.started);
    const left = due - now;
    const gone = Math.min(1, Math.max(0, (now - started) / (due - started)));
    const text = span(Math.floor(Math.abs(left) / 60_000), words);
    clock.querySelector(".left").textContent = (left >= 0 ? words.left : words.overdue).replace(
      "{span}",
      text,
    );
    clock.querySelector("progress").value = Math.round(gone * 100);
    clock.classList.remove("running", "near", "overdue");
    clock.classList.add(left < 0 ? "overdue" : gone >= NEAR ? "near" : "running");
  }
}

setInterval(tick, EVERY);
