// One item, opened: what was asked, what the answer is, and what each arm made of it.

/** Builds an item's body. `view` has what the reader chose: words searched for, formulae drawn or raw. */
const itemBody = (store, item, detail, view, words) => {
  const lang = store.name("lang", item);
  const body = el("div", { class: "body" });
  body.append(chips(store, item, detail, words));
  body.append(
    el("div", { class: "question", lang, dir: "auto" },
      detail.context && el("blockquote", { class: "pre" }, detail.context),
      el("p", { class: "pre" }, detail.question ?? ""),
      detail.line && el("p", { class: "pre line" }, detail.line)),
  );
  if (detail.gold) body.append(gold(detail.gold, words));
  if (detail.steps) body.append(stepList(detail.steps, words));
  const sides = el("div", { class: `sides n${Math.min(detail.sides.length, 3)}` });
  detail.sides.forEach((side, arm) => sides.append(sideView(store, item, detail, side, arm, view, words)));
  body.append(sides);
  if (detail.prompt) body.append(onDemand(words.prompt, () => el("pre", { class: "raw", lang, dir: "auto", tabindex: "0" }, detail.prompt.join(detail.question))));
  return body;
};

const chips = (store, item, detail, words) => {
  const rung = store.columns.rung[item];
  const variant = store.name("variant", item);
  const elicit = store.name("elicit", item);
  const sample = store.columns.sample[item];
  const book = store.name("book", item);
  const told = [
    store.name("pack", item),
    detail.template,
    fill(words.instance, { n: detail.instance + 1 }),
    variant !== "base" && variant,
    book && (words.books[book] ?? book),
    rung && fill(words.rung_n, { n: rung }),
    detail.entity,
    store.name("format", item),
    elicit !== "none" && words.elicits[elicit],
    sample > 0 && fill(words.sample_n, { n: sample + 1 }),
    words.languages[store.name("lang", item)],
  ].filter(Boolean);
  const line = el("p", { class: "chips" });
  for (const chip of told) line.append(el("span", { class: "chip" }, chip), " ");
  line.append(el("a", { href: `#item-${store.columns.key[item]}`, class: "permalink" }, words.link));
  return line;
};

const gold = (reference, words) => {
  const parts = [`${reference.gold} ${reference.unit}`.trim()];
  if (reference.range) parts.push(fill(words.accepted, { low: reference.range[0], high: reference.range[1] }));
  if (reference.ambiguous) parts.push(fill(words.another_reading, { values: reference.ambiguous.join(", ") }));
  if (reference.memory) parts.push(fill(words.from_memory, { value: reference.memory }));
  return el("p", { class: "gold" }, el("b", {}, words.reference), " ", parts.join("; "));
};

const stepList = (steps, words) => {
  const list = el("p", { class: "steps" }, el("b", {}, words.steps), " ");
  for (const [name, value] of steps) list.append(el("span", { class: "step" }, el("i", {}, name), ` ${value}`), " ");
  return list;
};

const badge = (outcome, words) => el("span", { class: `badge o-${outcome}` }, words.outcomes[outcome]);

const sideView = (store, item, detail, side, arm, view, words) => {
  const outcome = store.outcome_names[store.outcomes[arm][item]];
  const part = el("section", { class: "side", "aria-label": store.arms[arm] });
  part.append(el("h3", {}, el("span", { class: `arm-name a${Math.min(arm, 5)}` }, store.arms[arm]), " ", badge(outcome, words)));
  if (!side) {
    const limit = detail.limits?.[arm];
    const why = limit ? fill(words.limited, { why: words.limits[limit] ?? limit }) : words.owed;
    part.append(el("p", { class: "under" }, why));
    return part;
  }
  const tokens = store.tokens[arm][item];
  const told = [
    side.value && !side.delivery && fill(words.answered, { value: side.value }), // a plan is in the text
    side.reason && (words.reasons[side.reason] ?? side.reason),
    fill(words.tokens, { n: tokens.toLocaleString("en") }),
    side.delivery && fill(words.delivery, { how: words.deliveries[side.delivery] ?? side.delivery }),
  ].filter(Boolean);
  part.append(el("p", { class: "under" }, told.join(" · ")));
  const lang = store.name("lang", item);
  const content = detail.texts[side.text];
  const text = el("div", { class: "text", lang, dir: "auto" });
  const formulae = view.math ? formulaeOf(side) : [];
  const marks = [
    ...marksOf(side, store.kinds, store.labels),
    ...stepsIn(content, detail.steps ?? [], detail.question ?? ""),
    ...specialsIn(content),
    ...hitsIn(content, view.q),
  ];
  if (side.given) text.append(el("span", { class: "given", title: words.given }, side.given));
  text.append(drawn(content, marks, formulae, detail.trees, sayings(words)));
  if (!content.trim()) text.append(el("span", { class: "under" }, words.empty));
  if (side.cut) text.append(el("span", { class: "cut" }, fill(words.cut, { n: tokens.toLocaleString("en") })));
  part.append(text);
  if (side.constraints) part.append(constraints(side.constraints, words));
  part.append(onDemand(words.raw, () => el("pre", { class: "raw", lang, dir: "auto", tabindex: "0" }, (side.given ?? "") + content)));
  return part;
};

const constraints = (results, words) => {
  const list = el("ul", { class: "constraints" });
  for (const [id, level, passed, detail] of results) {
    list.append(
      el("li", { class: passed ? "pass" : "fail" },
        el("b", {}, passed ? words.met : words.not_met), " ", id, " ",
        el("small", {}, words.levels[level] ?? level), detail ? `: ${detail}` : ""),
    );
  }
  return list;
};

/** What is made only when it is asked for. */
const onDemand = (title, make) => {
  const box = el("details", { class: "demand" }, el("summary", {}, title));
  box.addEventListener("toggle", () => { if (box.open && box.children.length === 1) box.append(make()); });
  return box;
};

/** How marks are called in the reader's language. */
const sayings = (words) => ({
  tag: (mark) => {
    if (mark.kind === "step") return mark.note;
    return mark.label ? fill(words.tag_with, { kind: words.tags[mark.kind], label: words.labels[mark.label] }) : words.tags[mark.kind];
  },
  title: (mark) => {
    if (mark.kind === "false" && mark.note) return fill(words.recomputed, { claim: mark.note });
    if (mark.kind === "candidate") return fill(words.candidate_note, { how: words.labels[mark.label] ?? "" }).trim();
    return mark.kind === "true" ? words.tags.true : "";
  },
});
