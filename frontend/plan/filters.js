/** Which rows fit a view, and where a searched text occurs. */

import { NONE } from "./instants.js";
import { FLAGS } from "./plan_model.js";
import { filterCount, KINDS } from "./view_query.js";

const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Whether a row is later than agreed, misses its deadline, or should have been done by now. */
export function isLate(model, row) {
  const { finish, baseline_finish: agreed, deadline, actual_finish: done } = model.columns;
  if (finish[row] === NONE) return false;
  if (agreed[row] !== NONE && finish[row] > agreed[row]) return true;
  if (deadline[row] !== NONE && finish[row] > deadline[row]) return true;
  return done[row] === NONE && model.columns.done[row] < 1000 && finish[row] < model.status_date;
}

const worksOn = (model, row, id) =>
  model.columns.people[row].who.some((who) => who === id || model.resourceById.get(who)?.team === id);

const TESTS = {
  text: (model, row, text) => holdsText(model, row, folded(text)),
  person: (model, row, id) => model.columns.people[row].who.includes(id),
  team: worksOn,
  deliverable: (model, row, id) => model.columns.deliverable[row] === id,
  work: (model, row, id) => model.columns.work_kind[row] === id,
  critical: (model, row) => model.flag(row, FLAGS.critical) && !model.isSummary(row),
  late: (model, row) => isLate(model, row) && !model.isSummary(row),
  overloaded: (model, row) => model.flag(row, FLAGS.overloaded),
  open: (model, row) => model.columns.done[row] < 1000 && !model.isSummary(row),
  kind: (model, row, kind) => kindOf(model, row) === kind,
};

/** The word of a row's kind. */
export function kindOf(model, row) {
  if (model.isSummary(row)) return KINDS[0];
  return model.isMilestone(row) ? KINDS[2] : KINDS[1];
}

function holdsText(model, row, text) {
  return folded(model.columns.name[row]).includes(text) || folded(model.columns.people[row].text).includes(text);
}

/** A test of rows by all filters of a view that are set, or null where none is. */
export function filterOf(model, view) {
  if (!filterCount(view)) return view.milestones ? (row) => model.isMilestone(row) : null;
  const tests = Object.keys(TESTS)
    .filter((name) => view[name])
    .map((name) => (row) => TESTS[name](model, row, view[name]));
  if (view.milestones) tests.push((row) => model.isMilestone(row));
  return (row) => tests.every((test) => test(row));
}
