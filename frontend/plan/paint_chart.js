/** Paints the chart: idle time, links, bars with all their marks, for the rows in the window only. */

import { barBetween, barOf, dotsOf, rowPlaces } from "./bars.js";
import { dateText } from "./date_text.js";
import { NONE } from "./instants.js";
import { arrowHead, linkPath } from "./link_paths.js";
import { FLAGS } from "./plan_model.js";
import { unitStarts, ZOOMS } from "./time_scale.js";
import { idleDays, idleSpans } from "./working_time.js";

const LABEL = 12;
const GAP = 8;
const GAP_BEHIND_LINK = 14;

/**
 * A scene is `{ model, view, scale, shown, place, first, last, rowHeight, top, width, height, dates?, marked?, t }`:
 * rows `first..last` of the shown ones, the first of all at `y = top`; `dates` replaces dates while dragging.
 */
export function paintChart(pen, scene) {
  paintGround(pen, scene);
  if (scene.view.links) paintLinks(pen, scene);
  for (let at = scene.first; at <= scene.last; at += 1) paintRow(pen, scene, scene.shown[at], at);
  paintLines(pen, scene);
}

/** While dragging, what is critical follows the preview. */
const flagged = (scene, row, bit) => ((scene.dates?.flags ?? scene.model.columns.flags)[row] & bit) !== 0;
const yOf = (scene, at) => scene.top + at * scene.rowHeight;

function paintGround(pen, scene) {
  const { model, scale, width, height } = scene;
  const [from, to] = [scale.wall(0), scale.wall(width)];
  if (scale.perDay >= 5) {
    const idle = scale.zoom === "hour" ? idleSpans(model.working, from, to, 30) : idleDays(model.working, from, to);
    for (const [start, finish] of idle) {
      const x = scale.x(start);
      pen.rect(x, 0, scale.x(finish) - x, height, { fill: "idle" });
    }
  }
  for (const start of unitStarts(ZOOMS[scale.zoom].upper, from, to)) {
    const x = Math.round(scale.x(start)) + 0.5;
    pen.line([x, 0, x, height], { stroke: "grid" });
  }
  for (let at = scene.first; at <= scene.last; at += 1) {
    const y = yOf(scene, at);
    const mark = scene.marked?.(at);
    if (mark) pen.rect(0, y, width, scene.rowHeight, { fill: mark });
    pen.line([0, y + scene.rowHeight - 0.5, width, y + scene.rowHeight - 0.5], { stroke: "hairline" });
  }
}

function paintLines(pen, { model, scale, width, height }) {
  const lines = [
    [model.status_date, "status", [2, 3]],
    [model.now, "today", null],
  ];
  for (const [wall, stroke, dash] of lines) {
    const x = Math.round(scale.x(wall)) + 0.5;
    if (wall !== NONE && x >= 0 && x <= width) pen.line([x, 0, x, height], { stroke, width: dash ? 1 : 1.5, dash });
  }
}

function paintRow(pen, scene, row, at) {
  const { model, scale, width } = scene;
  const bar = barOf(model, row, scale, scene.dates ?? model.columns);
  if (!bar) return;
  const y = yOf(scene, at);
  const places = rowPlaces(scene.rowHeight);
  if (scene.view.baseline) paintBaseline(pen, scene, row, y + places.baseline);
  if (scene.view.float && !model.isSummary(row)) paintFloat(pen, scene, row, bar, y + places.bottom - 1);
  if (bar.right < -20 || bar.x > width + 20) {
    paintBeyond(pen, scene, bar, y + places.middle);
  } else {
    paintShape(pen, scene, row, bar, y, places);
    paintLabel(pen, scene, row, bar, y + places.middle);
  }
  paintMarks(pen, scene, row, y, places);
  paintProposal(pen, scene, row, y, places);
}

