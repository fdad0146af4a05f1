/** Paints the load of a team or person against its capacity: bars per day or week, with a numbered axis. */

const HEADROOM = 1.05;

/** Marks of the axis: round numbers from 0 up to a little more than `most`. */
export function axisMarks(most, count = 3) {
  if (!(most > 0)) return [0, 1];
  const raw = most / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => size >= raw - 1e-9);
  const marks = [];
  for (let mark = 0; mark < most * HEADROOM + step; mark += step) marks.push(Math.round(mark * 1000) / 1000);
  return marks;
}

/** The largest value that must fit. */
export const mostOf = (load) => Math.max(0, ...load.load, ...load.capacity);

/** `load` has `at` in wall minutes, one more than values. */
export function paintLoad(pen, { load, scale, width, height }) {
  const marks = axisMarks(mostOf(load));
  const top = marks[marks.length - 1];
  const y = (hours) => height - 4 - (hours / top) * (height - 16);
  for (const mark of marks)
    pen.line([0, Math.round(y(mark)) + 0.5, width, Math.round(y(mark)) + 0.5], { stroke: "hairline" });
  for (let k = 0; k < load.load.length; k += 1) paintPeriod(pen, { load, k, scale, width, y });
  paintCapacity(pen, load, scale, width, y);
}

function paintPeriod(pen, { load, k, scale, width, y }) {
  const [left, right] = [scale.x(load.at[k]), scale.x(load.at[k + 1])];
  if (right < 0 || left > width || !load.load[k]) return;
  const [hours, capacity] = [load.load[k], load.capacity[k]];
  const gap = right - left > 6 ? 1 : 0;
  const within = Math.min(hours, capacity);
  pen.rect(left + gap, y(within), right - left - 2 * gap, y(0) - y(within), { fill: "load" });
  if (hours > capacity) {
    const place = [left + gap, y(hours), right - left - 2 * gap, y(capacity) - y(hours)];
    pen.rect(...place, { fill: "overload" });
    pen.rect(...place, { hatch: "panel", opacity: 0.35 });
  }
  const text = String(Math.round(hours));
  if (right - left > pen.width(text, 10) + 6) {
    pen.text((left + right) / 2, y(hours) - 6, text, {
      size: 10,
      fill: hours > capacity ? "critical" : "muted",
      anchor: "middle",
    });
  }
}

function paintCapacity(pen, load, scale, width, y) {
  const points = [];
  for (let k = 0; k < load.capacity.length; k += 1) {
    const [left, right] = [scale.x(load.at[k]), scale.x(load.at[k + 1])];
    if (right < -50 || left > width + 50) continue;
    points.push(left, y(load.capacity[k]), right, y(load.capacity[k]));
  }
  if (points.length) pen.line(points, { stroke: "capacity", width: 1.5 });
}

/** Paints the numbers of the axis, in hours. */
export function paintLoadAxis(pen, { load, width, height, unit }) {
  const marks = axisMarks(mostOf(load));
  const top = marks[marks.length - 1];
  for (const mark of marks) {
    const y = height - 4 - (mark / top) * (height - 16);
    pen.text(width - 8, Math.max(y, 7), `${mark} ${unit}`, { size: 11, fill: "muted", anchor: "end" });
  }
}
