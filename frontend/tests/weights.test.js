import assert from "node:assert/strict";
import { test } from "node:test";
import { CORNERS, EVEN, KINDS, pointOf, towards, weightsAt, withOne } from "../elements/weights.js";

const sum = (weights) => KINDS.reduce((total, kind) => total + weights[kind], 0);

test("a corner means its kind alone", () => {
  assert.deepEqual(weightsAt(CORNERS.time), { time: 100, cost: 0, quality: 0 });
  assert.deepEqual(weightsAt(CORNERS.quality), { time: 0, cost: 0, quality: 100 });
});

test("a point and its weights lead to each other", () => {
  for (let time = 0; time <= 100; time += 5) {
    for (let cost = 0; cost <= 100 - time; cost += 5) {
      const weights = { time, cost, quality: 100 - time - cost };
      assert.deepEqual(weightsAt(pointOf(weights)), weights);
    }
  }
});

test("a point outside counts as one inside, and weights always sum to 100", () => {
  assert.deepEqual(weightsAt([120, -500]), { time: 100, cost: 0, quality: 0 });
  for (let x = -50; x < 300; x += 7) assert.equal(sum(weightsAt([x, 111])), 100);
});

test("one weight set leaves the others in their proportion", () => {
  assert.deepEqual(withOne({ time: 50, cost: 30, quality: 20 }, "time", 0), { time: 0, cost: 60, quality: 40 });
  assert.deepEqual(withOne({ time: 100, cost: 0, quality: 0 }, "time", 90), { time: 90, cost: 5, quality: 5 });
});

test("weights stay between nothing and everything", () => {
  assert.deepEqual(towards(EVEN, "cost", 500), { time: 0, cost: 100, quality: 0 });
  assert.equal(sum(towards(EVEN, "quality", -1)), 100);
  assert.deepEqual(towards({ time: 0, cost: 50, quality: 50 }, "time", -5), { time: 0, cost: 50, quality: 50 });
});
