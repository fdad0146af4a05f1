// Texts, numbers and dates in the reader's language. The server sends the catalogue of texts; English needs none.
// The names gettext, ngettext and pgettext are those that the collector of texts looks for.

export const gettext = (text) => globalThis.django?.gettext?.(text) ?? text;

export const ngettext = (one, many, count) =>
  globalThis.django?.ngettext?.(one, many, count) ?? (count === 1 ? one : many);

export const pgettext = (context, text) => globalThis.django?.pgettext?.(context, text) ?? text;

/** Put values into a text: fill("{days} days", { days: 3 }). */
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

/** English is written as the server writes it: 3 Aug 2026. */
const language = () => (globalThis.document?.documentElement.lang || "en").replace(/^en$/, "en-GB");

/** A number as the reader writes it. */
export const number = (value, options) => new Intl.NumberFormat(language(), options).format(value);

/** An amount of money; without cents from 100 on, as one speaks of budgets. */
export const money = (value, currency) =>
  number(value, { style: "currency", currency, maximumFractionDigits: Math.abs(value) < 100 ? 2 : 0 });

/** A share from 0 to 1 as a percentage. */
export const percent = (share, digits = 0) => number(share, { style: "percent", maximumFractionDigits: digits });

/** A calendar day, "2026-08-03" or a Date, as the reader writes it; the day does not move with the time zone. */
export function day(value, options = { day: "numeric", month: "short", year: "numeric" }) {
  const date = typeof value === "string" ? new Date(`${value.slice(0, 10)}T00:00:00Z`) : value;
  return new Intl.DateTimeFormat(language(), { timeZone: "UTC", ...options }).format(date);
}

/** Several names in one sentence. */
export const list = (names) => new Intl.ListFormat(language(), { type: "conjunction" }).format(names);
