/** The bar above the plan: undo, rows, search, filters, what is shown, zoom, views and files. */

import { columnsContent } from "./columns_layer.js";
import { commandOf, keysText } from "./commands.js";
import { el, icon, iconButton, setAttribute, setText } from "./dom.js";
import { exportContent } from "./export_layer.js";
import { filterChips, filterContent } from "./filter_layer.js";
import { layerButton } from "./menu.js";
import { showContent } from "./show_layer.js";
import { ZOOM_NAMES } from "./time_scale.js";
import { filterCount } from "./view_query.js";
import { viewsContent } from "./views_layer.js";

const ZOOM_WORDS = { hour: "Hours", day: "Days", week: "Weeks", month: "Months", quarter: "Quarters", year: "Years" };
const SEARCH_DELAY = 120;

export class Toolbar {
  constructor(page) {
    this.page = page;
    const { t } = page;
    this.buttons = new Map();
    const command = (id) => this.#command(id);
    this.search = this.#searchField();
    this.filter = el(
      "button",
      { type: "button", class: "button" },
      icon("list-filter"),
      el("span", { text: t("Filter") }),
    );
    this.zoom = this.#zoomChoice();
    this.chips = el("div", { class: "plan-chips" });
    this.bar = el(
      "div",
      { class: "plan-toolbar", role: "toolbar", "aria-label": t("Plan") },
      el("div", { class: "plan-group is-edit" }, command("undo"), command("redo")),
      el(
        "div",
        { class: "plan-group is-edit" },
        command("append"),
        command("outdent"),
        command("indent"),
        command("link"),
        command("bulk"),
        command("delete"),
      ),
      el("div", { class: "plan-group" }, this.search, this.filter),
      el(
        "div",
        { class: "plan-group is-push" },
        this.#layer("eye", t("Show"), showContent),
        this.#layer("columns-3", t("Columns"), columnsContent),
        this.#layer("bookmark", t("Views"), viewsContent),
      ),
      el(
        "div",
        { class: "plan-group is-zoom" },
        iconButton("zoom-out", t("Zoom out"), () => page.zoomBy(-1)),
        this.zoom,
        iconButton("zoom-in", t("Zoom in"), () => page.zoomBy(1)),
        iconButton("calendar", t("Go to today"), () => page.goToday()),
        iconButton("maximize-2", t("Fit the whole plan"), () => page.chart.fit()),
      ),
      el(
        "div",
        { class: "plan-group" },
        this.#layer("download", t("Print and export"), exportContent),
        iconButton("keyboard", t("Shortcuts of this page"), () => page.openShortcuts()),
      ),
    );
    layerButton(this.filter, (close) => filterContent(page, close));
    this.element = el("div", { class: "plan-top" }, this.bar, this.chips);
    this.#rove();
  }

  /** Brings every button to the state of the plan and the view. */
  refresh() {
    const { page } = this;
    for (const [id, button] of this.buttons) {
      const command = commandOf(id);
      setAttribute(button, "aria-disabled", command.when(page) ? null : "true");
    }
    for (const which of ["undo", "redo"]) {
      const step = page.model.undo[which];
      const label = step ? `${page.t(commandOf(which).label)}: ${step}` : page.t(commandOf(which).label);
      setAttribute(this.buttons.get(which), "title", label);
      setAttribute(this.buttons.get(which), "aria-label", label);
    }
    setAttribute(this.element, "data-readonly", page.model.may.edit ? null : "");
    const count = filterCount({ ...page.view, text: "" });
    setText(this.filter.querySelector("span"), count ? `${page.t("Filter")} (${count})` : page.t("Filter"));
    if (this.search.firstElementChild.nextElementSibling !== document.activeElement) this.input.value = page.view.text;
    this.zoom.value = page.view.zoom;
    this.chips.replaceChildren(...filterChips(page));
    this.chips.hidden = !this.chips.childElementCount;
  }

  focusSearch() {
    this.input.focus();
    this.input.select();
  }

  #command(id) {
    const { page } = this;
    const command = commandOf(id);
    const keys = command.keys?.length ? ` (${keysText(command.keys[0], page.isMac)})` : "";
    const run = () => {
      if (command.when(page)) command.run(page);
    };
    const button = iconButton(command.icon, page.t(command.label), run, { title: `${page.t(command.label)}${keys}` });
    this.buttons.set(id, button);
    return button;
  }

  #layer(picture, label, build) {
    const button = el(
      "button",
      { type: "button", class: "button icon-only", "data-kind": "quiet", "aria-label": label, title: label },
      icon(picture),
    );
    const group = el("span", { class: "plan-anchor" }, button);
    layerButton(button, (close) => build(this.page, close));
    return group;
  }

  #searchField() {
    const { page } = this;
    this.input = el("input", {
      type: "search",
      class: "plan-search",
      placeholder: page.t("Search"),
      "aria-label": page.t("Search activities and people"),
      value: page.view.text,
    });
    let timer = 0;
    this.input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => page.setView({ text: this.input.value.trim() }), SEARCH_DELAY);
    });
    this.input.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Enter" || event.key === "ArrowDown") page.grid.focusActive();
      if (event.key === "Escape" && !this.input.value) page.grid.focusActive();
    });
    return el("span", { class: "plan-search-box" }, icon("search"), this.input);
  }

  #zoomChoice() {
    const { page } = this;
    const options = ZOOM_NAMES.map((name) => el("option", { value: name, text: page.t(ZOOM_WORDS[name]) }));
    const select = el("select", { class: "input", "aria-label": page.t("Zoom") }, ...options);
    select.addEventListener("change", () => page.chart.zoomTo(select.value));
    return select;
  }

  /** One stop for Tab in the toolbar, arrows within, as the toolbar pattern asks. */
  #rove() {
    const items = () => [...this.bar.querySelectorAll(".button, select")].filter((item) => item.offsetParent);
    for (const item of this.bar.querySelectorAll(".button, select")) item.tabIndex = -1;
    this.bar.querySelector(".button").tabIndex = 0;
    this.bar.addEventListener("focusin", ({ target }) => {
      if (!target.matches(".button, select")) return;
      for (const item of items()) item.tabIndex = item === target ? 0 : -1;
    });
    this.bar.addEventListener("keydown", (event) => {
      const list = items();
      const at = list.indexOf(event.target);
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (at < 0 || !step || event.altKey) return;
      event.preventDefault();
      list[(at + step + list.length) % list.length].focus();
    });
  }
}
