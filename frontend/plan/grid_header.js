/** The headings of the columns: widths by dragging their edges, order by dragging them. */

import { el } from "./dom.js";
import { FIELDS } from "./fields.js";

const NUMBER_WIDTH = 44;
const LEAST = 40;
const STORED = "plan-column-widths";

export class GridHeader {
  constructor(page) {
    this.page = page;
    this.widths = stored();
    this.row = el("div", { class: "plan-head-row", role: "row", "aria-rowindex": "1" });
    this.element = el("div", { class: "plan-head", role: "rowgroup" }, this.row);
  }

  width(name) {
    return this.widths[name] ?? FIELDS[name].width;
  }

  /** Width of the columns that stay in sight. */
  get frozenWidth() {
    return NUMBER_WIDTH + this.width("name");
  }

  get totalWidth() {
    return this.page.view.columns.reduce((sum, name) => sum + this.width(name), NUMBER_WIDTH);
  }

  build() {
    const { t, view } = this.page;
    const number = el("div", {
      class: "plan-heading plan-number",
      role: "columnheader",
      "aria-colindex": "1",
      text: "#",
      title: t("Row number"),
    });
    const headings = view.columns.map((name, index) => this.#heading(name, index));
    this.row.replaceChildren(number, ...headings);
    this.#apply();
  }

  setWidth(name, width) {
    this.widths[name] = Math.max(LEAST, Math.round(width));
    try {
      localStorage.setItem(STORED, JSON.stringify(this.widths));
    } catch {
      // a browser that stores nothing forgets the widths, nothing else
    }
    this.#apply();
    this.page.invalidate();
  }

  #apply() {
    const pane = this.element.parentElement;
    const columns = this.page.view.columns.map((name) => `${this.width(name)}px`).join(" ");
    pane?.style.setProperty("--plan-columns", `${NUMBER_WIDTH}px ${columns}`);
    pane?.style.setProperty("--plan-width", `${this.totalWidth}px`);
  }

  #heading(name, index) {
    const { t } = this.page;
    const field = FIELDS[name];
    const edge = el("span", { class: "plan-edge", "aria-hidden": "true" });
    const heading = el(
      "div",
      {
        class: `plan-heading${field.number ? " is-number" : ""}${name === "name" ? " plan-tree" : ""}`,
        role: "columnheader",
        "aria-colindex": index + 2,
        title: t(field.title ?? field.label),
        "data-field": name,
      },
      el("span", { text: t(field.label) }),
      edge,
    );
    edge.addEventListener("pointerdown", (event) => this.#resize(event, name));
    edge.addEventListener("dblclick", () => this.setWidth(name, this.#needed(name)));
    if (name !== "name") heading.addEventListener("pointerdown", (event) => this.#reorder(event, name, heading));
    return heading;
  }

  #needed(name) {
    const cells = this.page.querySelectorAll(`.plan-cell[data-field="${name}"]`);
    return Math.max(LEAST, ...[...cells].map((cell) => widthOf(cell) + 20));
  }

  #resize(event, name) {
    event.preventDefault();
    event.stopPropagation();
    const [from, before] = [event.clientX, this.width(name)];
    const sign = getComputedStyle(this.element).direction === "rtl" ? -1 : 1;
    follow(event, (move) => this.setWidth(name, before + sign * (move.clientX - from)));
  }

  #reorder(event, name, heading) {
    if (event.button !== 0) return;
    const from = event.clientX;
    let target = null;
    const mark = (other) => {
      target?.classList.remove("is-target");
      target = other;
      target?.classList.add("is-target");
    };
    const move = (moved) => {
      if (Math.abs(moved.clientX - from) < 6) return;
      heading.classList.add("is-dragged");
      const under = document.elementFromPoint(moved.clientX, moved.clientY)?.closest(".plan-heading[data-field]");
      mark(under && under !== heading && this.element.contains(under) ? under : null);
    };
    follow(event, move, () => {
      heading.classList.remove("is-dragged");
      const place = target ? this.page.view.columns.indexOf(target.dataset.field) : -1;
      mark(null);
      if (place > 0) this.page.setColumns(placed(this.page.view.columns, name, place));
    });
  }
}

/** The list with one name at another place. */
export function placed(names, name, place) {
  const others = names.filter((other) => other !== name);
  return [...others.slice(0, place), name, ...others.slice(place)];
}

/** Follows a pointer until it is released. */
export function follow(event, move, done = () => {}) {
  const target = event.currentTarget;
  target.setPointerCapture(event.pointerId);
  const stop = (last) => {
    target.removeEventListener("pointermove", move);
    target.removeEventListener("pointerup", stop);
    target.removeEventListener("pointercancel", stop);
    done(last);
  };
  target.addEventListener("pointermove", move);
  target.addEventListener("pointerup", stop);
  target.addEventListener("pointercancel", stop);
}

function widthOf(cell) {
  const range = document.createRange();
  range.selectNodeContents(cell);
  return range.getBoundingClientRect().width + (parseFloat(cell.style.paddingInlineStart) || 0);
}

function stored() {
  try {
    return JSON.parse(localStorage.getItem(STORED)) ?? {};
  } catch {
    return {};
  }
}
