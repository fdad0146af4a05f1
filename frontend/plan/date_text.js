/** Dates as people read and type them. */

import { DAY, isoText, midnight, NONE, parts, wallOf } from "./instants.js";

const FORMS = {
  short: { day: "numeric", month: "short", year: "2-digit" },
  long: { weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" },
  dayMonth: { day: "numeric", month: "short" },
};
// in a column, names of months are cut off in languages with longer ones than English ("18. Sept. 26")
const NUMERIC = { day: "2-digit", month: "2-digit", year: "2-digit" };
const formats = new Map();

function formatOf(locale, form) {
  const key = `${locale}|${form}`;
  const fields = form === "short" && !locale.startsWith("en") ? NUMERIC : FORMS[form];
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(locale, { ...fields, timeZone: "UTC" }));
  return formats.get(key);
}

/** A date in the reader's form; a finish at midnight belongs to the day before. */
export function dateText(wall, locale, { finish = false, form = "short" } = {}) {
  if (wall === NONE) return "";
  const shown = finish && wall % DAY === 0 ? wall - 1 : wall;
  return formatOf(locale, form).format(shown * 60000);
}

/** Whether people of this locale write the month before the day. */
export function monthFirst(locale) {
  const order = new Intl.DateTimeFormat(locale).formatToParts(0).map((part) => part.type);
  return order.indexOf("month") < order.indexOf("day") && order.indexOf("year") > order.indexOf("day");
}

function monthNames(locale) {
  const names = new Map();
  for (const tag of [locale, "en"]) {
    for (const month of ["long", "short"]) {
      const format = new Intl.DateTimeFormat(tag, { month, timeZone: "UTC" });
      for (let index = 0; index < 12; index += 1) {
        const name = format
          .format(Date.UTC(2024, index, 15))
          .toLowerCase()
          .replace(".", "");
        names.set(name, index).set(name.slice(0, 3), names.get(name.slice(0, 3)) ?? index);
      }
    }
  }
  return names;
}

const ISO = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;
const NUMBERS = /^(\d{1,2})([./-])(\d{1,2})(?:[./-](\d{2,4})?)?$/;
const NAMED = /^(?:\p{L}+,?\s+)?(\d{1,2})\.?\s*(\p{L}+)\.?(?:\s+(\d{2,4}))?$/u;
const NAMED_FIRST = /^(\p{L}+)\.?\s+(\d{1,2})(?:,?\s+(\d{2,4}))?$/u;
const AHEAD = /^([+-])\s*(\d{1,3})\s*([dw])?$/;
const TIME = /[T\s]+(\d{1,2})[:.h](\d{2})?\s*$/;
const TODAY = new Set(["today", "heute", "now"]);
const TOMORROW = new Set(["tomorrow", "morgen"]);

const fullYear = (text, today) =>
  text === undefined || text === "" ? nearYear(today) : +text < 100 ? 2000 + +text : +text;
const nearYear = (today) => parts(today).year;

function checked(year, month, day) {
  const wall = wallOf(year, month, day);
  const back = parts(wall);
  return back.month === month && back.day === day && year >= 1970 && year <= 2200 ? wall : null;
}

function dayOf(text, locale, today) {
  const lower = text.toLowerCase();
  if (TODAY.has(lower)) return midnight(today);
  if (TOMORROW.has(lower)) return midnight(today) + DAY;
  let match = AHEAD.exec(lower);
  if (match) return midnight(today) + (match[1] === "-" ? -1 : 1) * +match[2] * (match[3] === "w" ? 7 : 1) * DAY;
  match = ISO.exec(text);
  if (match) return checked(+match[1], +match[2] - 1, +match[3]);
  match = NUMBERS.exec(text);
  if (match) {
    const american = match[2] === "/" && monthFirst(locale);
    const [day, month] = american ? [+match[3], +match[1]] : [+match[1], +match[3]];
    return checked(fullYear(match[4], today), month - 1, day);
  }
  return namedDay(lower, locale, today);
}

function namedDay(lower, locale, today) {
  const dayFirst = NAMED.exec(lower);
  const monthFirstMatch = dayFirst ? null : NAMED_FIRST.exec(lower);
  if (!dayFirst && !monthFirstMatch) return null;
  const [day, name, year] = dayFirst
    ? [+dayFirst[1], dayFirst[2], dayFirst[3]]
    : [+monthFirstMatch[2], monthFirstMatch[1], monthFirstMatch[3]];
  const names = monthNames(locale);
  const month = names.get(name) ?? names.get(name.slice(0, 3));
  return month === undefined ? null : checked(fullYear(year, today), month, day);
}

/**
 * The ISO text of a typed date: `2027-03-05`, with a time `2027-03-05T09:00`, or null where it cannot be understood.
 * Understood are ISO dates, dates in the locale's order, named months, `today`, `+3d`, `+2w`.
 */
export function isoOfTyped(text, locale, today) {
  const trimmed = text.trim();
  const time = TIME.exec(trimmed);
  const day = dayOf(time ? trimmed.slice(0, time.index).trim() : trimmed, locale, today);
  if (day === null) return null;
  if (!time) return isoText(day, false);
  const [hour, minute] = [+time[1], +(time[2] ?? 0)];
  return hour < 24 && minute < 60 ? isoText(day + hour * 60 + minute) : null;
}
