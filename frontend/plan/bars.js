/** Where the bars, milestones and marks of a row stand in the chart, in pixels. */

import { NONE } from "./instants.js";

export const BAR_HEIGHT = 16;
const LEAST_WIDTH = 3;

/** Vertical places within a row of the given height. */
export function rowPlaces(rowHeight) {
  const top = Math.round((rowHeight - BAR_HEIGHT) / 2) - 2;
  const bottom = top + BAR_HEIGHT;
  return { top, bottom, middle: top + BAR_HEIGHT / 2, underline: bottom + 1, baseline: bottom + 4 };
}

/** The bar of a row: left edge, width, and the part that is done; null where the row has no dates. */
export function barOf(model, row, scale, dates = model.columns) {
  const [start, finish] = [dates.start[row], dates.finish[row]];
  if (start === NONE || finish === NONE) return null;
  return barBetween(start, finish, scale, model.columns.done[row]);
}

/** The bar between two wall minutes. */
export function barBetween(start, finish, scale, done = 0) {
  const x = scale.x(start);
  const width = Math.max(scale.x(finish) - x, LEAST_WIDTH);
  return { x, width, right: x + width, done: (width * Math.min(Math.max(done, 0), 1000)) / 1000 };
}

/** What of a bar is at a point of the row: "start", "finish" (its edges), "bar", the dots beside it, or null. */
export function partAt(bar, x, { milestone = false } = {}) {
  if (!bar) return null;
  if (milestone) return Math.abs(x - bar.x) <= 9 ? "bar" : dotAt(bar.x - 8, bar.x + 8, x);
  const edge = Math.min(6, bar.width / 4);
  if (x >= bar.x && x <= bar.right) {
    if (x >= bar.right - edge) return "finish";
    if (x <= bar.x + edge && bar.width > 12) return "start";
    return "bar";
  }
  return dotAt(bar.x, bar.right, x);
}

/** Centres of the dots from which links are drawn. */
export const dotsOf = (bar, milestone = false) =>
  milestone ? { start: bar.x - 14, finish: bar.x + 14 } : { start: bar.x - 7, finish: bar.right + 7 };

function dotAt(left, right, x) {
  if (x > right && x <= right + 14) return "finish-dot";
  if (x < left && x >= left - 14) return "start-dot";
  return null;
}
