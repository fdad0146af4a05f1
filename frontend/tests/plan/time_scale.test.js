import assert from "node:assert/strict";
import { test } from "node:test";
import { snapped } from "../../plan/chart_gestures.js";
import { DAY, isoText, parts, wallOf } from "../../plan/instants.js";
import { headerLevels, startOf, TimeScale, unitStarts, ZOOM_NAMES, ZOOMS, zoomFor } from "../../plan/time_scale.js";
import { idleDays, idleSpans, nextWorking, previousFinish, workingBetween } from "../../plan/working_time.js";

const MONDAY = wallOf(2027, 0, 11);

test("pixels and minutes are each other's inverse", () => {
  const scale = new TimeScale({ origin: MONDAY, perDay: 13 });
  assert.ok(Math.abs(scale.x(MONDAY + 2 * DAY) - 26) < 1e-6);
  assert.ok(Math.abs(scale.wall(scale.x(MONDAY + 777)) - MONDAY - 777) < 1e-6);
});

test("zooming keeps the minute under the pointer in its place", () => {
  const scale = new TimeScale({ origin: MONDAY, perDay: 13 });
  const zoomed = scale.zoomed(36, 200);
  assert.ok(Math.abs(zoomed.wall(200) - scale.wall(200)) < 1e-6);
});

test("every named zoom is the zoom of its own scale", () => {
  assert.deepEqual(
    ZOOM_NAMES.map((name) => zoomFor(ZOOMS[name].perDay)),
    ZOOM_NAMES,
  );
});

test("units start where the calendar says", () => {
  const wall = wallOf(2027, 1, 17, 15, 20);
  const started = ["hour", "day", "week", "month", "quarter", "year", "decade"].map((unit) =>
    isoText(startOf(unit, wall)),
  );
  assert.deepEqual(started, [
    "2027-02-17T15:00",
    "2027-02-17T00:00",
    "2027-02-15T00:00",
    "2027-02-01T00:00",
    "2027-01-01T00:00",
    "2027-01-01T00:00",
    "2020-01-01T00:00",
  ]);
});

test("units cover the window without gaps, across the ends of months and years", () => {
  for (const unit of ["day", "week", "month", "quarter", "year"]) {
    const [from, to] = [wallOf(2026, 10, 20), wallOf(2028, 2, 3)];
    const starts = unitStarts(unit, from, to);
    assert.ok(starts[0] <= from && starts[starts.length - 1] >= to);
    for (const start of starts) assert.equal(startOf(unit, start), start);
  }
});

test("the header has two levels in the reader's language", () => {
  const scale = new TimeScale({ origin: MONDAY, perDay: ZOOMS.month.perDay });
  const { upper, lower } = headerLevels(scale, MONDAY, MONDAY + 60 * DAY, "de");
  assert.deepEqual(
    upper.map(({ text }) => text),
    ["2027"],
  );
  assert.deepEqual(
    lower.map(({ text }) => text),
    ["Jan", "Feb", "Mär"],
  );
});

test("a drag snaps to days, where hours are seen to quarters", () => {
  assert.equal(snapped(1000, "week"), DAY);
  assert.equal(snapped(700, "week"), 0);
  assert.equal(snapped(-20, "hour"), -15);
});

const week = (first) =>
  [0, 1, 2, 3, 4].flatMap((day) => [540, 780, 840, 1080].map((minute) => first + day * DAY + minute));
const WORKING = Int32Array.from([...week(MONDAY), ...week(MONDAY + 7 * DAY)]);

test("working minutes are counted over breaks, nights and weekends", () => {
  assert.equal(workingBetween(WORKING, MONDAY, MONDAY + 7 * DAY), 2400);
  assert.equal(workingBetween(WORKING, MONDAY + 600, MONDAY + 900), 240);
  assert.equal(workingBetween(WORKING, MONDAY + 900, MONDAY + 600), 0);
});

test("a start waits for work, a finish is where work ended", () => {
  const saturday = MONDAY + 5 * DAY + 600;
  assert.equal(nextWorking(WORKING, saturday), MONDAY + 7 * DAY + 540);
  assert.equal(nextWorking(WORKING, MONDAY + 600), MONDAY + 600);
  assert.equal(previousFinish(WORKING, saturday), MONDAY + 4 * DAY + 1080);
  assert.equal(previousFinish(WORKING, MONDAY + 600), MONDAY + 600);
});

test("weekends are whole idle days; breaks are idle where hours are seen", () => {
  const days = idleDays(WORKING, MONDAY, MONDAY + 14 * DAY);
  assert.deepEqual(days, [[MONDAY + 5 * DAY, MONDAY + 7 * DAY]]);
  assert.equal(parts(days[0][0]).weekday, 5);
  assert.equal(idleSpans(WORKING, MONDAY + 540, MONDAY + 1000, 30).length, 1);
});
