/** The plan as the page holds it: one array per column, kept up to date by the patches that the site answers with. */

import { readNumbers, readValues } from "./column_forms.js";
import { NONE, Zone } from "./instants.js";
import { USUAL_UNITS } from "./lengths.js";
import { branchEnds, outlineNumbers, parentsOf } from "./outline.js";

export const SUMMARY = 0;
export const TASK = 1;
export const MILESTONE = 2;
export const FLAGS = { critical: 1, overloaded: 2, unmet: 4, locked: 8 };
export const MEASURES = { none: 0, duration: 1, effort: 2, elapsed: 3 };

const INSTANTS = [
  "start",
  "finish",
  "late_finish",
  "actual_start",
  "actual_finish",
  "baseline_start",
  "baseline_finish",
  "deadline",
];
const NUMBERS = [
  "version",
  "level",
  "kind",
  "total_float",
  "duration",
  "measure",
  "low",
  "likely",
  "high",
  "done",
  "flags",
];
const COUNTS = ["mode", "note", "comments", "files"];
const VALUES = ["name", "people", "modes", "work_kind", "deliverable", "constraints", "cost"];
const NOTHING = Object.freeze([]);
const NOBODY = Object.freeze({ text: "", who: NOTHING });
const WITHOUT = { name: "", people: NOBODY, modes: NOTHING, constraints: NOTHING };

const NO_VALUE = {
  level: 0,
  flags: 0,
  done: 0,
  measure: 0,
  version: 0,
  mode: 0,
  note: 0,
  comments: 0,
  files: 0,
  kind: TASK,
};

export class PlanModel {
  constructor(data) {
    this.zone = new Zone(data.time_zone);
    this.units = data.units ?? USUAL_UNITS;
    this.locale = data.plan.locale || "en";
    this.plan = data.plan;
    this.may = data.may;
    this.urls = data.urls;
    this.undo = data.undo ?? { undo: null, redo: null };
    this.revision = data.plan.revision;
    this.resources = data.resources ?? [];
    this.workKinds = data.work_kinds ?? [];
    this.deliverables = data.deliverables ?? [];
    this.baselines = data.baselines ?? [];
    this.baseline = data.baseline ?? null;
    this.proposals = data.proposals ?? [];
    this.resourceById = new Map(this.resources.map((resource) => [resource.id, resource]));
    for (const name of ["now", "status_date", "start", "finish"]) this[name] = this.zone.wall(data[name]);
    this.working = Int32Array.from(data.calendar?.working ?? [], (instant) => this.zone.wall(instant));
    this.ids = data.columns.id;
    this.n = this.ids.length;
    this.columns = {};
    this.#readColumns(data.columns);
    this.#outline();
    this.setLinks(data.links);
    this.setProposal(data.proposal);
  }

  /** The position of a row, undefined where there is none. */
  at(id) {
    return this.position.get(id);
  }

  flag(row, bit) {
    return (this.columns.flags[row] & bit) !== 0;
  }

  isSummary(row) {
    return this.ends[row] > row + 1 || this.columns.kind[row] === SUMMARY;
  }

  /** Whether a row is an activity's milestone. */
  isMilestone(row) {
    return this.columns.kind[row] === MILESTONE;
  }

  mayEdit(row) {
    return this.may.edit && !this.flag(row, FLAGS.locked);
  }

  /** The links that a row waits for, as the link text wants them. */
  linksInto(row) {
    const { from, type, lag, elapsed } = this.links;
    return (this.into.get(row) ?? NOTHING).map((k) => ({
      number: from[k] + 1,
      id: this.ids[from[k]],
      type: type[k],
      lag: lag[k],
      elapsed: elapsed[k],
    }));
  }

  setLinks(links = {}) {
    const count = links.from?.length ?? 0;
    const zeros = () => new Array(count).fill(0);
    this.links = {
      count,
      from: links.from ?? [],
      to: links.to ?? [],
      type: links.type ?? zeros(),
      lag: links.lag ?? zeros(),
      elapsed: links.elapsed ?? zeros(),
      driving: links.driving ?? zeros(),
    };
    this.into = new Map();
    this.outOf = new Map();
    for (let k = 0; k < count; k += 1) {
      push(this.into, this.links.to[k], k);
      push(this.outOf, this.links.from[k], k);
    }
  }

  setProposal(proposal) {
    this.proposal = proposal ?? null;
    this.proposed = new Map();
    for (const [k, row] of (proposal?.rows ?? []).entries()) {
      const [start, finish] = [this.zone.wall(proposal.start[k]), this.zone.wall(proposal.finish[k])];
      this.proposed.set(this.ids[row], { start, finish, mode: proposal.mode?.[k] ?? null });
    }
  }

