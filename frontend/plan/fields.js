/** The columns of the grid: what a cell shows, what it is edited as, how wide it is. */

import { dateText } from "./date_text.js";
import { NONE } from "./instants.js";
import { estimateText, roundedDays, shortEstimate } from "./lengths.js";
import { linksText, linkText } from "./link_text.js";
import { MEASURES } from "./plan_model.js";

/** Short forms of the date constraints, as they are shown; the site's words are their keys. */
export const CONSTRAINTS = {
  "start-no-earlier": "Start no earlier than",
  "start-no-later": "Start no later than",
  "finish-no-earlier": "Finish no earlier than",
  "finish-no-later": "Finish no later than",
  "must-start": "Must start on",
  "must-finish": "Must finish on",
  "as-late-as-possible": "As late as possible",
};

const FINISHES = new Set(["finish", "actual_finish", "baseline_finish", "deadline", "finish-no-later", "must-finish"]);

const date = (name) => (model, row) => dateText(model.columns[name][row], model.locale, { finish: FINISHES.has(name) });

function estimate(model, row, measures, options) {
  const { measure, low, likely, high } = model.columns;
  if (!measures.includes(measure[row])) return null;
  return estimateText({ low: low[row], likely: likely[row], high: high[row] }, model.units, options);
}

const effort = (model, row) => estimate(model, row, [MEASURES.effort]) ?? "";

function duration(model, row) {
  const elapsed = model.columns.measure[row] === MEASURES.elapsed;
  const stated = estimate(model, row, [MEASURES.duration, MEASURES.elapsed], { elapsed });
  return stated ?? (model.isMilestone(row) ? "" : roundedDays(model.columns.duration[row], model.units));
}

function constraintText(model, row, t) {
  const shown = ([kind, at]) =>
    at === NONE
      ? t(CONSTRAINTS[kind])
      : `${t(CONSTRAINTS[kind])} ${dateText(at, model.locale, { finish: FINISHES.has(kind) })}`;
  return model.columns.constraints[row].map(shown).join(", ");
}

const named = (list, id) => list.find((thing) => thing.id === id)?.name ?? id ?? "";

function successors(model, row) {
  const { to, type, lag, elapsed } = model.links;
  const found = model.outOf.get(row) ?? [];
  return found
    .map((k) => linkText({ number: to[k] + 1, type: type[k], lag: lag[k], elapsed: elapsed[k] }, model.units))
    .join(", ");
}

function variance(model, row) {
  const { finish, baseline_finish: agreed } = model.columns;
  if (agreed[row] === NONE || finish[row] === NONE) return "";
  const days = Math.round((finish[row] - agreed[row]) / 1440);
  return days > 0 ? `+${days}d` : `${days}d`.replace("-", "−");
}

const modeText = (model, row) => model.columns.modes[row][model.columns.mode[row]]?.[1] ?? "";

/**
 * Every column: `label`, `width` in pixels, `text(model, row, t)`, and where it can be edited `field` (the site's word),
 * `editor` (text, date, links, choice, people, share) and `editable(model, row)`.
 */
