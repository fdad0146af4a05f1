/** What comes from the site by itself: previews while dragging, and the changes of others. */

import { readNumbers } from "./column_forms.js";
import { NONE } from "./instants.js";
import { get, post, withQuery } from "./server.js";

const PERIOD = 5000;
const PREVIEWED = ["start", "finish", "late_finish", "flags"];

export class Live {
  #asking = null;
  #wanted = null;

  constructor(page) {
    this.page = page;
    this.previewFinish = null;
  }

  start(signal) {
    const timer = setInterval(() => this.look(), PERIOD);
    signal.addEventListener("abort", () => clearInterval(timer));
    document.addEventListener("visibilitychange", () => this.look(), { signal });
  }

  /** Asks for others' changes, unless something is being typed, dragged or saved. */
  async look() {
    const { page } = this;
    if (document.hidden || page.editor || page.edits.busy || page.dates || !page.model) return;
    const { model } = page;
    const revision = model.revision;
    try {
      const answer = await get(withQuery(model.urls.changes, { since: revision }));
      if (answer.reload) await page.reload();
      else if (answer.revision !== revision && model.revision === revision && !page.editor && !page.dates) {
        page.answered(answer, [], { others: true });
      }
      page.offline(false);
    } catch (error) {
      if (error.status === 401 || error instanceof TypeError) page.offline(true);
    }
  }

  /** Shows a dragged bar at once and asks the site what else it would move, one question at a time. */
  preview(drag) {
    const { page } = this;
    page.dates ??= copyOfDates(page.model);
    if (this.changed) restore(page.dates, page.model, this.changed);
    page.dates.start[drag.row] = drag.start;
    page.dates.finish[drag.row] = drag.finish;
    page.dates.late_finish[drag.row] = NONE;
    this.changed = [drag.row];
    page.invalidate();
    this.#wanted = drag;
    if (!this.#asking) this.#asking = this.#ask().finally(() => (this.#asking = null));
  }

  async #ask() {
    while (this.#wanted) {
      const { row, kind, value, by } = this.#wanted;
      const asked = this.#wanted;
      this.#wanted = null;
      const { model } = this.page;
      const operation = { do: "set", row: model.ids[row], field: kind === "move" ? "start" : "finish", value };
      operation.version = model.columns.version[row];
      try {
        const answer = await post(model.urls.preview, { revision: model.revision, operations: [operation] });
        if (this.page.dates && asked.by === by) this.#show(answer);
      } catch {
        // a preview that fails leaves the bar where the hand has put it; the edit itself reports what is wrong
      }
    }
  }

  #show({ patch, plan }) {
    const { page } = this;
    const { model } = page;
    const { ids, columns } = patch ?? { ids: [], columns: {} };
    const rows = ids.map((id) => model.at(id));
    for (const name of PREVIEWED.filter((one) => columns[one])) {
      const instants = name === "flags" ? undefined : (instant) => model.zone.wall(instant);
      const values = readNumbers(columns[name], ids.length, instants);
      for (const [k, row] of rows.entries()) if (row !== undefined) page.dates[name][row] = values[k];
    }
    this.changed.push(...rows.filter((row) => row !== undefined));
    this.previewFinish = plan?.finish === undefined ? null : model.zone.wall(plan.finish);
    page.chart.gestures.previewed();
    page.invalidate();
  }

  stopPreview() {
    this.#wanted = null;
    this.changed = null;
    this.previewFinish = null;
    this.page.dates = null;
    this.page.invalidate();
  }
}

function copyOfDates({ columns }) {
  const copy = (name) => Int32Array.from(columns[name]);
  return Object.fromEntries(PREVIEWED.map((name) => [name, copy(name)]));
}

function restore(dates, { columns }, rows) {
  for (const row of rows) for (const name of Object.keys(dates)) dates[name][row] = columns[name][row];
}
