// The item browser: filters, a page of items at a time, links to single items, keys.

const ROWS = 50;
const FILTERS = ["pack", "lang", "book", "rung", "format", "elicit"];

class ItemBrowser {
  constructor(store, words, lang) {
    this.store = store;
    this.allWords = words;
    this.lang = lang;
    this.filters = {};
    this.page = 0;
    this.math = true;
    this.hidden = new Set(["step", "reasoning"]);
    this.opened = new Set();
    this.stepped = null;
    this.searchNumber = 0;
    this.order = [];
    this.found = null;
  }

  get words() {
    return this.allWords[this.lang];
  }

  /** Build the browser in the page that is shown now. */
  mount(place) {
    this.form = filterForm(this.store, this.words, this.filters);
    this.legend = legend(this.words, this.hidden, this.math);
    this.status = el("p", { id: "shown", role: "status", "aria-live": "polite" });
    this.list = el("div", { class: "list" });
    this.pager = el("nav", { class: "pager", "aria-label": this.words.pages });
    place.replaceChildren(this.form, this.legend, this.status, this.list, this.pager);
    this.place = place;
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("input", () => this.filtered(true));
    this.form.addEventListener("reset", () => setTimeout(() => this.filtered(true)));
    this.legend.addEventListener("click", (event) => this.toggled(event.target.closest("button")));
    this.hide();
  }

  /** Read the filters from the form, and show what fits. */
  async filtered(remember) {
    const before = this.filters.q ?? "";
    this.filters = Object.fromEntries(
      [...this.form.elements].filter((f) => f.name && f.value.trim()).map((f) => [f.name, f.value.trim()]),
    );
    this.page = 0;
    if (remember) this.remember();
    const number = ++this.searchNumber;
    const fitting = this.fitting();
    const q = this.filters.q ?? "";
    if (q) {
      if (q !== before) await new Promise((resolve) => setTimeout(resolve, 150));
      const stopped = () => number !== this.searchNumber;
      const progress = (share) => { if (!stopped()) this.status.textContent = fill(this.words.searching, { share: Math.round(100 * share) }); };
      const found = await this.store.search(q, fitting, progress, stopped);
      if (stopped()) return;
      this.found = found;
    } else {
      this.found = fitting;
    }
    this.sort();
    await this.show();
  }

  /** The items that every filter but the search leaves, as a set. */
  fitting() {
    const { store, filters } = this;
    const tests = [];
    for (const name of FILTERS) {
      const value = filters[name];
      if (value === undefined) continue;
      if (name === "rung") tests.push((item) => String(store.columns.rung[item]) === value);
      else if (name === "pack" && value.startsWith("family:")) tests.push((item) => store.name("family", item) === value.slice(7));
      else tests.push((item) => store.name(name, item) === value);
    }
    store.arms.forEach((_, arm) => {
      const wanted = store.outcome_names.indexOf(filters[`arm${arm}`]);
      if (filters[`arm${arm}`] !== undefined) tests.push((item) => store.outcomes[arm][item] === wanted);
    });
    if (filters.change !== undefined) {
      const [arm, kind] = filters.change.split(":");
      const changes = store.changes[Number(arm) - 1] ?? [];
      const wanted = store.change_names.indexOf(kind);
      tests.push((item) => (kind === "any" ? [1, 2, 3].includes(changes[item]) : changes[item] === wanted));
    }
    const left = new Set();
    for (let item = 0; item < store.size; item += 1) if (tests.every((test) => test(item))) left.add(item);
    return left;
  }

  /** Flips first (right → wrong, then the reverse, then other differences), or in the order of the run. */
  sort() {
    this.order = [...this.found];
    if (this.filters.sort === "run") return;
    const rank = [3, 0, 1, 2, 4];
    const least = (item) => Math.min(...this.store.changes.map((changes) => rank[changes[item]]), 4);
    const ranks = new Map(this.order.map((item) => [item, least(item)]));
    this.order.sort((a, b) => ranks.get(a) - ranks.get(b) || a - b);
  }

  /** Show the current page of the list. */
  async show() {
    const { store, words } = this;
    const total = this.order.length;
    const first = this.page * ROWS;
    const shown = this.order.slice(first, first + ROWS);
    const counted = total === store.size ? words.count_all : words.count_some;
    this.status.textContent = fill(counted, { n: total.toLocaleString("en"), all: store.size.toLocaleString("en") });
    this.list.replaceChildren(...shown.map((item) => this.row(item)));
    this.pager.replaceChildren(...this.pages(total));
    this.pager.hidden = total <= ROWS;
    await Promise.all(shown.filter((item) => this.opened.has(item)).map((item) => this.open(item)));
  }

