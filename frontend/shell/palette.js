// The command palette: pages, actions and whatever the server finds, by typing.
import { icon, make } from "./dom.js";
import { allShortcuts, written } from "./keys.js";
import { ask } from "./server.js";
import { gettext } from "./words.js";

const PAUSE = 150;

/** Which of the entries fit the words: each word begins a word of the label; best first. */
export function fitting(entries, words) {
  const wanted = fold(words).split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return entries;
  const scored = entries.map((entry) => ({ entry, score: scoreOf(fold(entry.label), wanted) }));
  return scored
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ entry }) => entry);
}

function scoreOf(label, wanted) {
  let score = 0;
  for (const word of wanted) {
    if (label.startsWith(word)) score += 3;
    else if (label.split(/[\s\-/]+/).some((part) => part.startsWith(word))) score += 2;
    else if (label.includes(word)) score += 1;
    else return 0;
  }
  return score;
}

/** Letters as one types them: without case and accents. */
export const fold = (text) =>
  text
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .toLowerCase();

function pages() {
  return [...document.querySelectorAll("a[data-page]")].map((link) => ({
    label: link.dataset.page,
    icon: link.dataset.icon,
    keys: link.dataset.key,
    run: () => location.assign(link.href),
  }));
}

function commands() {
  const ofElements = [...document.querySelectorAll("[data-command]")].map((element) => ({
    label: element.dataset.command,
    icon: element.dataset.icon ?? "corner-down-right",
    keys: element.dataset.key,
    run: () => (element.matches("a, button") ? element.click() : element.focus()),
  }));
  const ofScripts = allShortcuts()
    .filter((entry) => entry.group !== "go" && !ofElements.some((other) => other.label === entry.label))
    .filter((entry) => entry.keys && !document.querySelector(`[data-key="${CSS.escape(entry.keys)}"]`))
    .map((entry) => ({ label: entry.label, icon: "keyboard", keys: entry.keys, run: entry.run }));
  return [...ofElements, ...ofScripts];
}

class Palette {
  constructor(dialog) {
    this.dialog = dialog;
    this.input = dialog.querySelector("input");
    this.box = dialog.querySelector("[role=listbox]");
    this.none = dialog.querySelector(".palette-empty");
    this.input.addEventListener("input", () => this.look());
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    this.box.addEventListener("click", (event) => this.choose(event.target.closest("[role=option]")));
    this.box.addEventListener("pointermove", (event) => this.mark(event.target.closest("[role=option]"), false));
  }

  open() {
    if (this.dialog.open) return;
    this.input.value = "";
    this.dialog.showModal();
    this.show(this.known());
  }

  known(words = "") {
    return [
      { group: gettext("Pages"), items: fitting(pages(), words) },
      { group: gettext("Actions"), items: fitting(commands(), words) },
    ];
  }

  look() {
    const words = this.input.value;
    this.show(this.known(words));
    clearTimeout(this.timer);
    this.request?.abort();
    const address = document.body.dataset.search;
    if (words.trim() && address) this.timer = setTimeout(() => this.askServer(address, words), PAUSE);
  }

  async askServer(address, words) {
    this.request = new AbortController();
    try {
      const query = new URLSearchParams({ q: words });
      const { groups } = await ask(`${address}?${query}`, { signal: this.request.signal });
      const found = groups.map(({ group, items }) => ({
        group,
        items: items.map((item) => ({ ...item, run: () => location.assign(item.address) })),
      }));
      this.show([...this.known(words), ...found]);
    } catch (error) {
      if (error.name !== "AbortError") this.none.textContent = error.message;
    }
  }

  show(groups) {
    this.entries = [];
    this.box.replaceChildren(...groups.filter(({ items }) => items.length > 0).map((group) => this.group(group)));
    this.none.hidden = this.entries.length > 0;
    this.mark(this.box.querySelector("[role=option]"));
  }

  group({ group, items }) {
    const title = make("div", { class: "menu-title", role: "presentation" }, group);
    return make("div", { role: "group", "aria-label": group }, title, ...items.map((item) => this.option(item)));
  }

  option(entry) {
    const at = this.entries.push(entry) - 1;
    const option = make("div", { class: "menu-item", role: "option", id: `palette-${at}`, "data-at": at });
    option.append(icon(entry.icon ?? "arrow-right"), make("span", { class: "nowrap" }, entry.label));
    if (entry.detail) option.append(make("span", { class: "detail" }, entry.detail));
    if (entry.keys) option.append(keysOf(entry.keys));
    return option;
  }

  mark(option, scroll = true) {
    if (!option) {
      this.input.removeAttribute("aria-activedescendant");
      return;
    }
    this.box.querySelector('[aria-selected="true"]')?.removeAttribute("aria-selected");
    option.setAttribute("aria-selected", "true");
    this.input.setAttribute("aria-activedescendant", option.id);
    if (scroll) option.scrollIntoView({ block: "nearest" });
  }

  onKey(event) {
    const options = [...this.box.querySelectorAll("[role=option]")];
    const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && options.length > 0) this.mark(options[(at + step + options.length) % options.length]);
    else if (event.key === "Enter") this.choose(options[at]);
    else return;
    event.preventDefault();
  }

  choose(option) {
    if (!option) return;
    this.dialog.close();
    this.entries[option.dataset.at].run();
  }
}

/** The keys of a shortcut, drawn. */
export function keysOf(keys) {
  const steps = written(keys).map((step) => make("kbd", {}, step.join(" ")));
  const parts = steps.flatMap((step, at) => (at === 0 ? [step] : [" ", step]));
  return make("span", { class: "push nowrap" }, ...parts);
}

export function startPalette() {
  const dialog = document.getElementById("palette");
  if (!dialog) return () => {};
  const palette = new Palette(dialog);
  document.addEventListener("click", (event) => event.target.closest("[data-palette]") && palette.open());
  return () => palette.open();
}
