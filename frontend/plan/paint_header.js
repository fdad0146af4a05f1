/** Paints the two levels of the time axis. */

import { NONE } from "./instants.js";
import { headerLevels } from "./time_scale.js";

export const HEADER_HEIGHT = 48;
const HALF = HEADER_HEIGHT / 2;

export function paintHeader(pen, { model, scale, width, locale }) {
  pen.rect(0, 0, width, HEADER_HEIGHT, { fill: "header" });
  const levels = headerLevels(scale, scale.wall(-1), scale.wall(width + 1), locale ?? model.locale);
  for (const cell of levels.upper) paintUpper(pen, scale, width, cell);
  for (const cell of levels.lower) paintLower(pen, scale, cell);
  pen.line([0, HALF - 0.5, width, HALF - 0.5], { stroke: "hairline" });
  pen.line([0, HEADER_HEIGHT - 0.5, width, HEADER_HEIGHT - 0.5], { stroke: "line" });
  paintToday(pen, model, scale, width);
}

/** The upper text stays in sight as long as its span does. */
function paintUpper(pen, scale, width, { from, to, text }) {
  const [left, right] = [scale.x(from), scale.x(to)];
  if (right < 0 || left > width) return;
  const x = Math.min(Math.max(left, 0) + 8, Math.max(left + 8, right - pen.width(text, 12, 500) - 8));
  pen.clip(left, 0, right - left, HALF, () => pen.text(x, HALF / 2, text, { size: 12, weight: 500, fill: "ink" }));
  pen.line([Math.round(left) + 0.5, 0, Math.round(left) + 0.5, HEADER_HEIGHT], { stroke: "grid" });
}

function paintLower(pen, scale, { from, to, text }) {
  const [left, right] = [scale.x(from), scale.x(to)];
  const room = right - left;
  if (room < 12) return;
  const y = HALF + HALF / 2;
  if (pen.width(text, 11) + 4 > room) return;
  const centred = room < 60;
  pen.text(centred ? left + room / 2 : left + 8, y, text, {
    size: 11,
    fill: "muted",
    anchor: centred ? "middle" : "start",
  });
  const x = Math.round(left) + 0.5;
  pen.line([x, HEADER_HEIGHT - 6, x, HEADER_HEIGHT], { stroke: "grid" });
}

function paintToday(pen, model, scale, width) {
  const x = scale.x(model.now);
  if (model.now === NONE || x < -6 || x > width + 6) return;
  pen.polygon([x - 4, HEADER_HEIGHT - 6, x + 4, HEADER_HEIGHT - 6, x, HEADER_HEIGHT - 1], { fill: "today" });
}