  pages(total) {
    const last = Math.max(0, Math.ceil(total / ROWS) - 1);
    const go = (page) => async () => {
      this.page = page;
      await this.show();
      this.list.scrollIntoView({ block: "start" });
    };
    const button = (label, page, name) => el("button", { type: "button", disabled: page < 0 || page > last, "aria-label": name, click: go(page) }, label);
    const range = fill(this.words.range, { first: this.page * ROWS + 1, last: Math.min(total, (this.page + 1) * ROWS), all: total.toLocaleString("en") });
    return [button("‹", this.page - 1, this.words.previous_page), el("span", {}, range), button("›", this.page + 1, this.words.next_page)];
  }

  row(item) {
    const { store, words } = this;
    const results = el("span", { class: "results" });
    store.arms.forEach((arm, n) => {
      results.append(el("span", { class: "result" }, el("span", { class: "arm" }, arm), " ", badge(store.outcome_names[store.outcomes[n][item]], words)));
    });
    const kinds = store.changes.map((changes) => store.change_names[changes[item]]);
    const flip = ["lost", "gained", "other"].find((kind) => kinds.includes(kind));
    const book = store.name("book", item);
    const about = [store.name("pack", item), book && (words.books[book] ?? book)].filter(Boolean).join(" · ");
    const summary = el("summary", {},
      el("span", { class: "n" }, String(item + 1)),
      el("span", { class: `flip f-${flip ?? "none"}`, title: flip ? words.changes[flip] : undefined }, flip ? words.flip_signs[flip] : ""),
      el("span", { class: "q", lang: store.name("lang", item), dir: "auto" }, store.columns.head[item]),
      el("span", { class: "about" }, about),
      results);
    const row = el("details", { class: "item", id: `item-${store.columns.key[item]}`, "data-item": String(item) }, summary);
    row.addEventListener("toggle", () => {
      if (row.open) {
        this.opened.add(item);
        this.fill(row, item);
      } else this.opened.delete(item);
    });
    return row;
  }

  async fill(row, item) {
    const detail = await this.store.detail(item);
    const view = { math: this.math, q: this.filters.q ?? "" };
    row.querySelector(":scope > .body")?.remove();
    row.append(itemBody(this.store, item, detail, view, this.words));
  }

  rowOf(item) {
    return document.getElementById(`item-${this.store.columns.key[item]}`);
  }

  async open(item) {
    const row = this.rowOf(item);
    if (!row) return;
    row.open = true;
    if (!row.querySelector(":scope > .body")) await this.fill(row, item);
  }

  /** Go to an item, on its page; filters that hide it are lifted. */
  async goTo(item) {
    if (!this.found.has(item)) {
      this.form.reset();
      for (const field of this.form.elements) if (field.name && field.tagName === "SELECT") field.selectedIndex = 0;
      await this.filtered(false);
    }
    this.page = Math.floor(this.order.indexOf(item) / ROWS);
    this.opened.add(item);
    await this.show();
    const row = this.rowOf(item);
    row.scrollIntoView({ block: "start" });
    row.querySelector("summary").focus({ preventScroll: true });
  }

  /** The next item (or the one before): open it, and close the one that was opened so. */
  async step(by) {
    const active = document.activeElement?.closest?.(".item");
    const current = active ? Number(active.dataset.item) : this.stepped;
    const at = current === null ? -1 : this.order.indexOf(current);
    const next = this.order[at < 0 ? (by > 0 ? this.page * ROWS : -1) : at + by];
    if (next === undefined) return;
    if (this.stepped !== null) {
      this.opened.delete(this.stepped);
      const row = this.rowOf(this.stepped);
      if (row) row.open = false;
    }
    this.stepped = next;
    await this.goTo(next);
  }

  toggled(button) {
    if (!button) return;
    const on = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(on));
    const kind = button.dataset.kind;
    if (kind === "math") {
      this.math = on;
      for (const row of this.list.querySelectorAll(".item[open]")) this.fill(row, Number(row.dataset.item));
    } else {
      this.hidden[on ? "delete" : "add"](kind);
      this.hide();
    }
  }

  /** Classes that say which marks are not drawn. */
  hide() {
    this.place.className = [...this.hidden].map((kind) => `hide-${kind}`).join(" ");
  }

  remember() {
    const fields = new URLSearchParams(this.filters).toString();
    history.replaceState(null, "", fields ? `#${fields}` : location.pathname + location.search);
  }
}
