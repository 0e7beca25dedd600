// The page as a whole: its language and its light, the address that keeps what is shown, and keys.

const start = async () => {
  const page = document.getElementById("page");
  const scripts = JSON.parse(document.getElementById("words").textContent);
  const lent = { [document.getElementById("page-other").dataset.lang]: document.getElementById("page-other").content };
  let browser = null;

  const dress = () => {
    for (const made of page.querySelectorAll("[data-scripted]")) made.hidden = false;
    for (const button of page.querySelectorAll("button[data-lang]")) {
      button.setAttribute("aria-pressed", String(button.dataset.lang === page.dataset.lang));
    }
    for (const button of page.querySelectorAll("button[data-theme]")) {
      button.setAttribute("aria-pressed", String(button.dataset.theme === (document.documentElement.dataset.theme ?? "auto")));
    }
  };

  /** The other language stands in a template; the two change places. */
  const speak = async (lang) => {
    if (lang === page.dataset.lang || !(lang in lent)) return;
    const away = document.createDocumentFragment();
    away.append(...page.childNodes);
    lent[page.dataset.lang] = away;
    page.append(lent[lang]);
    page.dataset.lang = lang;
    document.documentElement.lang = lang;
    dress();
    if (!browser) return;
    browser.lang = lang;
    browser.mount(document.getElementById("browser"));
    document.getElementById("keys")?.remove();
    await browser.show();
  };

  const readAddress = async () => {
    const hash = location.hash.slice(1);
    if (hash.startsWith("item-")) {
      const item = browser.store.columns.key.indexOf(hash.slice(5));
      if (!browser.found) await browser.filtered(false);
      if (item >= 0) await browser.goTo(item);
      return;
    }
    if (hash && document.getElementById(hash)) {
      if (!browser.found) await browser.filtered(false); // a section: the page goes there, filters stay
      return;
    }
    const fields = new URLSearchParams(hash);
    for (const field of browser.form.elements) {
      if (!field.name) continue;
      field.value = fields.get(field.name) ?? "";
      if (field.tagName === "SELECT" && field.selectedIndex < 0) field.value = "";
    }
    await browser.filtered(false);
    if (hash) document.getElementById("items").scrollIntoView();
  };

  const help = () => {
    if (!document.getElementById("keys")) page.append(keysDialog(browser.words));
    document.getElementById("keys").showModal();
  };

  document.addEventListener("toggle", (event) => {
    const box = event.target;
    if (!browser || !box.open || !("cells" in box.dataset) || box.querySelector("table")) return;
    box.append(cellsTable(browser.store.cells, browser.words, browser.lang));
  }, true);
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button");
    if (button?.dataset.lang) speak(button.dataset.lang);
    else if (button?.dataset.theme) {
      document.documentElement.dataset.theme = button.dataset.theme;
      dress();
    } else if (button?.id === "help") help();
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !browser) return;
    if (event.target.closest?.("input, select, textarea, dialog")) return;
    const keys = { j: () => browser.step(1), k: () => browser.step(-1), "/": () => browser.form.elements.q.focus(), "?": help };
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });

  dress();
  if (!("DecompressionStream" in window)) {
    document.getElementById("browser").replaceChildren(el("p", {}, scripts[page.dataset.lang].unreadable));
    return;
  }
  const index = await inflate("index");
  browser = new ItemBrowser(new Store(index), scripts, page.dataset.lang);
  browser.mount(document.getElementById("browser"));
  await readAddress();
  addEventListener("hashchange", readAddress);
  document.documentElement.dataset.ready = "";
};

start();
