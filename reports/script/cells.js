// The table of every cell, which is made when it is unfolded.

const cellsTable = (cells, words, lang) => {
  const shown = { lang: words.languages, book: words.books, elicit: words.elicits };
  const numeric = new Set(["rung", "items"]);
  const heads = [
    ...cells.names.map((name) => el("th", { scope: "col", class: numeric.has(name) ? "num" : undefined }, words.cells[name])),
    ...cells.labels[lang].map((label) => el("th", { scope: "col", class: "num" }, label)),
  ];
  const cell = (text, place) => {
    const name = cells.names[place];
    const told = shown[name]?.[text] ?? (text || "–");
    if (name === "pack") return el("th", { scope: "row" }, told);
    return el("td", { class: name && !numeric.has(name) ? undefined : "num" }, told);
  };
  const rows = cells.rows.map((row) => el("tr", {}, ...row.map(cell)));
  const table = el("table", { class: "cells" }, el("thead", {}, el("tr", {}, ...heads)), el("tbody", {}, ...rows));
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": words.cells.table }, table);
};
