/** The way of a link between two bars: right-angled, around the bars, into the successor from the right side. */

const OUT = 8;
const IN = 10;

/**
 * Points of the way from one bar to another.
 * `from` and `to` are `{ x, right, y, top, bottom }` of the bars; the type is 0 FS, 1 SS, 2 FF, 3 SF.
 */
export function linkPath(type, from, to) {
  const leavesRight = type === 0 || type === 2;
  const entersLeft = type === 0 || type === 1;
  const exit = leavesRight ? from.right : from.x;
  const entry = entersLeft ? to.x : to.right;
  const out = exit + (leavesRight ? OUT : -OUT);
  const before = entry + (entersLeft ? -IN : IN);
  if (type === 0 && entry >= exit + 2 && !to.milestone) return dropIn(exit, entry, from, to, before, out);
  if (leavesRight === entersLeft) return around({ exit, entry, out, before, from, to, leavesRight });
  const turn = leavesRight ? Math.max(out, before) : Math.min(out, before);
  return [exit, from.y, turn, from.y, turn, to.y, entry, to.y];
}

/** Finish to start with room: along, then down or up to the successor. */
function dropIn(exit, entry, from, to, before, out) {
  if (before >= out) return [exit, from.y, before, from.y, before, to.y, entry, to.y];
  const down = to.y > from.y;
  const turn = entry + 5;
  return [exit, from.y, turn, from.y, turn, down ? to.top : to.bottom];
}

/** Without room: out, between the rows, back, and in. */
function around({ exit, entry, out, before, from, to, leavesRight }) {
  const free = leavesRight ? before >= out : before <= out;
  if (free) return [exit, from.y, before, from.y, before, to.y, entry, to.y];
  const between = to.y > from.y ? to.rowTop : to.rowBottom;
  return [exit, from.y, out, from.y, out, between, before, between, before, to.y, entry, to.y];
}

/** The arrow's head at the end of a way: three points. */
export function arrowHead(points) {
  const n = points.length;
  const [x, y, px, py] = [points[n - 2], points[n - 1], points[n - 4], points[n - 3]];
  if (px === x) {
    const up = Math.sign(py - y) || -1;
    return [x, y, x - 3.5, y + up * 5, x + 3.5, y + up * 5];
  }
  const back = Math.sign(px - x) || -1;
  return [x, y, x + back * 5, y - 3.5, x + back * 5, y + 3.5];
}
