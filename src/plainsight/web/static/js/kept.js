// What was typed into a part of a form outlives the part: another instrument, and back again.
const typed = new Map();
const isTicked = (field) => ["checkbox", "radio"].includes(field.type);
const keyOf = (field) => (isTicked(field) ? `${field.name}=${field.value}` : field.name);

for (const part of document.querySelectorAll("[data-kept]")) {
  const form = part.closest("form");
  const fields = () => form.querySelectorAll("[data-kept] [name]");
  const remember = () => {
    for (const field of fields()) typed.set(keyOf(field), isTicked(field) ? field.checked : field.value);
  };
  const restore = () => {
    for (const field of fields()) {
      const known = typed.get(keyOf(field));
      if (known === undefined) continue;
      if (isTicked(field)) field.checked = known;
      else field.value = known;
    }
  };
  form.addEventListener("input", remember);
  new MutationObserver(restore).observe(form, { childList: true });
}
