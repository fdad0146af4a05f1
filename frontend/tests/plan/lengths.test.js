import assert from "node:assert/strict";
import { test } from "node:test";
import { NONE } from "../../plan/instants.js";
import { estimateText, lengthText, parseLength, roundedDays, shortEstimate } from "../../plan/lengths.js";

test("a length is written in the largest unit that keeps it exact", () => {
  const written = [0, 480, 1200, 90, 17, 2400, -960].map((minutes) => lengthText(minutes));
  assert.deepEqual(written, ["0d", "1d", "2.5d", "1.5h", "17min", "5d", "-2d"]);
});

test("an elapsed day has 24 hours", () => {
  assert.equal(lengthText(4320, undefined, { elapsed: true }), "3ed");
  assert.deepEqual(parseLength("3ed"), { minutes: 4320, elapsed: true });
});

test("what is written is read back", () => {
  for (const minutes of [480, 1200, 255, 17, 4800, -960])
    assert.equal(parseLength(lengthText(minutes)).minutes, minutes);
});

test("several units and a decimal comma are read", () => {
  assert.equal(parseLength("1d 4h").minutes, 720);
  assert.equal(parseLength("1,5 h").minutes, 90);
  assert.equal(parseLength("2w").minutes, 4800);
});

test("no length is read from what is none", () => {
  for (const text of ["", "3", "3x", "d", "3d 2ed", "-"]) assert.equal(parseLength(text), null);
});

test("an estimate shows its range, a certain one its length", () => {
  assert.equal(estimateText({ low: 960, likely: 1440, high: 2880 }), "2d / 3d / 6d");
  assert.equal(estimateText({ low: NONE, likely: 1440, high: NONE }), "3d");
  assert.equal(estimateText({ low: NONE, likely: NONE, high: NONE }), "");
});

test("a range with one unit is read with the unit once", () => {
  assert.equal(shortEstimate("2d / 3d / 6d"), "2 / 3 / 6d");
  assert.equal(shortEstimate("4h / 1d / 2d"), "4h / 1d / 2d");
  assert.equal(shortEstimate("3d"), "3d");
});

test("computed lengths are rounded to a tenth of a day", () => {
  assert.equal(roundedDays(500), "1d");
  assert.equal(roundedDays(-1300), "-2.7d");
  assert.equal(roundedDays(NONE), "");
});
