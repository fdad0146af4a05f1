/**
 * Sends edits one after the other and keeps what was typed until the site has answered: while it is being saved,
 * when it cannot be accepted (with the message), and when somebody else changed the same cell.
 */

import { post, ServerError } from "./server.js";

const keyOf = (row, field) => `${row}\n${field}`;

export class EditQueue {
  #last = Promise.resolve();
  #waiting = 0;

  /** `page` has a model, `t`, and hears `answered(answer, operations)`, `refused(message)`, `changedCells(ids)`. */
  constructor(page) {
    this.page = page;
    this.cells = new Map();
  }

  /** State of a cell: `{ state, text, message, conflict }`, or undefined. */
  cell(row, field) {
    return this.cells.size ? this.cells.get(keyOf(row, field)) : undefined;
  }

  get busy() {
    return this.#waiting > 0;
  }

  /** Cells that wait for their writer: refused or in conflict. */
  get open() {
    return [...this.cells.entries()]
      .filter(([, cell]) => cell.state !== "saving")
      .map(([key, cell]) => ({ row: key.split("\n")[0], field: key.split("\n")[1], ...cell }));
  }

  /** A text that was refused before it was sent. */
  refuse(row, field, text, message) {
    this.cells.set(keyOf(row, field), { state: "error", text, message });
    this.page.changedCells([row]);
  }

  /** The refused text is given up: the cell shows what the plan says. */
  forgetFailed(row, field) {
    if (this.cell(row, field)?.state === "saving" || !this.cells.delete(keyOf(row, field))) return;
    this.page.changedCells([row]);
  }

  /** Sends operations as one step of undo; resolves with the answer, or null where it was refused. */
  send(operations, { label, shown = [] } = {}) {
    if (!operations.length) return Promise.resolve(null);
    for (const { row, field, text } of shown) this.cells.set(keyOf(row, field), { state: "saving", text });
    this.page.changedCells(shown.map(({ row }) => row));
    return this.#queue(() => this.#sendNow(operations, label, shown));
  }

  /** Takes a step of this person back, or does it again. */
  step(which) {
    return this.#queue(async () => {
      const { model } = this.page;
      return this.#answered(await post(model.urls[which], { revision: model.revision }), []);
    });
  }

  #queue(run) {
    this.#waiting += 1;
    const result = this.#last.then(run).catch((error) => {
      this.page.refused(this.#sentence(error));
      return null;
    });
    this.#last = result.finally(() => {
      this.#waiting -= 1;
      this.page.changedCells([]);
    });
    return result;
  }

  #sentence(error) {
    const { t } = this.page;
    if (error instanceof ServerError && error.message) return error.message;
    if (error instanceof ServerError && error.status === 401)
      return t("You are no longer signed in. Sign in again in another tab, then repeat the change.");
    if (error instanceof TypeError)
      return t("The site cannot be reached. What you typed is kept; repeat the change when the connection is back.");
    return t("The change could not be saved.");
  }

  async #sendNow(operations, label, shown) {
    const { model } = this.page;
    const versioned = operations.map((operation) => withVersion(operation, model));
    try {
      const answer = await post(model.urls.edits, { revision: model.revision, label, operations: versioned });
      this.#drop(shown);
      for (const { row, field, message, value } of answer.errors ?? []) this.#fail(row, field, shown, value, message);
      return this.#answered(answer, operations);
    } catch (error) {
      if (error instanceof ServerError && error.status === 409 && error.body.conflicts)
        return this.#conflict(error.body, operations, shown);
      for (const { row, field, text } of shown) this.refuse(row, field, text, this.#sentence(error));
      throw error;
    }
  }

  #answered(answer, operations) {
    this.page.answered(answer, operations);
    return answer;
  }

  #fail(row, field, shown, value, message) {
    const text = shown.find((cell) => cell.row === row && cell.field === field)?.text ?? String(value ?? "");
    this.refuse(row, field, text, message);
  }

  #drop(shown) {
    for (const { row, field } of shown) this.cells.delete(keyOf(row, field));
  }

  /** Nothing was written: the page comes to the newest revision, and each cell asks which text is to stay. */
  #conflict(body, operations, shown) {
    this.#drop(shown);
    this.#answered({ ...body, moved: [], errors: [] }, []);
    this.page.conflicting(body.conflicts, (keep) => {
      const gone = new Set(
        body.conflicts.filter((conflict) => !keep(conflict)).map(({ row, field }) => keyOf(row, field)),
      );
      const versions = new Map(body.conflicts.map(({ row, version }) => [row, version]));
      const again = operations
        .filter(({ row, field }) => !gone.has(keyOf(row, field)))
        .map((operation) =>
          versions.has(operation.row) ? { ...operation, version: versions.get(operation.row) } : operation,
        );
      return this.send(again, { shown: shown.filter(({ row, field }) => !gone.has(keyOf(row, field))) });
    });
    return null;
  }
}

function withVersion(operation, model) {
  if (operation.do !== "set" || operation.version !== undefined) return operation;
  const at = model.at(operation.row);
  return { ...operation, version: at === undefined ? 0 : model.columns.version[at] };
}
