/** The outline of the rows: parents, what lies below, numbers of the work breakdown structure, and which rows are shown. */

/** Positions of the parents, -1 at the top. */
export function parentsOf(level) {
  const n = level.length;
  const parent = new Int32Array(n).fill(-1);
  const open = [];
  for (let row = 0; row < n; row += 1) {
    while (open.length && level[open[open.length - 1]] >= level[row]) open.pop();
    if (open.length) parent[row] = open[open.length - 1];
    open.push(row);
  }
  return parent;
}

/** For each row the position behind the last row below it. */
export function branchEnds(level) {
  const n = level.length;
  const ends = new Int32Array(n).fill(n);
  const open = [];
  for (let row = 0; row < n; row += 1) {
    while (open.length && level[open[open.length - 1]] >= level[row]) ends[open.pop()] = row;
    open.push(row);
  }
  return ends;
}

/** Numbers such as "2.1.3", one per row. */
export function outlineNumbers(level) {
  const counts = [];
  return Array.from(level, (depth) => {
    counts.length = Math.min(counts.length, depth + 1);
    while (counts.length <= depth) counts.push(0);
    counts[depth] += 1;
    return counts.join(".");
  });
}

/**
 * Positions of the rows to show, in order. A filter keeps what fits and the summaries above it, also below
 * collapsed summaries, so that nothing that was searched for stays hidden.
 */
export function shownRows({ level, parent, ends, isCollapsed, fits = null }) {
  if (fits) return fittingRows(parent, fits);
  const shown = [];
  for (let row = 0; row < level.length; ) {
    shown.push(row);
    row = isCollapsed(row) ? ends[row] : row + 1;
  }
  return Int32Array.from(shown);
}

function fittingRows(parent, fits) {
  const kept = new Uint8Array(parent.length);
  for (let row = 0; row < parent.length; row += 1) {
    if (!fits(row)) continue;
    for (let up = row; up >= 0 && !kept[up]; up = parent[up]) kept[up] = 1;
  }
  return Int32Array.from(kept.keys()).filter((row) => kept[row]);
}

/** For each row its place among the shown ones, -1 where it is hidden. */
export function placesOf(shown, n) {
  const place = new Int32Array(n).fill(-1);
  for (let k = 0; k < shown.length; k += 1) place[shown[k]] = k;
  return place;
}

/** The nearest shown row: itself, or the closest summary above it. */
export function nearestShown(row, parent, place) {
  let up = row;
  while (up >= 0 && place[up] < 0) up = parent[up];
  return up;
}

/** Of a selection those rows that lie below no other row of it: what a move or a deletion names. */
export function topmost(rows, parent) {
  const chosen = new Set(rows);
  return rows.filter((row) => {
    for (let up = parent[row]; up >= 0; up = parent[up]) if (chosen.has(up)) return false;
    return true;
  });
}
