// A text with its marks. An episode may begin inside a claim and end after it, elements may not: so the text is cut at
// every end of a mark, and each piece carries the classes of all marks that cover it.

const LABELLED = new Set(["step", "check", "turn", "false", "answer", "loop", "switch"]);

/** The marks of a side, read from its numbers (bench/report/marks.py). */
const marksOf = (side, kinds, labels) => {
  const found = [];
  const numbers = side.marks ?? [];
  let start = 0;
  for (let n = 0; n < numbers.length; n += 3) {
    const [what, ahead, length] = numbers.slice(n, n + 3);
    start += ahead;
    const [kind, label] = [kinds[what % kinds.length], labels[Math.floor(what / kinds.length)]];
    found.push({ start, end: start + length, kind, label, note: side.notes?.[n / 3] ?? "" });
  }
  start = 0;
  (side.steps ?? []).forEach((ahead, n) => {
    start += ahead;
    found.push({ start, end: start, kind: "step", label: "", note: String(n + 1) });
  });
  return found;
};

/** The formulae of a side: where they stand, whether displayed, and the number of their tree. */
const formulaeOf = (side) => {
  const found = [];
  const numbers = side.formulae ?? [];
  let end = 0;
  for (let n = 0; n < numbers.length; n += 3) {
    const [ahead, length, tree] = numbers.slice(n, n + 3);
    const start = end + ahead;
    end = start + length;
    found.push({ start, end, display: tree % 2 === 1, tree: Math.floor(tree / 2) });
  }
  return found;
};

/** Where the named steps' values stand in a text for the first time, unless the question gives them. */
const stepsIn = (text, steps, question) => {
  const found = [];
  for (const [name, value] of steps) {
    const number = valuePattern(value);
    if (!number || number.test(question)) continue;
    const hit = number.exec(text);
    if (hit) found.push({ start: hit.index, end: hit.index + hit[0].length, kind: "named", label: "", note: name });
  }
  return found;
};

/** A decimal number as texts write it: with or without separators of thousands, not as part of a longer one. */
const valuePattern = (value) => {
  const [, sign, whole, rest] = /^(-?)(\d+)(\.\d+)?$/.exec(value) ?? [];
  if (whole === undefined) return null;
  const groups = [...whole].map((digit, n) => digit + ((whole.length - n - 1) % 3 === 0 && n < whole.length - 1 ? "[,，\\u202f\\u00a0 ]?" : ""));
  return new RegExp(`(?<![\\d.,])${sign}${groups.join("")}${(rest ?? "").replace(".", "\\.")}(?![\\d]|[.,]\\d)`);
};

/** Tokens that steer a model and are no words, such as the one that ends a text. */
const specialsIn = (text) =>
  [...text.matchAll(/<\|[^|<>\s]{1,40}\|>|<\/s>/g)].map((hit) => ({ start: hit.index, end: hit.index + hit[0].length, kind: "special", label: "", note: "" }));

/** Where words stand in a text, for the eye; at most 200 times. */
const hitsIn = (text, words) => {
  const found = [];
  const wanted = words.toLowerCase();
  const folded = text.toLowerCase();
  if (!wanted || folded.length !== text.length) return found;
  for (let at = folded.indexOf(wanted); at >= 0 && found.length < 200; at = folded.indexOf(wanted, at + wanted.length)) {
    found.push({ start: at, end: at + wanted.length, kind: "hit", label: "", note: "" });
  }
  return found;
};

/** A text's nodes. A formula is one piece: a mark that touches it covers all of it. */
const drawn = (text, marks, formulae, trees, say) => {
  const placed = widened(marks, formulae);
  const begins = new Map();
  const ends = new Map();
  const cuts = new Set([0, text.length]);
  const note = (map, at, mark) => {
    if (!map.has(at)) map.set(at, []);
    map.get(at).push(mark);
    cuts.add(at);
  };
  for (const mark of placed) {
    note(begins, mark.start, mark);
    if (mark.end > mark.start) note(ends, mark.end, mark);
  }
  const starting = new Map();
  for (const formula of formulae) {
    cuts.add(formula.start).add(formula.end);
    starting.set(formula.start, formula);
  }
  const nodes = document.createDocumentFragment();
  const covering = new Map();
  const edges = [...cuts].sort((a, b) => a - b);
  for (let n = 0; n < edges.length; n += 1) {
    const at = edges[n];
    for (const mark of ends.get(at) ?? []) {
      covering.set(mark.kind, covering.get(mark.kind) - 1);
      if (mark.kind === "named") nodes.append(el("i", { class: "tag t-named", "data-is": mark.note }));
    }
    if (n === edges.length - 1) break;
    const starts = begins.get(at) ?? [];
    for (const mark of starts) if (mark.end > at) covering.set(mark.kind, (covering.get(mark.kind) ?? 0) + 1);
    for (const mark of starts) {
      if (LABELLED.has(mark.kind)) nodes.append(el("i", { class: `tag t-${mark.kind}`, "data-is": say.tag(mark) }));
    }
    const formula = starting.get(at);
    const piece = text.slice(at, edges[n + 1]);
    const content = formula ? math(trees[formula.tree], formula.display) : piece;
    const classes = [...covering].filter(([, count]) => count > 0).map(([kind]) => `m-${kind}`);
    const told = starts.map((mark) => say.title(mark)).filter(Boolean).join("; ");
    if (!formula && (!classes.length || !piece.trim())) nodes.append(piece);
    else nodes.append(el("span", { class: classes.join(" ") || undefined, title: told || undefined }, content));
  }
  return nodes;
};

const widened = (marks, formulae) => {
  const around = (at) => formulae.find((formula) => formula.start < at && at < formula.end);
  return marks.map((mark) => {
    const start = around(mark.start)?.start ?? mark.start;
    const end = mark.end > mark.start ? around(mark.end)?.end ?? mark.end : start;
    return { ...mark, start, end };
  });
};
