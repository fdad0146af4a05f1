/** The editor in a cell: an input that starts with F2, Enter or typing, with suggestions for people and choices. */

import { el } from "./dom.js";
import { editText, FIELDS } from "./fields.js";
import { Suggestions } from "./suggestions.js";

export class CellEditor {
  /** `start` replaces the text where typing opened the editor. */
  constructor(page, { row, column, start = null }) {
    this.page = page;
    this.row = row;
    this.name = page.view.columns[column];
    this.id = page.model.ids[row];
    this.cell = page.grid.cellAt(page.place[row], column);
    const field = FIELDS[this.name];
    const pending = page.edits.cell(this.id, field.field);
    this.before = this.#shown();
    this.input = el("input", {
      class: "plan-input",
      type: "text",

      autocomplete: "off",
      spellcheck: this.name === "name" ? "true" : "false",
      "aria-label": `${page.t(field.label)}, ${page.model.columns.name[row]}`,
    });
    this.input.value = start ?? pending?.text ?? this.before;
    this.cell.classList.add("is-edited");
    this.cell.append(this.input);
    this.suggestions = suggestionsFor(page, this, field);
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.input.addEventListener("blur", () => this.commit({}));
    this.input.focus({ preventScroll: true });
    if (start === null) this.input.select();
    else this.input.setSelectionRange(start.length, start.length);
    this.suggestions?.open(start === null);
  }

  get text() {
    return this.input.value;
  }

  set text(value) {
    this.input.value = value;
  }

  #shown() {
    const { model, t } = this.page;
    const field = FIELDS[this.name];
    if (field.choices) return field.text(model, this.row, t);
    return editText(model, this.row, this.name, t);
  }

  #key(event) {
    event.stopPropagation();
    if (this.suggestions?.key(event)) return;
    if (event.key === "Escape") {
      event.preventDefault();
      this.close();
      this.page.grid.focusActive();
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.commit({ rows: event.shiftKey ? -1 : 1, focus: true });
    } else if (event.key === "Tab") {
      event.preventDefault();
      this.commit({ columns: event.shiftKey ? -1 : 1, focus: true });
    }
  }

  /** Hands the text over and moves on. */
  commit({ rows = 0, columns = 0, focus = false }) {
    if (this.closed) return;
    const { text, before, page, id, name } = this;
    this.close();
    const row = page.model.at(id);
    if (row === undefined) page.say(page.t("This row has been deleted meanwhile."));
    else if (text.trim() !== before.trim()) page.commitCell(row, name, text);
    else page.edits.forgetFailed(id, FIELDS[name].field);
    if (rows) page.moveActive(rows, 0);
    else if (columns) page.stepActive(columns > 0);
    else if (focus) page.grid.focusActive();
  }

  close() {
    if (this.closed) return;
    this.closed = true;
    this.suggestions?.close();
    this.page.editor = null;
    this.cell.classList.remove("is-edited");
    this.input.remove();
    this.page.grid.refresh();
  }
}

function suggestionsFor(page, editor, field) {
  const { model, t } = page;
  if (field.editor === "choice") {
    const names = field.choices(model, editor.row).map(({ name }) => name || t("none"));
    return new Suggestions(editor, names, { whole: true });
  }
  if (field.editor === "people")
    return new Suggestions(
      editor,
      model.resources.map(({ name }) => name),
      { whole: false },
    );
  if (field.editor === "constraint") return new Suggestions(editor, constraintWords(), { whole: false });
  return null;
}

const constraintWords = () => [
  "start-no-earlier",
  "start-no-later",
  "finish-no-earlier",
  "finish-no-later",
  "must-start",
  "must-finish",
  "as-late-as-possible",
];
