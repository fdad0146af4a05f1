/** The project calendar's working spans, as one sorted array of wall minutes `[start, finish, start, finish, …]`. */

import { DAY, midnight } from "./instants.js";

/** Index of the first span that finishes after `wall`. */
export function spanAfter(working, wall) {
  let low = 0;
  let high = working.length >> 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (working[2 * middle + 1] > wall) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Working minutes between two wall minutes. */
export function workingBetween(working, from, to) {
  let minutes = 0;
  for (let k = spanAfter(working, from); 2 * k < working.length && working[2 * k] < to; k += 1) {
    minutes += Math.min(working[2 * k + 1], to) - Math.max(working[2 * k], from);
  }
  return minutes;
}

/** The first working minute at or after `wall`, or `wall` itself beyond the calendar. */
export function nextWorking(working, wall) {
  const k = spanAfter(working, wall);
  return 2 * k < working.length ? Math.max(wall, working[2 * k]) : wall;
}

/** The last finish of working time at or before `wall`, or `wall` itself before the calendar. */
export function previousFinish(working, wall) {
  const k = spanAfter(working, wall - 1);
  if (2 * k < working.length && working[2 * k] < wall) return wall;
  return k > 0 ? working[2 * k - 1] : wall;
}

/** Spans without work that last at least `shortest` minutes, within `[from, to]`: what is tinted in the chart. */
export function idleSpans(working, from, to, shortest) {
  const idle = [];
  let k = Math.max(0, spanAfter(working, from) - 1);
  for (; 2 * k + 2 < working.length && working[2 * k + 1] < to; k += 1) {
    const [start, finish] = [working[2 * k + 1], working[2 * k + 2]];
    if (finish > from && finish - start >= shortest) idle.push([start, finish]);
  }
  return idle;
}

/** Whole days without any work within `[from, to]`, joined where they touch. */
export function idleDays(working, from, to) {
  const days = [];
  for (const [start, finish] of idleSpans(working, from, to, DAY)) {
    const first = start % DAY ? midnight(start) + DAY : start;
    const last = midnight(finish);
    if (last > first) days.push([first, last]);
  }
  return days;
}