  /** Takes over what an answer of the site changed; returns the ids of the rows that look different now. */
  apply(answer) {
    if (answer.order) this.#reorder(answer.order);
    const changed = answer.patch?.ids ?? [];
    if (changed.length) this.#patch(answer.patch);
    if (answer.order) this.#outline();
    if (answer.links) this.setLinks(answer.links);
    if (answer.plan) this.#totals(answer.plan);
    if (answer.undo) this.undo = answer.undo;
    if (answer.revision !== undefined) this.revision = answer.revision;
    return changed;
  }

  #totals(plan) {
    for (const name of ["start", "finish"]) if (plan[name] !== undefined) this[name] = this.zone.wall(plan[name]);
    for (const name of ["name", "currency"]) if (plan[name] !== undefined) this.plan[name] = plan[name];
  }

  #readColumns(given) {
    for (const [name, values] of columnsOf(given, this.n, this.zone)) this.columns[name] = values;
  }

  #patch({ ids, columns }) {
    const rows = ids.map((id) => this.position.get(id));
    for (const [name, values] of columnsOf(columns, ids.length, this.zone, Object.keys(columns))) {
      if (name === "level") continue;
      for (let k = 0; k < rows.length; k += 1) {
        if (rows[k] !== undefined) this.columns[name][rows[k]] = values[k];
      }
    }
  }

  /** Brings every column into the order of the new outline; rows that are new stay empty until the patch fills them. */
  #reorder({ ids, level }) {
    const before = ids.map((id) => this.position.get(id) ?? -1);
    for (const [name, values] of Object.entries(this.columns)) {
      const none = emptyValue(name);
      const moved = values instanceof Int32Array ? new Int32Array(ids.length) : new Array(ids.length);
      for (let k = 0; k < before.length; k += 1) moved[k] = before[k] < 0 ? none : values[before[k]];
      this.columns[name] = moved;
    }
    this.#moveLinks(ids);
    this.ids = ids;
    this.n = ids.length;
    this.columns.level = Int32Array.from(level);
    this.#index();
  }

  #moveLinks(ids) {
    const place = new Map(ids.map((id, row) => [id, row]));
    const { count, from, to, ...rest } = this.links;
    const kept = Array.from({ length: count }, (_, k) => k).filter(
      (k) => place.has(this.ids[from[k]]) && place.has(this.ids[to[k]]),
    );
    const pick = (values) => kept.map((k) => values[k]);
    this.setLinks({
      from: kept.map((k) => place.get(this.ids[from[k]])),
      to: kept.map((k) => place.get(this.ids[to[k]])),
      ...Object.fromEntries(Object.entries(rest).map(([name, values]) => [name, pick(values)])),
    });
  }

  #index() {
    this.position = new Map();
    for (let row = 0; row < this.n; row += 1) this.position.set(this.ids[row], row);
  }

  #outline() {
    this.#index();
    this.parent = parentsOf(this.columns.level);
    this.ends = branchEnds(this.columns.level);
    this.outlineNumbers = null;
  }

  outlineNumber(row) {
    this.outlineNumbers ??= outlineNumbers(this.columns.level);
    return this.outlineNumbers[row];
  }
}

function push(map, key, value) {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

function emptyValue(name) {
  if (name in NO_VALUE) return NO_VALUE[name];
  return VALUES.includes(name) ? (WITHOUT[name] ?? null) : NONE;
}

function* columnsOf(given, n, zone, names = [...INSTANTS, ...NUMBERS, ...COUNTS, ...VALUES]) {
  for (const name of names) {
    if (VALUES.includes(name)) yield [name, values(name, given[name], n, zone)];
    else if (INSTANTS.includes(name)) yield [name, readNumbers(given[name], n, (instant) => zone.wall(instant))];
    else if (name in NO_VALUE || NUMBERS.includes(name)) yield [name, numbers(name, given[name], n)];
  }
}

function values(name, column, n, zone) {
  const read = readValues(column, n, WITHOUT[name] ?? null);
  if (name === "people") return read.map((who) => (who === NOBODY ? NOBODY : { text: who[0], who: who[1] }));
  if (name !== "constraints") return read;
  return read.map((list) => (list.length ? list.map(([kind, at]) => [kind, zone.wall(at)]) : NOTHING));
}

function numbers(name, column, n) {
  const read = readNumbers(column, n);
  const none = NO_VALUE[name];
  if (none !== undefined) for (let k = 0; k < n; k += 1) if (read[k] === NONE) read[k] = none;
  return read;
}
