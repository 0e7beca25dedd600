// Elements and text nodes, never markup: what a model wrote reaches the page as text only.

const MATHML = "http://www.w3.org/1998/Math/MathML";

/** An element with attributes (false and undefined leave one out, a function listens) and children (text or nodes). */
const el = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else if (value !== false && value !== undefined && value !== null) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return made;
};

const LEAVES = { n: "mn", i: "mi", o: "mo", t: "mtext" };

/** MathML of a formula's tree (bench/report/formulae.py says what a tree is). */
const math = (tree, display) => {
  const root = document.createElementNS(MATHML, "math");
  if (display) root.setAttribute("display", "block");
  root.append(branch(tree));
  return root;
};

const branch = (tree) => {
  if (typeof tree === "string") {
    const leaf = document.createElementNS(MATHML, LEAVES[tree[0]]);
    leaf.textContent = tree.slice(1);
    return leaf;
  }
  const [head, ...children] = tree;
  const [name, ...attributes] = head.split("|");
  const isLeaf = name in LEAVES;
  const made = document.createElementNS(MATHML, isLeaf ? LEAVES[name] : name === "none" ? name : `m${name}`);
  for (const attribute of attributes) made.setAttribute(...attribute.split("="));
  if (isLeaf) made.textContent = children[0];
  else made.append(...children.map(branch));
  return made;
};

/** Words with their blanks filled in: {n} by a value, {n|item|items} by a word for one or for several. */
const fill = (words, values) =>
  words.replace(/\{(\w+)(?:\|([^|{}]*)\|([^|{}]*))?\}/g, (_, name, one, several) => (one === undefined ? values[name] : String(values[name]) === "1" ? one : several));
