// Which plan of a front fits weights and limits best, and how two plans differ. Pure: no page.

export const AXES = ["finish", "cost", "defects"];

/** The value of an axis as a number that is to be small. */
export const measure = (point, axis) => (axis === "finish" ? Date.parse(point.finish) : point[axis]);

const isoDay = (point) => point.finish.slice(0, 10);

/** Whether a plan keeps limits `{finish: "2027-06-01", cost: 1000, defects: 5}`; one that is missing holds nothing. */
export function keeps(point, limits) {
  return (
    (!limits.finish || isoDay(point) <= limits.finish) &&
    (limits.cost === undefined || point.cost <= limits.cost) &&
    (limits.defects === undefined || point.defects <= limits.defects)
  );
}

/** The places of the plans that keep all limits. */
export const within = (points, limits) =>
  points.map((point, at) => ({ point, at })).filter(({ point }) => keeps(point, limits));

/**
 * The place of the plan that is best by weights `{time, cost, quality}`, among those within the limits; -1 if none is.
 * Every axis counts by its share of the range that the front spans.
 */
export function choose(points, weights, limits = {}) {
  const span = Object.fromEntries(
    AXES.map((axis) => {
      const values = points.map((point) => measure(point, axis));
      const low = Math.min(...values);
      return [axis, { low, width: Math.max(...values) - low || 1 }];
    }),
  );
  const weight = { finish: weights.time, cost: weights.cost, defects: weights.quality };
  const loss = (point) =>
    AXES.reduce((sum, axis) => sum + weight[axis] * ((measure(point, axis) - span[axis].low) / span[axis].width), 0);
  let best = -1;
  for (const { point, at } of within(points, limits)) {
    if (best < 0 || loss(point) < loss(points[best])) best = at;
  }
  return best;
}

/** Which single limit stands in the way when none is kept, and what it would have to be: the smallest loosening each. */
export function loosenings(points, limits) {
  const found = [];
  for (const axis of AXES) {
    if (limits[axis] === undefined || limits[axis] === "") continue;
    const others = { ...limits, [axis]: undefined };
    const open = within(points, others).map(({ point }) => point);
    if (!open.length) continue;
    const best = open.reduce((a, b) => (measure(a, axis) <= measure(b, axis) ? a : b));
    found.push({ axis, needed: axis === "finish" ? isoDay(best) : best[axis] });
  }
  return found;
}

/** Plans grouped into levels of quality for lines: `count` groups of about the same size, each ordered by finish. */
export function qualityLines(points, count = 4) {
  const ordered = points.map((point, at) => ({ point, at })).sort((a, b) => a.point.defects - b.point.defects);
  const size = Math.max(2, Math.ceil(ordered.length / count));
  const lines = [];
  for (let start = 0; start < ordered.length; start += size) {
    const group = ordered.slice(start, start + size);
    const low = group[0].point.defects;
    const high = group.at(-1).point.defects;
    group.sort((a, b) => measure(a.point, "finish") - measure(b.point, "finish"));
    lines.push({ low, high, places: group.map(({ at }) => at) });
  }
  return lines;
}

/** The activities that two plans do in different ways: `[activity, mode of the first, mode of the second]`. */
export function differingModes(a, b) {
  const names = new Set([...Object.keys(a.modes), ...Object.keys(b.modes)]);
  return [...names]
    .filter((name) => a.modes[name] !== b.modes[name])
    .map((name) => [name, a.modes[name], b.modes[name]]);
}
