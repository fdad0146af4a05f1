/** Paints what is under way: the outline of a bar's old place, and the line of a link being drawn. */

import { barBetween, rowPlaces } from "./bars.js";
import { arrowHead } from "./link_paths.js";

/** Old places of bars that have just moved, as dashed outlines. */
export function paintGhosts(pen, scene, ghosts) {
  if (!ghosts.size) return;
  const { top, bottom } = rowPlaces(scene.rowHeight);
  for (let at = scene.first; at <= scene.last; at += 1) {
    const ghost = ghosts.get(scene.model.ids[scene.shown[at]]);
    if (!ghost) continue;
    const bar = barBetween(ghost.start, ghost.finish, scene.scale);
    const y = scene.top + at * scene.rowHeight;
    if (scene.model.isMilestone(scene.shown[at])) {
      const middle = y + (top + bottom) / 2;
      pen.polygon([bar.x - 7, middle, bar.x, middle - 7, bar.x + 7, middle, bar.x, middle + 7], { stroke: "ghost" });
      continue;
    }
    pen.rect(bar.x + 0.5, y + top + 0.5, bar.width - 1, bottom - top - 1, { stroke: "ghost", radius: 3, dash: [3, 3] });
  }
}

/** The line from a dot to the pointer; the target bar is framed. */
export function paintDrag(pen, scene, drag) {
  if (drag.kind !== "link") return;
  const { fromX, fromY, x, y, target } = drag;
  pen.line([fromX, fromY, x, y], { stroke: "accent", width: 1.75 });
  pen.polygon(arrowHead([fromX, y, x, y]), { fill: "accent" });
  if (!target) return;
  const place = scene.place[target.row];
  const { top, bottom } = rowPlaces(scene.rowHeight);
  const rowY = scene.top + place * scene.rowHeight;
  pen.rect(target.bar.x - 2, rowY + top - 2, target.bar.width + 4, bottom - top + 4, { stroke: "accent", radius: 4 });
}
