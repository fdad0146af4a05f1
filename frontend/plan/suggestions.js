/** A list of suggestions under an input, by the combobox pattern: arrows choose, Enter takes, Escape closes. */

import { el } from "./dom.js";

const MOST = 8;
let count = 0;

const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** The names that fit what is being typed: those that begin with it first. */
export function fitting(names, typed) {
  const wanted = folded(typed.trim());
  if (!wanted) return names;
  const begins = names.filter((name) => folded(name).startsWith(wanted));
  const holds = names.filter((name) => !folded(name).startsWith(wanted) && folded(name).includes(wanted));
  return [...begins, ...holds];
}

export class Suggestions {
  /** `whole`: a suggestion replaces the text; else the part behind the last comma. */
  constructor(editor, names, { whole }) {
    Object.assign(this, { editor, names, whole, active: -1 });
    count += 1;
    this.list = el("ul", {
      class: "plan-suggestions",
      role: "listbox",
      id: `plan-suggestions-${count}`,
      popover: "manual",
    });
    const { input } = editor;
    for (const [name, value] of [
      ["role", "combobox"],
      ["aria-autocomplete", "list"],
      ["aria-controls", this.list.id],
      ["aria-expanded", "false"],
    ]) {
      input.setAttribute(name, value);
    }
    input.addEventListener("input", () => this.open(false));
    editor.page.append(this.list);
  }

  get part() {
    const { text } = this.editor;
    return this.whole ? text : text.slice(text.lastIndexOf(",") + 1);
  }

  /** Shows what fits; `all` lists everything, as when the editor opens over an existing value. */
  open(all) {
    this.fits = all ? this.names : fitting(this.names, this.part);
    this.fits = this.whole ? this.fits : this.fits.slice(0, MOST);
    this.active = !all && this.part.trim() && this.fits.length ? 0 : -1;
    this.list.replaceChildren(...this.fits.map((name, index) => this.#option(name, index)));
    this.#mark();
    if (!this.fits.length) this.#hide();
    else this.#show();
  }

  #option(name, index) {
    const option = el("li", { role: "option", id: `${this.list.id}-${index}`, text: name });
    option.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      this.#take(index);
      if (this.whole) this.editor.commit({ focus: true });
    });
    return option;
  }

  #show() {
    const { left, bottom, width } = this.editor.input.getBoundingClientRect();
    Object.assign(this.list.style, {
      left: `${left}px`,
      top: `${bottom + 2}px`,
      minWidth: `${Math.max(width, 160)}px`,
    });
    if (!this.list.matches(":popover-open")) this.list.showPopover();
    this.editor.input.setAttribute("aria-expanded", "true");
  }

  #hide() {
    if (this.list.matches(":popover-open")) this.list.hidePopover();
    this.editor.input.setAttribute("aria-expanded", "false");
  }

  #mark() {
    for (const [index, option] of [...this.list.children].entries())
      option.setAttribute("aria-selected", String(index === this.active));
    const current = this.list.children[this.active];
    current?.scrollIntoView({ block: "nearest" });
    if (current) this.editor.input.setAttribute("aria-activedescendant", current.id);
    else this.editor.input.removeAttribute("aria-activedescendant");
  }

  #take(index) {
    const { text } = this.editor;
    const name = this.fits[index];
    const cut = text.lastIndexOf(",") + 1;
    this.editor.text = this.whole || cut === 0 ? name : `${text.slice(0, cut)} ${name}`;
    this.#hide();
  }

  /** Handles a key; true where it was for the list. */
  key(event) {
    const isOpen = this.list.matches(":popover-open");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen) this.open(true);
      const size = this.fits.length;
      this.active = (this.active + (event.key === "ArrowDown" ? 1 : size - (this.active < 0 ? 0 : 1))) % size;
      this.#mark();
      return true;
    }
    if (!isOpen) return false;
    if (event.key === "Escape") {
      this.#hide();
      event.preventDefault();
      return true;
    }
    if ((event.key === "Enter" || event.key === "Tab") && this.active >= 0) this.#take(this.active);
    return false;
  }

  close() {
    this.#hide();
    this.list.remove();
  }
}
