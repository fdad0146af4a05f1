/** What a person does to the plan: every action becomes operations that the site carries out as one step of undo. */

import { cellOperation, cellOperations } from "./cell_values.js";
import { canEdit, editText, FIELDS } from "./fields.js";
import { isoText, NONE } from "./instants.js";
import { lengthText } from "./lengths.js";
import { TYPES } from "./link_text.js";
import { topmost } from "./outline.js";
import { stepOf } from "./time_scale.js";
import { blockText, parseBlock } from "./tsv.js";
import { nextWorking, previousFinish } from "./working_time.js";

export class Actions {
  constructor(page) {
    this.page = page;
  }

  get model() {
    return this.page.model;
  }

  #send(operations, options) {
    return this.page.edits.send(operations, options);
  }

  #ids(rows) {
    return rows.map((row) => this.model.ids[row]);
  }

  /** Rows of the selection without those that lie below others of it. */
  get #branches() {
    return topmost(this.page.selectedRows(), this.model.parent);
  }

  commitCell(row, name, text) {
    const { model, page } = this;
    const field = FIELDS[name].field;
    const { operation, text: shown, refused } = cellOperation(model, row, name, text, page.t);
    if (refused) page.edits.refuse(model.ids[row], field, text, refused);
    else this.#send([operation], { shown: [{ row: operation.row, field, text: shown }] });
    if (refused) page.say(refused);
  }

  /** The same text in one column of many rows. */
  setMany(rows, name, text) {
    const cells = rows.filter((row) => canEdit(this.model, row, name)).map((row) => [row, name, text]);
    return this.#sendCells(cells);
  }

  /** Several columns of many rows at once, as one step. */
  setAll(rows, values) {
    const cells = rows.flatMap((row) => Object.entries(values).map(([name, text]) => [row, name, text]));
    return this.#sendCells(cells.filter(([row, name]) => canEdit(this.model, row, name)));
  }

  #sendCells(cells, more = []) {
    const { page } = this;
    const { operations, shown, refused } = cellOperations(this.model, cells, page.t);
    for (const { row, field, text, message } of refused) page.edits.refuse(row, field, text, message);
    return this.#send([...operations, ...more], { shown });
  }

  setDate(row, field, value) {
    return this.#send([{ do: "set", row: this.model.ids[row], field, value }]);
  }

  // ---- links

  link(from, to, type = 0) {
    const [a, b] = this.#ids([from, to]);
    return this.#send([{ do: "link", from: a, to: b, type: TYPES[type], lag: "" }]);
  }

  /** Each selected row waits for the one above it. */
  linkSelected() {
    const rows = this.page.selectedRows().filter((row) => this.model.mayEdit(row));
    if (rows.length < 2) return this.page.say(this.page.t("Select two or more rows to link them"));
    const ids = this.#ids(rows);
    return this.#send(ids.slice(1).map((to, k) => ({ do: "link", from: ids[k], to, type: "FS", lag: "" })));
  }

  /** Takes away the links between the selected rows, or all links of a single one. */
  unlinkSelected() {
    const rows = new Set(this.page.selectedRows());
    const { from, to, count } = this.model.links;
    const gone = [];
    for (let k = 0; k < count; k += 1) {
      const both = rows.has(from[k]) && rows.has(to[k]);
      if (both || (rows.size === 1 && (rows.has(from[k]) || rows.has(to[k])))) {
        gone.push({ do: "unlink", from: this.model.ids[from[k]], to: this.model.ids[to[k]] });
      }
    }
    return this.#send(gone);
  }

  // ---- the outline

  /** A new row above the active one, or below it and everything under it. */
  async insert({ below = false, kind = 1 } = {}) {
    const { model, page } = this;
    const row = page.activeRow;
    const level = row < 0 ? 0 : model.columns.level[row];
    const at = row < 0 ? model.n : below ? model.ends[row] : row;
    const name = page.t(kind === 2 ? "New milestone" : "New activity");
    const rows = [{ key: "n1", level, kind, name }];
    const answer = await this.#send([{ do: "insert", rows, before: model.ids[at] ?? null }]);
    const id = answer?.created?.n1;
    if (id) page.selectId(id, "name", { edit: true });
  }

  remove() {
    const rows = this.#branches.filter((row) => this.model.mayEdit(row));
    return this.#send(rows.length ? [{ do: "delete", rows: this.#ids(rows) }] : []);
  }

  indent() {
    return this.#send([{ do: "indent", rows: this.#ids(this.#branches) }]);
  }

  outdent() {
    return this.#send([{ do: "outdent", rows: this.#ids(this.#branches) }]);
  }

  moveUp() {
    const { model } = this;
    const [first] = this.#branches;
    const before = first === undefined ? -1 : siblingAbove(model, first);
    return before < 0 ? null : this.#move(before);
  }

  moveDown() {
    const { model } = this;
    const rows = this.#branches;
    const next = rows.length ? model.ends[rows[rows.length - 1]] : model.n;
    if (next >= model.n || model.columns.level[next] !== model.columns.level[rows[0]]) return null;
    return this.#move(model.ends[next]);
  }

  /** The selected branches come to stand before a row, as `dropped` by the pointer or moved by keys. */
  #move(before) {
    const rows = this.#branches;
    const operation = {
      do: "move",
      rows: this.#ids(rows),
      before: this.model.ids[before] ?? null,
      level: this.model.columns.level[rows[0]],
    };
    return this.#send([operation]);
  }

  /** The selected branches come to stand before a row, or behind its branch. */
  moveBefore(row, behind) {
    const { model } = this;
    const rows = this.#branches;
    if (rows.some((moved) => row >= moved && row < model.ends[moved])) return null;
    const before = behind ? model.ends[row] : row;
    const operation = {
      do: "move",
      rows: this.#ids(rows),
      before: model.ids[before] ?? null,
      level: model.columns.level[row],
    };
    return this.#send([operation]);
  }

  // ---- dates by keys: the twins of dragging

  /** Moves the start by a step of the zoom. */
  shift(direction) {
    const { model, page } = this;
    const step = direction * stepOf(page.chart.scale.zoom);
    const rows = this.#movable();
    const moved = (row) => {
      const start = model.columns.start[row] + step;
      return direction > 0 ? nextWorking(model.working, start) : start;
    };
    return this.#send(
      rows.map((row) => ({ do: "set", row: model.ids[row], field: "start", value: isoText(moved(row)) })),
    );
  }

  /** Moves the finish by a step of the zoom: longer or shorter. */
  stretch(direction) {
    const { model, page } = this;
    const step = direction * stepOf(page.chart.scale.zoom);
    const finishes = (row) => {
      const finish = model.columns.finish[row] + step;
      return direction < 0 ? previousFinish(model.working, finish) : finish;
    };
    const rows = this.#movable().filter((row) => !model.isMilestone(row) && finishes(row) > model.columns.start[row]);
    return this.#send(
      rows.map((row) => ({ do: "set", row: model.ids[row], field: "finish", value: isoText(finishes(row)) })),
    );
  }

  #movable() {
    const { model } = this;
    return this.page.selectedRows().filter((row) => canEdit(model, row, "start") && model.columns.start[row] !== NONE);
  }

  // ---- blocks of cells

  /** The selected cells as a spreadsheet takes them. */
  copied() {
    const { page, model } = this;
    const names = page.selectedColumns();
    return blockText(page.selectedRows().map((row) => names.map((name) => FIELDS[name].text(model, row, page.t))));
  }

  /** Puts a block at the active cell; one single cell fills the whole selection; rows beyond the last are added. */
  paste(text) {
    const { page, model } = this;
    const block = parseBlock(text);
    const { row, column } = page.selection;
    if (block.length === 1 && block[0].length === 1 && !page.selection.single) {
      const cells = page.selectedRows().flatMap((at) => page.selectedColumns().map((name) => [at, name, block[0][0]]));
      return this.#sendCells(cells.filter(([at, name]) => canEdit(model, at, name)));
    }
    const top = Math.min(row, page.selection.anchorRow);
    const left = page.selection.wholeRows ? 0 : Math.min(column, page.selection.anchorColumn);
    const cells = [];
    const added = [];
    for (const [k, line] of block.entries()) {
      const names = line.map((_, index) => page.view.columns[left + index]).filter(Boolean);
      const at = page.shown[top + k];
      if (at === undefined) added.push(this.#newRow(k, names, line));
      else
        cells.push(
          ...names.map((name, index) => [at, name, line[index]]).filter(([, name]) => canEdit(model, at, name)),
        );
    }
    const insert = added.length ? [{ do: "insert", rows: added, before: null }] : [];
    return this.#sendCells(cells, insert);
  }

  #newRow(k, names, line) {
    const { model, page } = this;
    const level = model.n ? model.columns.level[model.n - 1] : 0;
    const given = names
      .map((name, index) => [FIELDS[name].field, line[index].trim()])
      .filter(([field, value]) => field && field !== "links" && value !== "");
    return { key: `p${k + 1}`, level, kind: 1, name: page.t("New activity"), ...Object.fromEntries(given) };
  }

  /** The topmost cell of each selected column goes into the cells below it. */
  fillDown() {
    const { page, model } = this;
    const [first, ...rest] = page.selectedRows();
    const cells = page.selectedColumns().flatMap((name) => {
      const text = first === undefined ? "" : editText(model, first, name, page.t);
      return rest.filter((row) => canEdit(model, row, name)).map((row) => [row, name, text]);
    });
    return this.#sendCells(cells);
  }

  /** Empties the selected cells; whole rows are deleted. */
  clear() {
    const { page, model } = this;
    if (page.selection.wholeRows) return this.remove();
    const empty = (name) => (name === "done" ? "0" : "");
    const cells = page.selectedRows().flatMap((row) => page.selectedColumns().map((name) => [row, name, empty(name)]));
    return this.#sendCells(cells.filter(([row, name]) => name !== "name" && canEdit(model, row, name)));
  }

  undo() {
    return this.page.edits.step("undo");
  }

  redo() {
    return this.page.edits.step("redo");
  }

  /** The selected rows as marks of progress: all done. */
  complete() {
    return this.setMany(this.page.selectedRows(), "done", "100");
  }
}

/** The row of the same level whose branch ends where this one begins; -1 where there is none. */
export function siblingAbove(model, row) {
  const { level } = model.columns;
  for (let above = row - 1; above >= 0 && level[above] >= level[row]; above -= 1) {
    if (level[above] === level[row]) return above;
  }
  return -1;
}

/** A sentence for each activity that moved: by how much, and why. */
export function movedSentence(model, [id, , from, to, why], t) {
  const row = model.at(id);
  const minutes = to - from;
  const days = Math.round(Math.abs(minutes) / 1440);
  const length = days
    ? t(days === 1 ? "1 day" : "{days} days", { days })
    : lengthText(Math.abs(minutes), model.units, { elapsed: false, largest: "h" });
  const values = { name: row === undefined ? "" : model.columns.name[row], length, why: why ? ` ${why}` : "" };
  return t(minutes > 0 ? "“{name}” moved {length} later{why}" : "“{name}” moved {length} earlier{why}", values);
}