function paintShape(pen, scene, row, bar, y, places) {
  const { model } = scene;
  const critical = flagged(scene, row, FLAGS.critical);
  if (model.isMilestone(row)) {
    const [x, middle] = [bar.x, y + places.middle];
    const fill = critical ? "critical" : "milestone";
    pen.polygon([x - 7, middle, x, middle - 7, x + 7, middle, x, middle + 7], { fill });
    return;
  }
  if (model.isSummary(row)) paintSummary(pen, bar, y + places.top, critical);
  else paintTask(pen, bar, y, places, critical);
  const hovered = scene.hovered === row && model.mayEdit(row) && !model.isSummary(row);
  if (hovered) paintDots(pen, dotsOf(bar), y + places.middle);
}

function paintDots(pen, { start, finish }, y) {
  for (const x of [start, finish]) pen.circle(x, y, 3.5, { fill: "panel", stroke: "accent", width: 1.5 });
}

function paintTask(pen, bar, y, places, critical) {
  const height = places.bottom - places.top;
  pen.rect(bar.x, y + places.top, bar.width, height, { fill: "bar", radius: Math.min(3, bar.width / 2) });
  if (bar.done > 1) {
    const paint = () => pen.rect(bar.x, y + places.top, bar.width, height, { fill: "done", radius: 3 });
    pen.clip(bar.x, y + places.top, bar.done, height, paint);
  }
  if (critical) pen.rect(bar.x, y + places.underline, bar.width, 2, { fill: "critical" });
}

function paintSummary(pen, bar, y, critical) {
  const tip = Math.min(6, bar.width / 2);
  const [x, right, top] = [bar.x, bar.right, y + 3];
  pen.polygon([x, top, right, top, right, top + 10, right - tip, top + 5, x + tip, top + 5, x, top + 10], {
    fill: "summary",
  });
  if (critical) pen.rect(x, y + 15, bar.width, 1.5, { fill: "critical" });
}

function paintLabel(pen, scene, row, bar, y) {
  const { model } = scene;
  const gap = (model.outOf.has(row) && scene.view.links) || scene.hovered === row ? GAP_BEHIND_LINK : GAP;
  const x = bar.right + gap + (model.isMilestone(row) ? 6 - bar.width : 0);
  const style = { size: LABEL, halo: "panel", weight: model.isSummary(row) ? 600 : 400, fill: "label" };
  if (x < scene.width) pen.text(x, y, model.columns.name[row], style);
  if (flagged(scene, row, FLAGS.overloaded))
    paintWarning(pen, x + pen.width(model.columns.name[row], LABEL, style.weight) + 12, y);
}

function paintWarning(pen, x, y) {
  pen.polygon([x - 6, y + 5, x, y - 6, x + 6, y + 5], { fill: "warning" });
  pen.text(x, y + 1, "!", { size: 9, weight: 600, anchor: "middle", fill: "panel" });
}

/** A small arrow at the edge says on which side the bar lies that the window does not show. */
function paintBeyond(pen, { width }, bar, y) {
  const left = bar.right < 0;
  const [x, tip] = left ? [14, 8] : [width - 14, width - 8];
  pen.polygon([tip, y, x, y - 4, x, y + 4], { fill: "muted" });
}

function paintBaseline(pen, { model, scale }, row, y) {
  const { baseline_start: start, baseline_finish: finish } = model.columns;
  if (start[row] === NONE || finish[row] === NONE) return;
  const bar = barBetween(start[row], finish[row], scale);
  if (model.isMilestone(row))
    pen.polygon([bar.x - 3, y + 1, bar.x, y - 2, bar.x + 3, y + 1, bar.x, y + 4], { fill: "baseline" });
  else pen.rect(bar.x, y, bar.width, 3, { fill: "baseline", radius: 1.5 });
}

function paintFloat(pen, scene, row, bar, y) {
  const late = scene.dates?.late_finish ?? scene.model.columns.late_finish;
  if (late[row] === NONE) return;
  const until = scene.scale.x(late[row]);
  if (until - bar.right < 4) return;
  const line = { stroke: "float", width: 1.5, dash: [1.5, 3] };
  pen.line([bar.right + 2, y, until, y], line);
  pen.line([until, y - 6, until, y + 1], { stroke: "float", width: 1.5 });
}

