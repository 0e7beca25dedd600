// The form of filters, and the legend whose entries switch marks on and off.

const LEGEND = ["check", "turn", "true", "false", "candidate", "answer", "cut", "named", "step", "reasoning", "loop"];

const filterForm = (store, words, filters) => {
  const form = el("form", { id: "filters", role: "search", "aria-label": words.filter });
  const add = (name, label, options) => form.append(choice(name, label, options));
  form.append(
    el("label", { class: "search" }, words.search, " ", el("input", { type: "search", name: "q", autocomplete: "off" })),
  );
  if (store.arms.length > 1) add("change", words.change, [["", words.anything], ...changeOptions(store, words)]);
  store.arms.forEach((arm, n) => {
    const counts = counted(store.outcomes[n]);
    const options = store.outcome_names.map((name, number) => [name, `${words.outcomes[name]} (${counts[number] ?? 0})`, counts[number]]);
    add(`arm${n}`, fill(words.arm_is, { arm }), [["", words.anything], ...options.filter(([, , count]) => count)]);
  });
  add("pack", words.pack, [["", words.any], ...packOptions(store, words)]);
  const simple = { lang: words.languages, book: words.books, format: {}, elicit: words.elicits };
  for (const [name, called] of Object.entries(simple)) {
    const values = store.names[name].filter(Boolean);
    if (values.length > 1 || (name === "book" && values.length)) {
      add(name, words[name], [["", words.any], ...values.map((value) => [value, called[value] ?? value])]);
    }
    if (name === "book" && values.length) {
      const rungs = [...new Set(store.columns.rung)].filter(Boolean).sort((a, b) => a - b);
      add("rung", words.rung, [["", words.any], ...rungs.map((rung) => [String(rung), String(rung)])]);
    }
  }
  if (store.arms.length > 1) add("sort", words.sort, [["", words.flips_first], ["run", words.in_order]]);
  form.append(el("button", { type: "reset" }, words.reset), el("button", { type: "button", id: "help", "aria-haspopup": "dialog" }, words.keys));
  for (const field of form.elements) if (field.name) field.value = filters[field.name] ?? "";
  return form;
};

/** A labelled select; an option is [value, words], or a group [words, options]. */
const choice = (name, label, options) => {
  const option = ([value, text]) => el("option", { value }, text);
  const made = options.map((entry) => (Array.isArray(entry[1]) ? el("optgroup", { label: entry[0] }, ...entry[1].map(option)) : option(entry)));
  return el("label", {}, label, " ", el("select", { name }, ...made));
};

const changeOptions = (store, words) => {
  const of = (arm) => {
    const counts = counted(store.changes[arm - 1]);
    const any = (counts[1] ?? 0) + (counts[2] ?? 0) + (counts[3] ?? 0);
    const kinds = [["lost", counts[1]], ["gained", counts[2]], ["other", counts[3]], ["any", any], ["same", counts[0]]];
    return kinds.map(([kind, count]) => [`${arm}:${kind}`, `${words.changes[kind]} (${count ?? 0})`]);
  };
  if (store.arms.length === 2) return of(1);
  return store.arms.slice(1).map((arm, n) => [arm, of(n + 1)]);
};

const packOptions = (store, words) => {
  const families = new Map();
  store.columns.pack.forEach((pack, item) => {
    const family = store.name("family", item);
    if (!families.has(family)) families.set(family, new Set());
    families.get(family).add(store.names.pack[pack]);
  });
  return [...families].map(([family, packs]) => [
    words.families[family],
    [[`family:${family}`, fill(words.whole_family, { family: words.families[family] })], ...[...packs].sort().map((pack) => [pack, pack])],
  ]);
};

const counted = (column) => {
  const counts = {};
  for (const value of column) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
};

const legend = (words, hidden, mathOn) => {
  const entry = (kind, label, on) =>
    el("button", { type: "button", "data-kind": kind, "aria-pressed": String(on), class: `key k-${kind}` }, el("span", { class: `swatch m-${kind}` }, label));
  const marks = LEGEND.map((kind) => entry(kind, words.legend[kind], !hidden.has(kind)));
  return el("div", { class: "legend", role: "group", "aria-label": words.legend_title },
    el("span", { class: "legend-title" }, words.legend_title), ...marks, entry("math", words.legend.math, mathOn));
};

const keysDialog = (words) => {
  const rows = Object.entries(words.key_names).map(([key, does]) => el("div", {}, el("dt", {}, el("kbd", {}, key)), el("dd", {}, does)));
  const dialog = el("dialog", { id: "keys", "aria-labelledby": "h-keys" }, el("h2", { id: "h-keys" }, words.keys), el("dl", {}, ...rows));
  dialog.append(el("form", { method: "dialog" }, el("button", {}, words.close)));
  return dialog;
};
