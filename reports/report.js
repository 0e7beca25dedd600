"use strict";
// Filters, the hash that keeps them, and links to single items. Without this script the page shows everything.
(() => {
  const form = document.getElementById("filters");
  const shown = document.getElementById("shown");
  const unfold = document.getElementById("unfold");
  const items = [...document.querySelectorAll("details.item")];
  const texts = new Map();

  const textOf = (item) => {
    if (!texts.has(item)) texts.set(item, item.textContent.toLowerCase());
    return texts.get(item);
  };

  const state = () => {
    const fields = new URLSearchParams();
    for (const field of form.elements) {
      const value = field.type === "checkbox" ? (field.checked ? "1" : "") : field.value.trim();
      if (field.name && value) fields.set(field.name, value);
    }
    return fields;
  };

  const fits = (item, fields) => {
    for (const [name, value] of fields) {
      if (name === "differ") {
        if (!("differs" in item.dataset)) return false;
      } else if (name === "q") {
        if (!textOf(item).includes(value.toLowerCase())) return false;
      } else if (item.dataset[name] !== value) return false;
    }
    return true;
  };

  const apply = () => {
    const fields = state();
    let count = 0;
    for (const item of items) {
      item.hidden = !fits(item, fields);
      if (!item.hidden) count += 1;
    }
    shown.textContent = count === items.length ? `${count} items` : `${count} of ${items.length} items`;
  };

  const remember = () => {
    const fields = state().toString();
    history.replaceState(null, "", fields ? `#${fields}` : location.pathname + location.search);
  };

  const readHash = () => {
    const hash = location.hash.slice(1);
    const target = hash && document.getElementById(hash);
    if (target && !target.matches("details.item")) return; // a section: the browser goes there, filters stay
    const fields = target ? new URLSearchParams() : new URLSearchParams(hash);
    const wanted = target ? state() : fields;
    if (!target || !fits(target, wanted)) {
      for (const field of form.elements) {
        if (!field.name) continue;
        if (field.type === "checkbox") field.checked = fields.get(field.name) === "1";
        else field.value = fields.get(field.name) ?? "";
        if (field.tagName === "SELECT" && field.selectedIndex < 0) field.value = "";
      }
    }
    apply();
    if (target) {
      target.open = true;
      target.scrollIntoView();
    } else if (fields.size) {
      document.getElementById("items").scrollIntoView();
    }
  };

  form.hidden = false;
  document.getElementById("show-differing")?.removeAttribute("hidden");
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => { apply(); remember(); });
  form.addEventListener("reset", () => setTimeout(() => { apply(); remember(); }));
  unfold.addEventListener("click", () => {
    const some = items.filter((item) => !item.hidden);
    const open = some.some((item) => !item.open);
    for (const item of some) item.open = open;
    unfold.textContent = open ? "Close all shown" : "Open all shown";
  });
  addEventListener("beforeprint", () => { for (const item of items) if (!item.hidden) item.open = true; });
  addEventListener("hashchange", readHash);
  readHash();
})();
