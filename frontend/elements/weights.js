// The arithmetic of the triangle: weights of time, cost and quality in whole percents that sum to 100, and the point
// that stands for them. Time is the corner at the top, cost at the left, quality at the right.

export const KINDS = ["time", "cost", "quality"];

export const CORNERS = { time: [120, 24], cost: [14, 196], quality: [226, 196] };

export const EVEN = { time: 34, cost: 33, quality: 33 };

const TOTAL = 100;

/** Where the handle is for weights. */
export function pointOf(weights) {
  return [0, 1].map((axis) => KINDS.reduce((sum, kind) => sum + (weights[kind] / TOTAL) * CORNERS[kind][axis], 0));
}

/** The weights of a point; one outside the triangle counts as the nearest inside. */
export function weightsAt([x, y]) {
  const [[x1, y1], [x2, y2], [x3, y3]] = KINDS.map((kind) => CORNERS[kind]);
  const area = (y2 - y3) * (x1 - x3) + (x3 - x2) * (y1 - y3);
  const time = ((y2 - y3) * (x - x3) + (x3 - x2) * (y - y3)) / area;
  const cost = ((y3 - y1) * (x - x3) + (x1 - x3) * (y - y3)) / area;
  const shares = [time, cost, 1 - time - cost].map((share) => Math.max(0, share));
  const sum = shares.reduce((total, share) => total + share, 0);
  return whole(shares.map((share) => (share / sum) * TOTAL));
}

/** More weight for one kind (less with a negative step), taken from the others in proportion. */
export const towards = (weights, kind, step) => withOne(weights, kind, weights[kind] + step);

/** One weight set; the others share what is left in the proportion they have. */
export function withOne(weights, kind, value) {
  const set = Math.max(0, Math.min(TOTAL, Math.round(value)));
  const others = KINDS.filter((other) => other !== kind);
  const rest = others.reduce((sum, other) => sum + weights[other], 0);
  const [first, second] = others;
  const share = rest === 0 ? 0.5 : weights[first] / rest;
  const left = TOTAL - set;
  const one = Math.round(left * share);
  return { ...weights, [kind]: set, [first]: one, [second]: left - one };
}

/** Whole percents that sum to 100: the largest remainders are rounded up. */
function whole(shares) {
  const floors = shares.map(Math.floor);
  const missing = TOTAL - floors.reduce((sum, share) => sum + share, 0);
  const order = [0, 1, 2].sort((a, b) => shares[b] - floors[b] - (shares[a] - floors[a]));
  for (const at of order.slice(0, missing)) floors[at] += 1;
  return Object.fromEntries(KINDS.map((kind, at) => [kind, floors[at]]));
}
