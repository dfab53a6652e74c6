// The keyboard. `j` and `k` walk the rows of a list, `o` or Enter opens one, `/` finds, `?` helps,
// and whatever has data-key answers to its key. Nothing answers while somebody is typing. A page that
// a key led to begins where the work is (data-place), and the list at the row that was left.
const CAME_BY_KEY = "plainsight-key";
const LAST_ROW = "plainsight-row";
const TYPED_IN = 'textarea, select, [contenteditable], input:not([type="radio"], [type="checkbox"])';

const rows = () => [...document.querySelectorAll("[data-rows] > tr[data-href]")];

function isTyping(target) {
  return target.closest(TYPED_IN) !== null;
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
  if (!row) return;
  sessionStorage.setItem(LAST_ROW, row.dataset.href);
  sessionStorage.setItem(CAME_BY_KEY, "yes");
  location.assign(row.dataset.href);
}

function press(pressed) {
  const isField = pressed.matches("input");
  if (!isField && pressed.form) sessionStorage.setItem(CAME_BY_KEY, "yes");
  pressed.click();
  if (isField) pressed.focus();
}

function keepPlace() {
  const last = rows().find((row) => row.dataset.href === sessionStorage.getItem(LAST_ROW));
  last?.setAttribute("aria-selected", "true");
  last?.scrollIntoView({ block: "nearest" });
  if (sessionStorage.getItem(CAME_BY_KEY)) {
    // Where a phone shows it far below, reading begins at the top all the same.
    document.querySelector("[data-place]")?.focus({ preventScroll: true });
  }
  sessionStorage.removeItem(CAME_BY_KEY);
  if (last) sessionStorage.removeItem(LAST_ROW);
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
    const pressed = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!pressed) return;
    event.preventDefault();
    press(pressed);
  }
});

keepPlace();