function paintMarks(pen, { model, scale, width }, row, y, places) {
  const deadline = model.columns.deadline[row];
  const middle = y + places.middle;
  if (deadline !== NONE) {
    const x = scale.x(deadline);
    const fill = model.columns.finish[row] > deadline ? "critical" : "deadline";
    if (x > -8 && x < width + 8) {
      pen.line([x, middle - 9, x, middle + 9], { stroke: fill, width: 2 });
      pen.polygon([x, middle - 9, x + 7, middle - 6, x, middle - 3], { fill });
    }
  }
  for (const [kind, at] of model.columns.constraints[row]) {
    if (at === NONE) continue;
    const x = scale.x(at);
    const opens = kind.includes("no-earlier") || kind === "must-start" ? 4 : -4;
    if (x > -8 && x < width + 8) {
      pen.line([x + opens, middle - 10, x, middle - 10, x, middle + 10, x + opens, middle + 10], {
        stroke: "constraint",
        width: 1.5,
      });
    }
  }
}

function paintProposal(pen, { model, scale }, row, y, places) {
  const proposed = model.proposed.get(model.ids[row]);
  if (!proposed || proposed.start === NONE) return;
  const bar = barBetween(proposed.start, proposed.finish, scale);
  const height = places.bottom - places.top;
  if (model.isMilestone(row)) {
    const [x, middle] = [bar.x, y + places.middle];
    pen.polygon([x - 8, middle, x, middle - 8, x + 8, middle, x, middle + 8], { stroke: "proposal", width: 1.5 });
    return;
  }
  pen.rect(bar.x + 0.5, y + places.top + 0.5, bar.width - 1, height - 1, {
    hatch: "proposal",
    stroke: "proposal",
    radius: 3,
  });
}

function paintLinks(pen, scene) {
  const { model, place, first, last } = scene;
  const { from, to, type, driving, count } = model.links;
  const critical = (row) => flagged(scene, row, FLAGS.critical);
  const red = [];
  for (let k = 0; k < count; k += 1) {
    const [a, b] = [place[from[k]], place[to[k]]];
    if (a < 0 || b < 0 || (a < first && b < first) || (a > last && b > last)) continue;
    const isRed = driving[k] && critical(from[k]) && critical(to[k]);
    if (isRed) red.push(k);
    else paintLink(pen, scene, k, type[k], "link");
  }
  for (const k of red) paintLink(pen, scene, k, type[k], "criticalLink");
}

function paintLink(pen, scene, k, type, stroke) {
  const ends = [scene.model.links.from[k], scene.model.links.to[k]].map((row) => endOf(scene, row));
  if (!ends[0] || !ends[1]) return;
  const points = linkPath(type, ends[0], ends[1]);
  const xs = points.filter((_, index) => index % 2 === 0);
  if (Math.max(...xs) < 0 || Math.min(...xs) > scene.width) return;
  pen.line(points, { stroke, width: 1.25 });
  pen.polygon(arrowHead(points), { fill: stroke });
}

function endOf(scene, row) {
  const bar = barOf(scene.model, row, scene.scale, scene.dates ?? scene.model.columns);
  if (!bar) return null;
  const y = yOf(scene, scene.place[row]);
  const { top, bottom, middle } = rowPlaces(scene.rowHeight);
  const milestone = scene.model.isMilestone(row);
  const [x, right] = milestone ? [bar.x - 7, bar.x + 7] : [bar.x, bar.right];
  return {
    x,
    right,
    y: y + middle,
    top: y + top,
    bottom: y + bottom,
    rowTop: y,
    rowBottom: y + scene.rowHeight,
    milestone,
  };
}

/** What a bar says when it is pointed at. */
export function barTitle(model, row, t) {
  const { start, finish } = model.columns;
  const dates = `${dateText(start[row], model.locale, { form: "long" })} – ${dateText(finish[row], model.locale, { form: "long", finish: true })}`;
  const notes = [];
  if (model.flag(row, FLAGS.critical)) notes.push(t("critical"));
  if (model.flag(row, FLAGS.overloaded)) notes.push(t("needs more people than there are"));
  if (model.flag(row, FLAGS.unmet)) notes.push(t("a date cannot be kept"));
  return [`${row + 1} ${model.columns.name[row]}`, dates, ...notes].join("\n");
}
