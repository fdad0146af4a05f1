/** Keyboard, mouse and clipboard in the grid. */

import { commandFor } from "./commands.js";
import { canEdit } from "./fields.js";
import { Selection } from "./selection.js";

export class GridInput {
  constructor(page) {
    this.page = page;
    const { body } = page.grid;
    body.addEventListener("keydown", (event) => this.#key(event));
    body.addEventListener("pointerdown", (event) => this.#pressed(event));
    body.addEventListener("dblclick", (event) => this.#doubled(event));
    body.addEventListener("contextmenu", (event) => this.#menu(event));
    body.addEventListener("focusin", (event) => this.#focused(event));
    for (const type of ["copy", "cut", "paste"]) body.addEventListener(type, (event) => this.#clipboard(event));
  }

  #place(target) {
    const cell = target.closest?.(".plan-cell");
    const row = cell?.closest(".plan-row");
    if (!row) return null;
    return { cell, place: row.place, column: row.cells.indexOf(cell) - 1 };
  }

  /** Focus that comes by Tab or by a screen reader makes its cell the active one. */
  #focused({ target }) {
    const found = this.#place(target);
    const { selection } = this.page;
    if (!found || found.column < 0 || this.page.editor) return;
    if (found.place !== selection.row || found.column !== selection.column) {
      this.page.select(new Selection({ row: found.place, column: found.column }), { focus: false });
    }
  }

  #pressed(event) {
    const found = this.#place(event.target);
    const { page } = this;
    if (!found || event.target.closest(".plan-input")) return;
    if (event.target.closest(".plan-toggle.is-open, .plan-toggle.is-collapsed")) {
      event.preventDefault();
      page.toggle(page.shown[found.place]);
      return;
    }
    if (event.button !== 0) return;
    event.preventDefault();
    const wasActive =
      page.selection.single && page.selection.row === found.place && page.selection.column === found.column;
    if (found.column < 0) {
      page.selectRow(found.place, event.shiftKey, { focus: true });
      this.#dragRows(found.place);
      return;
    }
    if (event.shiftKey) page.select(page.selection.to(found.place, found.column, page.bounds, true));
    else page.select(new Selection({ row: found.place, column: found.column }));
    if (event.pointerType === "touch" && wasActive) page.edit();
    else if (event.pointerType !== "touch") this.#dragRange();
  }

  #dragRange() {
    this.#follow((found) => {
      if (found.column >= 0)
        this.page.select(this.page.selection.to(found.place, found.column, this.page.bounds, true));
    });
  }

  /** Dragging a row's number moves the selected rows before the row that the pointer stands on. */
  #dragRows(from) {
    const { page } = this;
    if (!page.model.may.edit) return;
    let target = null;
    this.#follow(
      (found) => {
        target = found.place === from ? null : found.place;
        page.dropAt(target);
      },
      () => {
        page.dropAt(null);
        if (target !== null) page.actions.moveBefore(page.shown[target], target > from);
      },
    );
  }

  #follow(move, done = () => {}) {
    const { body } = this.page.grid;
    const moved = ({ clientX, clientY }) => {
      const found = this.#place(document.elementFromPoint(clientX, clientY) ?? body);
      if (found) move(found);
    };
    const stop = () => {
      window.removeEventListener("pointermove", moved);
      window.removeEventListener("pointerup", stop);
      done();
    };
    window.addEventListener("pointermove", moved);
    window.addEventListener("pointerup", stop);
  }

  #doubled(event) {
    const found = this.#place(event.target);
    if (!found || event.target.closest(".plan-input, .plan-toggle.is-open, .plan-toggle.is-collapsed")) return;
    if (found.column < 0) this.page.openPanel(this.page.shown[found.place], "details");
    else this.page.edit();
  }

  #menu(event) {
    const found = this.#place(event.target);
    if (!found || event.target.closest(".plan-input")) return;
    event.preventDefault();
    const { page } = this;
    if (!page.selection.has(found.place, Math.max(found.column, 0)))
      page.select(new Selection({ row: found.place, column: Math.max(found.column, 0) }));
    page.openMenu(event.clientX, event.clientY);
  }

  #key(event) {
    const { page } = this;
    if (page.editor) return;
    const command = commandFor(event);
    if (command) {
      if (command.native) return;
      event.preventDefault();
      event.stopPropagation();
      if (command.when(page)) command.run(page);
      return;
    }
    if (this.#move(event)) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    const types = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!types || (event.key === " " && event.shiftKey)) return;
    event.preventDefault();
    event.stopPropagation();
    page.edit(event.key);
  }

  /** Moves the active cell; false where the key means something else. */
  #move(event) {
    const { page } = this;
    const mod = event.ctrlKey || event.metaKey;
    const { shiftKey: extend, key, altKey } = event;
    if (altKey) return false;
    if (!extend && !mod && (key === "ArrowLeft" || key === "ArrowRight") && this.#fold(key === "ArrowLeft"))
      return true;
    const step = this.#stepOf(key, mod);
    if (step) page.select(page.selection.moved(...step, page.bounds, extend));
    else if (key === " " && extend) page.select(page.selection.asRows());
    else if (key === "a" && mod) page.selectAll();
    else if (key === "Escape") page.escape();
    else return false;
    return true;
  }

  /** Rows and columns that a key moves by. */
  #stepOf(key, mod) {
    const { page } = this;
    const { rows, columns } = page.bounds;
    const right = getComputedStyle(page).direction === "rtl" ? -1 : 1;
    const far = mod ? rows : 0;
    const steps = {
      ArrowUp: [mod ? -rows : -1, 0],
      ArrowDown: [mod ? rows : 1, 0],
      ArrowLeft: [0, mod ? -columns : -right],
      ArrowRight: [0, mod ? columns : right],
      PageUp: [-page.rowsInWindow, 0],
      PageDown: [page.rowsInWindow, 0],
      Home: [-far, -columns],
      End: [far, columns],
    };
    return steps[key];
  }

  /** On a name the arrows fold and unfold what lies below, and go to the summary above. */
  #fold(left) {
    const { page } = this;
    const row = page.activeRow;
    if (page.selection.column !== 0 || row < 0) return false;
    const { model } = page;
    const parent = model.ends[row] > row + 1;
    const collapsed = page.isCollapsed(row);
    if (parent && collapsed !== left) {
      page.toggle(row);
      return true;
    }
    if (!left || model.parent[row] < 0) return left;
    page.selectId(model.ids[model.parent[row]]);
    return true;
  }

  #clipboard(event) {
    const { page } = this;
    if (page.editor) return;
    event.preventDefault();
    if (event.type === "paste") {
      const text = event.clipboardData.getData("text/plain");
      if (text && page.model.may.edit) page.actions.paste(text);
      return;
    }
    event.clipboardData.setData("text/plain", page.actions.copied());
    if (event.type === "cut" && canEdit(page.model, page.activeRow, page.view.columns[page.selection.column]))
      page.actions.clear();
  }
}
