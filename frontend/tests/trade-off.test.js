import assert from "node:assert/strict";
import { test } from "node:test";
import { choose, differingModes, keeps, loosenings, qualityLines } from "../trade-off/choosing.js";

const point = (finish, cost, defects, modes = {}) => ({ finish: `${finish}T17:00:00+01:00`, cost, defects, modes });
const POINTS = [
  point("2027-06-01", 200, 10),
  point("2027-06-11", 150, 10),
  point("2027-06-21", 100, 10),
  point("2027-06-21", 130, 2),
];

test("all weight on one axis chooses the best plan there", () => {
  assert.equal(choose(POINTS, { time: 100, cost: 0, quality: 0 }), 0);
  assert.equal(choose(POINTS, { time: 0, cost: 100, quality: 0 }), 2);
  assert.equal(choose(POINTS, { time: 0, cost: 0, quality: 100 }), 3);
});

test("limits leave plans out, and a day counts with its end", () => {
  assert.equal(choose(POINTS, { time: 0, cost: 100, quality: 0 }, { finish: "2027-06-11" }), 1);
  assert.ok(keeps(POINTS[0], { finish: "2027-06-01" }));
  assert.ok(!keeps(POINTS[0], { finish: "2027-05-31" }));
});

test("where nothing keeps the limits, no plan is chosen and each limit says what would do", () => {
  const limits = { finish: "2027-06-11", cost: 120, defects: 10 };
  assert.equal(choose(POINTS, { time: 1, cost: 1, quality: 1 }, limits), -1);
  assert.deepEqual(loosenings(POINTS, limits), [
    { axis: "finish", needed: "2027-06-21" },
    { axis: "cost", needed: 150 },
  ]);
});

test("lines of quality hold every plan once, each from early to late", () => {
  const lines = qualityLines(POINTS, 2);
  assert.deepEqual(lines.flatMap((line) => line.places).sort(), [0, 1, 2, 3]);
  for (const { places } of lines) {
    const finishes = places.map((at) => POINTS[at].finish);
    assert.deepEqual(finishes, [...finishes].sort());
  }
});

test("two plans differ in the activities that they do in other ways", () => {
  const a = point("2027-06-01", 1, 1, { build: "normal", test: "short" });
  const b = point("2027-06-01", 1, 1, { build: "supplier", test: "short" });
  assert.deepEqual(differingModes(a, b), [["build", "normal", "supplier"]]);
});
