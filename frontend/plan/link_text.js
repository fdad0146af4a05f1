/** Links as text with row numbers, such as "12FS+2d, 14SS": shown in a cell, typed back, and turned into ids. */

import { lengthText, parseLength } from "./lengths.js";

export const TYPES = ["FS", "SS", "FF", "SF"];
const ONE = /^(\d+)\s*(FS|SS|FF|SF)?\s*([+-]\s*.+)?$/i;

/** The text of one link; finish-start without lag is the bare number. */
export function linkText({ number, type, lag, elapsed }, units) {
  const name = TYPES[type];
  if (!lag) return type === 0 ? String(number) : `${number}${name}`;
  const length = lengthText(Math.abs(lag), units, { elapsed: Boolean(elapsed) });
  return `${number}${name}${lag < 0 ? "-" : "+"}${length}`;
}

/** The text of all links that an activity waits for. */
export const linksText = (links, units) => links.map((link) => linkText(link, units)).join(", ");

/**
 * Typed links as `[number, type, lag text]`, or `{ wrong, reason }` with the part that cannot be read.
 * Parts are separated by commas or semicolons.
 */
export function parseLinks(text, units) {
  const found = [];
  for (const piece of text.split(/[,;]/)) {
    const trimmed = piece.trim();
    if (!trimmed) continue;
    const match = ONE.exec(trimmed);
    if (!match) return { wrong: trimmed, reason: "form" };
    const lag = (match[3] ?? "").replace(/\s+/g, "");
    if (lag && parseLength(lag, units) === null) return { wrong: trimmed, reason: "lag" };
    found.push([Number(match[1]), (match[2] ?? "FS").toUpperCase(), lag.replace(/^\+/, "")]);
  }
  return { links: found };
}

/** Typed links with ids for row numbers: `[id, type, lag text]`, or `{ wrong, reason }`. */
export function linksWithIds(text, ids, own, units) {
  const parsed = parseLinks(text, units);
  if (!parsed.links) return parsed;
  const links = [];
  for (const [number, type, lag] of parsed.links) {
    if (number < 1 || number > ids.length) return { wrong: String(number), reason: "row" };
    if (ids[number - 1] === own) return { wrong: String(number), reason: "self" };
    if (links.some(([id]) => id === ids[number - 1])) return { wrong: String(number), reason: "twice" };
    links.push([ids[number - 1], type, lag]);
  }
  return { links };
}
