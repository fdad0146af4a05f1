/** The panel at the side: details, the reason of a date, or modes of one row, as the site renders them; its state is in the address. */

import { el, iconButton } from "./dom.js";
import { getPiece } from "./server.js";

const KINDS = { details: "row", why: "why", modes: "modes" };
const TITLES = { details: "Details", why: "Why this date?", modes: "Modes" };

export class SidePanel {
  constructor(page) {
    this.page = page;
    const { t } = page;
    this.title = el("h2", { class: "plan-panel-title", tabindex: "-1" });
    this.tabs = el("div", { class: "plan-tabs", role: "group", "aria-label": t("What is shown") });
    this.content = el("div", { class: "plan-panel-content" });
    const close = iconButton("x", t("Close"), () => this.close());
    this.element = el(
      "aside",
      { class: "plan-panel", "aria-label": t("About the row"), hidden: true },
      el("header", {}, this.title, close),
      this.tabs,
      this.content,
    );
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
      event.stopPropagation();
    });
  }

  get isOpen() {
    return !this.element.hidden;
  }

  /** Shows what the address asks for. */
  fromAddress() {
    const asked = new URLSearchParams(location.hash.slice(1));
    const row = this.page.model.at(asked.get("row"));
    if (row === undefined) return;
    this.open(row, asked.get("panel") ?? "details", { focus: false });
  }

  async open(row, kind, { focus = true } = {}) {
    const { page } = this;
    const id = page.model.ids[row];
    Object.assign(this, { id, kind });
    this.element.hidden = false;
    page.classList.add("has-panel");
    this.title.textContent = page.model.columns.name[row];
    this.tabs.replaceChildren(...this.#kinds(row).map((name) => this.#tab(name, row)));
    history.replaceState(history.state, "", `${location.pathname}${location.search}#row=${id}&panel=${kind}`);
    if (focus) this.title.focus({ preventScroll: true });
    await this.#load();
  }

  /** What can be shown of a row: a summary has no modes, and a site may not have everything. */
  #kinds(row) {
    const { model } = this.page;
    const names = Object.keys(KINDS).filter((name) => model.urls[KINDS[name]]);
    return names.filter((name) => name !== "modes" || !model.isSummary(row));
  }

  /** Asks again after the plan changed. */
  refresh() {
    if (!this.isOpen || this.content.contains(document.activeElement)) return;
    const row = this.page.model.at(this.id);
    if (row === undefined) this.close();
    else this.title.textContent = this.page.model.columns.name[row];
    if (row !== undefined) this.#load();
  }

  close() {
    if (!this.isOpen) return;
    this.element.hidden = true;
    this.page.classList.remove("has-panel");
    history.replaceState(history.state, "", location.pathname + location.search);
    this.page.grid.focusActive();
  }

  #tab(name, row) {
    const button = el("button", {
      type: "button",
      class: "plan-tab",
      "aria-pressed": String(name === this.kind),
      text: this.page.t(TITLES[name]),
    });
    button.addEventListener("click", () => this.open(row, name, { focus: false }));
    return button;
  }

  async #load() {
    const { page, id, kind } = this;
    this.content.setAttribute("aria-busy", "true");
    try {
      const html = await getPiece(page.model.urls[KINDS[kind]].replace("{row}", id));
      if (id !== this.id || kind !== this.kind) return;
      this.content.replaceChildren(document.createRange().createContextualFragment(html));
      window.htmx?.process(this.content);
    } catch {
      this.content.replaceChildren(
        el("p", { role: "alert", text: page.t("This could not be loaded. Close the panel and open it again.") }),
      );
    }
    this.content.removeAttribute("aria-busy");
  }
}
