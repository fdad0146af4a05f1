/** From wall minutes to pixels and back, the named zooms, and the two levels of the chart's header. */

import { DAY, midnight, parts, wallOf } from "./instants.js";

/** Named zooms: pixels per day, the unit of the lower level of the header, and of the upper one. */
export const ZOOMS = {
  hour: { perDay: 960, lower: "hour", upper: "day" },
  day: { perDay: 36, lower: "day", upper: "month" },
  week: { perDay: 13, lower: "week", upper: "month" },
  month: { perDay: 3.4, lower: "month", upper: "year" },
  quarter: { perDay: 1.1, lower: "quarter", upper: "year" },
  year: { perDay: 0.32, lower: "year", upper: "decade" },
};
export const ZOOM_NAMES = Object.keys(ZOOMS);

/** The named zoom whose header suits a scale. */
export function zoomFor(perDay) {
  const fits = ZOOM_NAMES.filter((name) => perDay >= ZOOMS[name].perDay * 0.62);
  return fits[0] ?? "year";
}

/** A piece of the time axis: which wall minute stands at x = 0, and how many pixels a day has. */
export class TimeScale {
  constructor({ origin, perDay }) {
    this.origin = origin;
    this.perDay = perDay;
    this.perMinute = perDay / DAY;
    this.zoom = zoomFor(perDay);
  }

  x(wall) {
    return (wall - this.origin) * this.perMinute;
  }

  wall(x) {
    return this.origin + x / this.perMinute;
  }

  at(origin) {
    return new TimeScale({ origin, perDay: this.perDay });
  }

  /** Another zoom at which the wall minute under `x` stays where it is. */
  zoomed(perDay, x) {
    const bounded = Math.min(Math.max(perDay, 0.05), 4000);
    return new TimeScale({ origin: this.wall(x) - (x / bounded) * DAY, perDay: bounded });
  }
}

const STARTS = {
  hour: (wall) => Math.floor(wall / 60) * 60,
  day: midnight,
  week: (wall) => midnight(wall) - parts(wall).weekday * DAY,
  month: (wall) => wallOf(parts(wall).year, parts(wall).month, 1),
  quarter: (wall) => wallOf(parts(wall).year, Math.floor(parts(wall).month / 3) * 3, 1),
  year: (wall) => wallOf(parts(wall).year, 0, 1),
  decade: (wall) => wallOf(Math.floor(parts(wall).year / 10) * 10, 0, 1),
};
const MONTHS = { month: 1, quarter: 3, year: 12, decade: 120 };

/** The first wall minute of the unit that holds `wall`. */
export const startOf = (unit, wall) => STARTS[unit](wall);

/** The first wall minute of the next unit; `start` is the first of one. */
export function nextStart(unit, start) {
  if (unit === "hour") return start + 60;
  if (unit === "day") return start + DAY;
  if (unit === "week") return start + 7 * DAY;
  const { year, month } = parts(start);
  return wallOf(year, month + MONTHS[unit], 1);
}

/** Starts of all units that touch `[from, to)`, and the start behind the last one. */
export function unitStarts(unit, from, to) {
  const starts = [startOf(unit, from)];
  while (starts[starts.length - 1] < to) starts.push(nextStart(unit, starts[starts.length - 1]));
  return starts;
}

const formats = new Map();

function format(locale, options) {
  const key = `${locale}${JSON.stringify(options)}`;
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" }));
  return formats.get(key);
}

const LOWER = {
  hour: (wall) => String(parts(wall).hour).padStart(2, "0"),
  day: (wall) => String(parts(wall).day),
  week: (wall, locale) => format(locale, { day: "numeric", month: "short" }).format(wall * 60000),
  month: (wall, locale) => format(locale, { month: "short" }).format(wall * 60000),
  quarter: (wall) => `Q${Math.floor(parts(wall).month / 3) + 1}`,
  year: (wall) => String(parts(wall).year),
};
const UPPER = {
  day: (wall, locale) =>
    format(locale, { weekday: "short", day: "numeric", month: "long", year: "numeric" }).format(wall * 60000),
  month: (wall, locale) => format(locale, { month: "long", year: "numeric" }).format(wall * 60000),
  year: (wall) => String(parts(wall).year),
  decade: (wall) => `${parts(wall).year}–${parts(wall).year + 9}`,
};

/** Both levels of the header for `[from, to)`: lists of `{ from, to, text }`. */
export function headerLevels(scale, from, to, locale) {
  const { lower, upper } = ZOOMS[scale.zoom];
  return {
    upper: cells(upper, UPPER[upper], from, to, locale),
    lower: cells(lower, LOWER[lower], from, to, locale),
  };
}

function cells(unit, text, from, to, locale) {
  const starts = unitStarts(unit, from, to);
  return starts.slice(0, -1).map((start, k) => ({ from: start, to: starts[k + 1], text: text(start, locale) }));
}

/** By how many minutes one step of the keyboard or the grid of a drag moves at this zoom. */
export function stepOf(zoom) {
  return { hour: 60, day: DAY, week: DAY, month: 7 * DAY, quarter: 7 * DAY, year: 30 * DAY }[zoom];
}
