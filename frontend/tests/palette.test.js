import assert from "node:assert/strict";
import { test } from "node:test";
import { fitting, fold } from "../shell/palette.js";

const entries = ["Projects", "Portfolio", "New project", "Müller, Änne"].map((label) => ({ label }));
const found = (words) => fitting(entries, words).map(({ label }) => label);

test("without words everything is offered in its order", () => {
  assert.deepEqual(found("  "), ["Projects", "Portfolio", "New project", "Müller, Änne"]);
});

test("what begins with the words comes before what has them inside", () => {
  assert.deepEqual(found("proj"), ["Projects", "New project"]);
});

test("every word must fit", () => {
  assert.deepEqual(found("new proj"), ["New project"]);
  assert.deepEqual(found("new port"), []);
});

test("accents need not be typed", () => {
  assert.equal(fold("Änne"), "anne");
  assert.deepEqual(found("anne mul"), ["Müller, Änne"]);
});
