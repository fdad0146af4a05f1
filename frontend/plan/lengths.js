/** Lengths of time as people read and type them: "3d", "2.5d", "16h", elapsed "3ed". */

import { NONE } from "./instants.js";

export const USUAL_UNITS = { minutes_per_day: 480, minutes_per_week: 2400, days_per_month: 20 };
const ELAPSED = { minutes_per_day: 1440, minutes_per_week: 10080, days_per_month: 30 };
const PIECE = /(\d+(?:[.,]\d+)?)\s*(e?)(mo|min|h|d|w|t|mon|m)\b\.?/giy;

const sizes = (units) => ({
  min: 1,
  m: 1,
  h: 60,
  d: units.minutes_per_day,
  t: units.minutes_per_day,
  w: units.minutes_per_week,
  mo: units.minutes_per_day * units.days_per_month,
  mon: units.minutes_per_day * units.days_per_month,
});

const plain = (number) => String(Math.round(number * 100) / 100);

/** The text of a length in the largest unit that keeps it short and exact. */
export function lengthText(minutes, units = USUAL_UNITS, { elapsed = false, largest = "d" } = {}) {
  if (minutes === NONE || minutes === null) return "";
  const used = elapsed ? ELAPSED : units;
  const prefix = elapsed ? "e" : "";
  const places = [
    ["d", used.minutes_per_day],
    ["h", 60],
  ];
  for (const [unit, size] of places) {
    if (unit === "d" && largest !== "d") continue;
    if (minutes !== 0 && Math.abs(minutes) < size / 2) continue;
    if (Number.isInteger((minutes * 2) / size)) return `${plain(minutes / size)}${prefix}${unit}`;
  }
  return `${plain(minutes)}${prefix}min`;
}

/** Rounded to a tenth of a day, for what is only read. */
export function roundedDays(minutes, units = USUAL_UNITS) {
  return minutes === NONE ? "" : `${Math.round((minutes / units.minutes_per_day) * 10) / 10}d`;
}

/** Minutes of a typed length with whether they are elapsed, or null where it is none. */
export function parseLength(text, units = USUAL_UNITS) {
  const trimmed = text.trim();
  const sign = trimmed.startsWith("-") ? -1 : 1;
  const body = trimmed.replace(/^[+-]\s*/, "");
  if (!body) return null;
  let minutes = 0;
  let elapsed = null;
  PIECE.lastIndex = 0;
  while (PIECE.lastIndex < body.length) {
    const match = PIECE.exec(body);
    if (!match) return null;
    const isElapsed = match[2] !== "";
    if (elapsed !== null && elapsed !== isElapsed) return null;
    elapsed = isElapsed;
    minutes += Number(match[1].replace(",", ".")) * sizes(isElapsed ? ELAPSED : units)[match[3].toLowerCase()];
    while (body[PIECE.lastIndex] === " ") PIECE.lastIndex += 1;
  }
  return { minutes: sign * minutes, elapsed: Boolean(elapsed) };
}

const UNIT = /[a-z]+$/;

/** An estimate as it is read: "2 / 3 / 6d" where all have one unit. */
export function shortEstimate(text) {
  const parts = text.split(" / ");
  const unit = UNIT.exec(parts[0])?.[0];
  if (parts.length < 3 || !parts.every((part) => UNIT.exec(part)?.[0] === unit)) return text;
  return [...parts.slice(0, -1).map((part) => part.replace(UNIT, "")), parts[parts.length - 1]].join(" / ");
}

/** An estimate as text: certain "3d", or low, most likely and high "2d / 3d / 6d". */
export function estimateText({ low, likely, high }, units, options) {
  if (likely === NONE) return "";
  const ranged = low !== NONE && high !== NONE && (low !== likely || high !== likely);
  const shown = ranged ? [low, likely, high] : [likely];
  return shown.map((minutes) => lengthText(minutes, units, options)).join(" / ");
}
