// Small things every page has. Pages work without any of it.
import "./clocks.js";
import "./keys.js";
import "./kept.js";

const root = document.documentElement;

// A page that answers a form is come back to, and loaded anew, where the form was.
const here = document.body.dataset.here;
if (here) history.replaceState(null, "", here);

// The theme changes at once; the form behind the button would remember it with a page load.
document.querySelector("[data-theme-form]")?.addEventListener("submit", (event) => {
  event.preventDefault();
  const dark = root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  const year = 60 * 60 * 24 * 365;
  document.cookie = `plainsight-theme=${root.dataset.theme}; path=/; max-age=${year}; samesite=lax`;
  document.dispatchEvent(new CustomEvent("theme"));
});

// A double click is one step: a second one would open a second case, or draft a second report.
const TWICE_WITHIN = 5_000;
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.getAttribute("method") !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, TWICE_WITHIN);
});

// A reason lights up the characters it rests on.
for (const link of document.querySelectorAll("[data-lights]")) {
  const target = document.getElementById(link.dataset.lights);
  for (const [on, off] of [["mouseenter", "mouseleave"], ["focus", "blur"]]) {
    link.addEventListener(on, () => target?.classList.add("lit"));
    link.addEventListener(off, () => target?.classList.remove("lit"));
  }
}

// Where a link leads into something folded, it unfolds: not every browser does so by itself.
function unfold() {
  let folded = document.getElementById(location.hash.slice(1))?.closest("details:not([open])");
  const isFolded = Boolean(folded);
  for (; folded; folded = folded.parentElement.closest("details:not([open])")) folded.open = true;
  if (isFolded) document.getElementById(location.hash.slice(1)).scrollIntoView();
}
addEventListener("hashchange", unfold);
unfold();

// Where a row of links or of steps is longer than a phone is wide, it opens on where one is.
for (const here of document.querySelectorAll('nav a[aria-current="page"], .steps .now')) {
  const row = here.closest("nav, .steps");
  const beyond = here.getBoundingClientRect().right - row.getBoundingClientRect().right;
  if (beyond > 0) row.scrollLeft += beyond + row.clientWidth / 4;
}

// Menus close when attention goes elsewhere.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// Fields that only some answers need.
for (const field of document.querySelectorAll("[data-shown-by]")) {
  const [name, values] = field.dataset.shownBy.split("=");
  const wanted = new Set(values.split("|"));
  const inputs = [...document.querySelectorAll(`[name="${name}"]`)];
  const show = () => {
    const chosen = inputs.filter((i) => !["radio", "checkbox"].includes(i.type) || i.checked);
    field.hidden = !chosen.some((i) => wanted.has(i.value));
    for (const part of field.querySelectorAll("input, select, textarea")) {
      part.disabled = field.hidden;
    }
  };
  for (const input of inputs) input.addEventListener("change", show);
  show();
}

for (const button of document.querySelectorAll("[data-opens]")) {
  button.addEventListener("click", () => document.getElementById(button.dataset.opens).showModal());
}
for (const button of document.querySelectorAll("dialog [data-closes]")) {
  button.addEventListener("click", () => button.closest("dialog").close());
}

// htmx sends the form token of the page with whatever it sends.
document.addEventListener("htmx:config:request", (event) => {
  const request = event.detail.ctx?.request ?? event.detail;
  const token = document.querySelector('meta[name="csrf"]').content;
  if (request.headers) request.headers["x-csrf-token"] = token;
});
