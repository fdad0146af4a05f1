// <trilemma-combobox> around a <select>: type to find; without this script the select itself works.
// data-source="/address" asks the server for { options: [{ value, label, detail }] } with ?q=…
import { freshId, make, placeBeside } from "../shell/dom.js";
import { fitting } from "../shell/palette.js";
import { ask } from "../shell/server.js";
import { gettext } from "../shell/words.js";

const PAUSE = 150;

class Combobox extends HTMLElement {
  connectedCallback() {
    this.select = this.querySelector("select");
    if (this.input || !this.select) return;
    this.build();
    this.listen();
  }

  build() {
    const id = freshId("options");
    this.list = make("div", { class: "options", id, role: "listbox", popover: "manual" });
    this.input = make("input", {
      class: "input",
      type: "text",
      role: "combobox",
      autocomplete: "off",
      spellcheck: "false",
      "aria-expanded": "false",
      "aria-controls": id,
      "aria-autocomplete": "list",
      placeholder: this.getAttribute("placeholder") ?? gettext("Type to find"),
    });
    const label = this.select.labels?.[0];
    this.list.setAttribute("aria-label", label?.textContent.trim() ?? this.select.getAttribute("aria-label") ?? "");
    for (const name of ["id", "aria-label", "aria-describedby", "aria-invalid", "required", "disabled"]) {
      if (this.select.hasAttribute(name)) this.input.setAttribute(name, this.select.getAttribute(name));
    }
    this.select.removeAttribute("id");
    this.select.removeAttribute("required");
    this.select.hidden = true;
    this.input.value = this.chosen()?.label ?? "";
    this.append(this.input, this.list);
  }

  listen() {
    this.input.addEventListener("focus", () => this.input.select());
    this.input.addEventListener("input", () => this.look(this.input.value));
    this.input.addEventListener("pointerdown", () => !this.open && this.look(""));
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    this.input.addEventListener("blur", () => this.leave());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.choose(event.target.closest("[role=option]")));
  }

  get open() {
    return this.list.matches(":popover-open");
  }

  chosen() {
    const option = this.select.selectedOptions[0];
    return option?.value ? { value: option.value, label: option.label } : undefined;
  }

  look(words) {
    if (!this.dataset.source) {
      const options = [...this.select.options].filter((option) => option.value && !option.disabled);
      this.show(
        fitting(
          options.map(({ value, label, dataset }) => ({ value, label, detail: dataset.detail })),
          words,
        ),
      );
      return;
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.askServer(words), PAUSE);
  }

  async askServer(words) {
    this.request?.abort();
    this.request = new AbortController();
    try {
      const query = new URLSearchParams({ q: words });
      const answer = await ask(`${this.dataset.source}?${query}`, { signal: this.request.signal });
      if (document.activeElement === this.input) this.show(answer.options);
    } catch (error) {
      if (error.name !== "AbortError") this.say(error.message);
    }
  }

  show(options) {
    this.options = options;
    if (options.length === 0) {
      this.say(gettext("Nothing fits"));
      return;
    }
    this.list.replaceChildren(...options.map((option, at) => this.item(option, at)));
    this.reveal();
    this.mark(this.list.querySelector('[data-chosen="true"]') ?? this.list.firstElementChild);
  }

  say(text) {
    this.options = [];
    this.list.replaceChildren(make("div", { class: "palette-empty", role: "option", "aria-disabled": "true" }, text));
    this.reveal();
    this.input.removeAttribute("aria-activedescendant");
  }

  item({ value, label, detail }, at) {
    const chosen = this.select.value === value;
    const attributes = { class: "menu-item", role: "option", id: `${this.list.id}-${at}`, "data-at": at };
    const item = make("div", { ...attributes, "data-chosen": String(chosen) }, make("span", {}, label));
    if (detail) item.append(make("span", { class: "muted small push" }, detail));
    return item;
  }

  reveal() {
    this.list.style.minWidth = `${this.input.offsetWidth}px`;
    if (!this.open) this.list.showPopover();
    placeBeside(this.list, this.input);
    this.input.setAttribute("aria-expanded", "true");
  }

  close() {
    if (this.open) this.list.hidePopover();
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  mark(item) {
    this.list.querySelector('[aria-selected="true"]')?.setAttribute("aria-selected", "false");
    item.setAttribute("aria-selected", "true");
    item.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", item.id);
  }

  onKey(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const items = [...this.list.querySelectorAll("[role=option][data-at]")];
    const at = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
    if (step && !this.open) this.look("");
    else if (step && items.length > 0) this.mark(items[(at + step + items.length) % items.length]);
    else if (event.key === "Enter" && this.open && items[at]) this.choose(items[at]);
    else if (event.key === "Escape" && this.open) this.restore();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  choose(item) {
    const option = this.options?.[item?.dataset.at];
    if (!option) return;
    if (![...this.select.options].some((known) => known.value === option.value)) {
      this.select.append(new Option(option.label, option.value));
    }
    this.select.value = option.value;
    this.input.value = option.label;
    this.close();
    this.select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** An emptied box means none, where none may be chosen; other words that were not chosen are put back. */
  leave() {
    const empty = [...this.select.options].find((option) => option.value === "");
    if (this.input.value.trim() === "" && empty && this.select.value !== "") {
      this.select.value = "";
      this.select.dispatchEvent(new Event("change", { bubbles: true }));
    }
    this.restore();
  }

  restore() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.input.value = this.chosen()?.label ?? "";
    this.close();
  }
}

customElements.define("trilemma-combobox", Combobox);
