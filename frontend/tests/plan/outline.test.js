import assert from "node:assert/strict";
import { test } from "node:test";
import { siblingAbove } from "../../plan/actions.js";
import {
  branchEnds,
  nearestShown,
  outlineNumbers,
  parentsOf,
  placesOf,
  shownRows,
  topmost,
} from "../../plan/outline.js";

const LEVEL = [0, 1, 2, 2, 1, 0, 1];
const parent = parentsOf(LEVEL);
const ends = branchEnds(LEVEL);
const shown = (options) => [...shownRows({ level: LEVEL, parent, ends, isCollapsed: () => false, ...options })];

test("parents, ends and numbers follow from the levels", () => {
  assert.deepEqual([...parent], [-1, 0, 1, 1, 0, -1, 5]);
  assert.deepEqual([...ends], [5, 4, 3, 4, 5, 7, 7]);
  assert.deepEqual(outlineNumbers(LEVEL), ["1", "1.1", "1.1.1", "1.1.2", "1.2", "2", "2.1"]);
});

test("collapsed summaries hide what lies below them", () => {
  assert.deepEqual(shown({ isCollapsed: (row) => row === 1 }), [0, 1, 4, 5, 6]);
  assert.deepEqual(shown({ isCollapsed: (row) => row === 0 }), [0, 5, 6]);
});

test("a filter keeps what fits and the summaries above, also below collapsed ones", () => {
  assert.deepEqual(shown({ fits: (row) => row === 3, isCollapsed: () => true }), [0, 1, 3]);
  assert.deepEqual(shown({ fits: () => false }), []);
});

test("a hidden row is represented by the nearest summary that is shown", () => {
  const place = placesOf(Int32Array.from([0, 5, 6]), 7);
  assert.equal(nearestShown(3, parent, place), 0);
  assert.equal(nearestShown(6, parent, place), 6);
});

test("a selection names its topmost rows once", () => {
  assert.deepEqual(topmost([1, 2, 3, 6], parent), [1, 6]);
});

test("the sibling above is of the same summary", () => {
  const model = { columns: { level: LEVEL } };
  assert.equal(siblingAbove(model, 4), 1);
  assert.equal(siblingAbove(model, 1), -1);
  assert.equal(siblingAbove(model, 5), 0);
});
