// The keyboard. `j` and `k` walk the rows of a list, `o` or Enter opens one, `/` finds, `?` helps,
// and any button with data-key answers to its key. Nothing answers while somebody is typing.
const rows = () => [...document.querySelectorAll("[data-rows] > tr[data-href]")];

function isTyping(target) {
  return target.closest("input, textarea, select, [contenteditable]") !== null;
}

function select(row) {
  for (const other of rows()) other.removeAttribute("aria-selected");
  row.setAttribute("aria-selected", "true");
  row.querySelector("a")?.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function walk(step) {
  const all = rows();
  if (all.length === 0) return;
  const at = all.findIndex((row) => row.getAttribute("aria-selected") === "true");
  select(all[Math.min(all.length - 1, Math.max(0, at + step))]);
}

function open() {
  const row = document.querySelector('tr[aria-selected="true"]');
  if (row) location.assign(row.dataset.href);
}

const WALKING = { j: () => walk(1), k: () => walk(-1), o: open };

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  if (WALKING[event.key]) {
    event.preventDefault();
    WALKING[event.key]();
  } else if (event.key === "/") {
    const find = document.querySelector("[data-find]");
    if (!find) return;
    event.preventDefault();
    find.focus();
  } else if (event.key === "?") {
    document.getElementById("keys")?.showModal();
  } else {
    const button = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  }
});