export const FIELDS = {
  name: { label: "Name", width: 264, editor: "text", field: "name", text: (m, row) => m.columns.name[row] },
  wbs: {
    label: "WBS",
    title: "Number in the work breakdown structure",
    width: 64,
    text: (m, row) => m.outlineNumber(row),
  },
  effort: {
    label: "Effort",
    width: 104,
    number: true,
    field: "effort",
    editor: "text",
    editable: (m, row) => !m.isSummary(row) && !m.isMilestone(row),
    text: (m, row) => shortEstimate(effort(m, row)),
    typed: effort,
  },
  duration: {
    label: "Duration",
    width: 96,
    number: true,
    field: "duration",
    editor: "text",
    editable: (m, row) => !m.isSummary(row),
    text: (m, row) => shortEstimate(duration(m, row)),
    typed: duration,
    computed: (m, row) => ![MEASURES.duration, MEASURES.elapsed].includes(m.columns.measure[row]),
  },
  start: {
    label: "Start",
    width: 88,
    number: true,
    field: "start",
    editor: "date",
    editable: notSummary,
    text: date("start"),
  },
  finish: {
    label: "Finish",
    width: 88,
    number: true,
    field: "finish",
    editor: "date",
    editable: notSummary,
    text: date("finish"),
  },
  links: {
    label: "Waits for",
    title: "Predecessors, such as 12FS+2d",
    width: 100,
    number: true,
    field: "links",
    editor: "links",
    text: (m, row) => linksText(m.linksInto(row), m.units),
  },
  successors: { label: "Successors", width: 100, number: true, text: successors },
  people: {
    label: "People",
    width: 150,
    field: "people",
    editor: "people",
    editable: (m, row) => !m.isSummary(row) && !m.isMilestone(row),
    text: (m, row) => m.columns.people[row].text,
  },
  mode: {
    label: "Mode",
    title: "The way in which it is done",
    width: 120,
    field: "mode",
    editor: "choice",
    editable: (m, row) => m.columns.modes[row].length > 1,
    choices: (m, row) => m.columns.modes[row].map(([id, name]) => ({ id, name })),
    chosen: (m, row) => m.columns.modes[row][m.columns.mode[row]]?.[0] ?? "",
    text: modeText,
  },
  done: {
    label: "Done",
    width: 60,
    number: true,
    field: "done",
    editor: "text",
    editable: notSummary,
    text: (m, row) => `${Math.round(m.columns.done[row] / 10)} %`,
  },
  float: {
    label: "Float",
    title: "How long it can slip without delaying the finish",
    width: 64,
    number: true,
    text: (m, row) => (m.columns.total_float[row] === NONE ? "" : roundedDays(m.columns.total_float[row], m.units)),
  },
  deadline: { label: "Deadline", width: 88, number: true, field: "deadline", editor: "date", text: date("deadline") },
  constraint: {
    label: "Constraint",
    width: 190,
    field: "constraint",
    editor: "constraint",
    text: constraintText,
  },
  work: {
    label: "Kind of work",
    width: 110,
    field: "kind_of_work",
    editor: "choice",
    editable: notSummary,
    choices: (m) => [{ id: "", name: "" }, ...m.workKinds],
    chosen: (m, row) => m.columns.work_kind[row] ?? "",
    text: (m, row) => named(m.workKinds, m.columns.work_kind[row]),
  },
  deliverable: {
    label: "Deliverable",
    width: 130,
    field: "deliverable",
    editor: "choice",
    choices: (m) => [{ id: "", name: "" }, ...m.deliverables],
    chosen: (m, row) => m.columns.deliverable[row] ?? "",
    text: (m, row) => named(m.deliverables, m.columns.deliverable[row]),
  },
  actual_start: {
    label: "Started",
    width: 88,
    number: true,
    field: "actual_start",
    editor: "date",
    editable: notSummary,
    text: date("actual_start"),
  },
  actual_finish: {
    label: "Finished",
    width: 88,
    number: true,
    field: "actual_finish",
    editor: "date",
    editable: notSummary,
    text: date("actual_finish"),
  },
  baseline_start: { label: "Baseline start", width: 100, number: true, text: date("baseline_start") },
  baseline_finish: { label: "Baseline finish", width: 100, number: true, text: date("baseline_finish") },
  variance: {
    label: "Variance",
    title: "Days between baseline finish and finish",
    width: 72,
    number: true,
    text: variance,
  },
  cost: {
    label: "Cost",
    width: 90,
    number: true,
    text: (m, row) => (m.columns.cost[row] === null ? "" : moneyText(m.columns.cost[row], m)),
  },
};

export const FIELD_NAMES = Object.keys(FIELDS);

function notSummary(model, row) {
  return !model.isSummary(row);
}

function moneyText(amount, model) {
  return new Intl.NumberFormat(model.locale, {
    style: "currency",
    currency: model.plan.currency,
    maximumFractionDigits: 0,
  }).format(amount);
}

/** Whether this person may change this cell. */
export function canEdit(model, row, name) {
  const field = FIELDS[name];
  return Boolean(field.field) && model.mayEdit(row) && (field.editable?.(model, row) ?? true);
}

/** What stands in the editor when it opens. */
export function editText(model, row, name, t) {
  const field = FIELDS[name];
  if (field.chosen) return field.chosen(model, row);
  if (name === "done") return String(Math.round(model.columns.done[row] / 10));
  if (name === "constraint") return constraintEditText(model, row);
  return (field.typed ?? field.text)(model, row, t);
}

function constraintEditText(model, row) {
  return model.columns.constraints[row]
    .map(([kind, at]) => (at === NONE ? kind : `${kind} ${new Date(at * 60000).toISOString().slice(0, 10)}`))
    .join(", ");
}
