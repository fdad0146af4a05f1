/** The left side: a real treegrid of which only the rows in the window exist in the document. */

import { el, icon, setAttribute, setText } from "./dom.js";
import { canEdit, FIELDS } from "./fields.js";
import { GridHeader } from "./grid_header.js";
import { FLAGS } from "./plan_model.js";

const SPARE = 4;
const INDENT = 16;

export class Grid {
  #free = [];

  constructor(page) {
    this.page = page;
    this.rows = new Map();
    this.header = new GridHeader(page);
    this.list = el("div", { class: "plan-rows", role: "presentation" });
    this.body = el("div", { class: "plan-body", role: "rowgroup" }, this.list);
    this.element = el(
      "div",
      { class: "plan-left", role: "treegrid", "aria-label": page.t("Activities"), "aria-multiselectable": "true" },
      this.header.element,
      this.body,
    );
  }

  /** Takes over the columns of the view; the cells are built anew. */
  setColumns() {
    this.header.build();
    for (const row of this.rows.values()) row.remove();
    this.rows.clear();
    this.#free = [];
    setAttribute(this.element, "aria-colcount", this.page.view.columns.length + 1);
  }

  /** Shows the rows from `first` to `last` of the shown ones, and keeps the active one so that the focus stays. */
  render(first, last, scrollTop) {
    const { page } = this;
    setAttribute(this.element, "aria-rowcount", page.shown.length + 1);
    this.list.style.transform = `translateY(${-scrollTop}px)`;
    const [from, to] = [Math.max(first - SPARE, 0), Math.min(last + SPARE, page.shown.length - 1)];
    const active = page.selection.row;
    this.#release((place) => (place < from || place > to) && place !== active);
    for (let place = from; place <= to; place += 1) this.#show(place);
    if (active < page.shown.length && (active < from || active > to)) this.#show(active);
  }

  /** Fills the rows that stand in the document again, after the plan or the selection changed. */
  refresh() {
    this.#release((place) => place >= this.page.shown.length);
    for (const [place, row] of this.rows) this.#fill(row, place);
  }

  cellAt(place, column) {
    return this.rows.get(place)?.cells[column + 1] ?? null;
  }

  focusActive() {
    const { row, column } = this.page.selection;
    this.cellAt(row, column)?.focus({ preventScroll: true });
    this.#revealColumn(column);
  }

  hasFocus() {
    return this.body.contains(document.activeElement);
  }

  #revealColumn(column) {
    const cell = this.cellAt(this.page.selection.row, column);
    if (!cell || column === 0) {
      if (column === 0) this.element.scrollLeft = 0;
      return;
    }
    const frozen = this.header.frozenWidth;
    const [left, right] = [cell.offsetLeft, cell.offsetLeft + cell.offsetWidth];
    const pane = this.element;
    if (left - frozen < pane.scrollLeft) pane.scrollLeft = left - frozen;
    else if (right > pane.scrollLeft + pane.clientWidth) pane.scrollLeft = right - pane.clientWidth;
  }

  #release(isGone) {
    for (const [place, row] of this.rows) {
      if (!isGone(place) || row.contains(document.activeElement)) continue;
      this.rows.delete(place);
      row.hidden = true;
      this.#free.push(row);
    }
  }

  #show(place) {
    if (this.rows.has(place)) return;
    const row = this.#free.pop() ?? this.#build();
    row.hidden = false;
    this.rows.set(place, row);
    this.#fill(row, place);
  }

  #build() {
    const number = el("div", { class: "plan-cell plan-number", role: "gridcell", "aria-colindex": "1" });
    const cells = this.page.view.columns.map((name, index) => buildCell(name, index));
    const row = el("div", { class: "plan-row", role: "row" }, number, ...cells);
    row.cells = [number, ...cells];
    this.list.append(row);
    return row;
  }

  #fill(element, place) {
    const { page } = this;
    const { model, selection, view } = page;
    const row = page.shown[place];
    element.place = place;
    element.style.top = `${place * page.rowHeight}px`;
    setAttribute(element, "aria-rowindex", place + 2);
    setAttribute(element, "aria-level", model.columns.level[row] + 1);
    const summary = model.isSummary(row);
    setAttribute(
      element,
      "aria-expanded",
      summary && model.ends[row] > row + 1 ? String(!page.isCollapsed(row)) : null,
    );
    const { top, bottom } = selection.range;
    const chosen = place >= top && place <= bottom;
    setAttribute(element, "aria-selected", String(chosen && selection.wholeRows));
    element.className = `plan-row${summary ? " is-summary" : ""}${place === selection.row ? " is-active" : ""}${chosen && selection.wholeRows ? " is-chosen" : ""}`;
    setText(element.cells[0], String(row + 1));
    for (let column = 0; column < view.columns.length; column += 1)
      this.#fillCell(element.cells[column + 1], row, place, column);
  }

  #fillCell(cell, row, place, column) {
    const { page } = this;
    const { model, selection } = page;
    const name = page.view.columns[column];
    const field = FIELDS[name];
    const pending = field.field ? page.edits.cell(model.ids[row], field.field) : undefined;
    setLook(cell, {
      active: place === selection.row && column === selection.column,
      chosen: !selection.single && selection.has(place, column),
      fixed: !canEdit(model, row, name),
      computed: Boolean(field.computed?.(model, row)) && !pending,
      pending,
    });
    if (cell === page.editor?.cell) return;
    const text = pending?.text ?? field.text(model, row, page.t);
    if (name === "name") fillName(cell, page, row, text);
    else setText(cell, text);
  }
}

