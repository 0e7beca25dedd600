// The items: an index that is read at once, and blocks of texts that are read when one of them is looked at.

const KEPT_BLOCKS = 12;

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;,=>?@^_`{|}~";
const VALUES = new Uint8Array(128);
[...DIGITS].forEach((digit, value) => { VALUES[digit.charCodeAt(0)] = value; });

/** Base 85: five digits are four bytes, the first the highest; a last group of n + 1 digits is n bytes. */
const bytesOf = (text) => {
  const bytes = new Uint8Array(Math.floor((text.length * 4) / 5));
  for (let from = 0, to = 0; from < text.length; from += 5, to += 4) {
    let group = 0;
    for (let n = 0; n < 5; n += 1) group = group * 85 + (from + n < text.length ? VALUES[text.charCodeAt(from + n)] : 84);
    for (let n = 0; n < 4 && to + n < bytes.length; n += 1) bytes[to + n] = group / 2 ** (24 - 8 * n);
  }
  return bytes;
};

const inflate = async (id) => {
  const bytes = bytesOf(document.getElementById(id).textContent);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
};

class Store {
  constructor(index) {
    Object.assign(this, index);
    this.size = index.columns.key.length;
    this.starts = [0];
    for (const count of index.blocks) this.starts.push(this.starts.at(-1) + count);
    this.read = new Map();
  }

  /** A property of an item in words, e.g. its pack. */
  name(property, item) {
    return this.names[property][this.columns[property][item]];
  }

  /** A block's items; the ones used last are kept. */
  block(number) {
    const found = this.read.get(number) ?? inflate(`block-${number}`);
    this.read.delete(number);
    this.read.set(number, found);
    if (this.read.size > KEPT_BLOCKS) this.read.delete(this.read.keys().next().value);
    return found;
  }

  /** Everything about one item. */
  async detail(item) {
    let number = 0;
    while (this.starts[number + 1] <= item) number += 1;
    const block = await this.block(number);
    return { ...block.items[item - this.starts[number]], trees: block.trees, texts: block.texts };
  }

  /** Those of `items` (a set) in whose texts `words` stand; `progress` hears the share that is searched. */
  async search(words, items, progress, stopped) {
    const wanted = words.normalize("NFKC").toLowerCase();
    const found = new Set();
    for (let number = 0; number < this.blocks.length && !stopped(); number += 1) {
      const [start, end] = [this.starts[number], this.starts[number + 1]];
      let any = false;
      for (let item = start; item < end && !any; item += 1) any = items.has(item);
      if (!any) continue;
      const block = await this.block(number);
      for (let item = start; item < end; item += 1) {
        if (items.has(item) && searched(block.items[item - start], block.texts).includes(wanted)) found.add(item);
      }
      progress((number + 1) / this.blocks.length);
      await new Promise((resolve) => setTimeout(resolve));
    }
    return found;
  }
}

const searched = (detail, all) => {
  const texts = detail.sides.map((side) => (side ? `${side.given ?? ""}${all[side.text]}` : ""));
  return [detail.id, detail.entity ?? "", detail.context ?? "", detail.question, ...texts].join("\n").normalize("NFKC").toLowerCase();
};