/** The attributes of a cell; most cells keep theirs while rows scroll by, so they are compared before they are set. */
function setLook(cell, { active, chosen, fixed, computed, pending }) {
  const look = (active ? 1 : 0) + (chosen ? 2 : 0) + (fixed ? 4 : 0) + (computed ? 8 : 0);
  if (cell.look === look && cell.pending === pending) return;
  Object.assign(cell, { look, pending });
  const failed = pending && pending.state !== "saving";
  setAttribute(cell, "tabindex", active ? 0 : -1);
  setAttribute(cell, "aria-selected", chosen ? "true" : null);
  setAttribute(cell, "aria-readonly", fixed ? "true" : null);
  setAttribute(cell, "data-computed", computed ? "" : null);
  setAttribute(cell, "data-state", pending?.state);
  setAttribute(cell, "aria-invalid", failed ? "true" : null);
  setAttribute(cell, "title", pending?.message);
}

function buildCell(name, index) {
  const number = FIELDS[name].number ? " is-number" : "";
  const properties = { class: `plan-cell${number}`, "aria-colindex": index + 2, "data-field": name };
  if (name !== "name") return el("div", { ...properties, role: "gridcell" });
  const toggle = el("span", { class: "plan-toggle", "aria-hidden": "true" }, icon("chevron-down"));
  const text = el("span", { class: "plan-name" });
  const signs = el("span", { class: "plan-signs" });
  const cell = el("div", { ...properties, class: "plan-cell plan-tree", role: "rowheader" }, toggle, text, signs);
  Object.assign(cell, { toggle, text, signs });
  return cell;
}

function fillName(cell, page, row, text) {
  const { model } = page;
  const indent = model.columns.level[row];
  if (cell.indent !== indent) cell.style.paddingInlineStart = `${4 + indent * INDENT}px`;
  cell.indent = indent;
  const parent = model.ends[row] > row + 1;
  cell.toggle.className = `plan-toggle${parent ? (page.isCollapsed(row) ? " is-collapsed" : " is-open") : ""}`;
  setText(cell.text, text);
  const signs = signsOf(page, row);
  const shown = signs.map(([name, label]) => name + label).join();
  if (cell.shownSigns === shown) return;
  cell.shownSigns = shown;
  cell.signs.replaceChildren(...signs.map(([name, label, kind]) => sign(name, label, kind)));
}

function signsOf(page, row) {
  const { model, t } = page;
  const { comments, files, note } = model.columns;
  const signs = [];
  if (model.flag(row, FLAGS.unmet)) signs.push(["triangle-alert", t("A date cannot be kept"), "danger"]);
  if (model.flag(row, FLAGS.overloaded)) signs.push(["users", t("Needs more people than there are"), "warning"]);
  if (note[row]) signs.push(["file-text", t("Has a description")]);
  if (comments[row]) signs.push(["message-square", t("{count} comments", { count: comments[row] })]);
  if (files[row]) signs.push(["paperclip", t("{count} files", { count: files[row] })]);
  return signs;
}

function sign(name, label, kind = "muted") {
  return el("span", { class: `plan-sign is-${kind}`, role: "img", "aria-label": label, title: label }, icon(name));
}
