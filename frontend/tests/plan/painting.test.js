import assert from "node:assert/strict";
import { test } from "node:test";
import { barBetween, partAt, rowPlaces } from "../../plan/bars.js";
import { axisMarks, mostOf } from "../../plan/paint_load.js";
import { SvgPen } from "../../plan/svg_pen.js";
import { TimeScale } from "../../plan/time_scale.js";

test("a bar spans its dates, its done part the share", () => {
  const scale = new TimeScale({ origin: 0, perDay: 10 });
  assert.deepEqual(barBetween(1440, 4320, scale, 250), { x: 10, width: 20, right: 30, done: 5 });
  assert.equal(barBetween(0, 10, scale).width, 3);
});

test("a point of a row is an edge, the bar, a dot beside it, or nothing", () => {
  const bar = { x: 100, width: 60, right: 160 };
  const parts = [90, 101, 130, 158, 170, 190].map((x) => partAt(bar, x));
  assert.deepEqual(parts, ["start-dot", "start", "bar", "finish", "finish-dot", null]);
  assert.equal(partAt({ x: 100, width: 3, right: 103 }, 106, { milestone: true }), "bar");
});

test("bar, critical line and baseline have their own places in every row height", () => {
  for (const height of [28, 32, 40]) {
    const { top, bottom, underline, baseline } = rowPlaces(height);
    assert.ok(
      top >= 2 && bottom - top === 16 && underline >= bottom && baseline >= underline + 2 && baseline + 3 <= height,
    );
  }
});

test("the axis has round numbers and room above the highest", () => {
  assert.deepEqual(axisMarks(40), [0, 20, 40, 60]);
  assert.deepEqual(axisMarks(7), [0, 2.5, 5, 7.5]);
  assert.deepEqual(axisMarks(0), [0, 1]);
  assert.equal(mostOf({ load: [3, 9], capacity: [8, 8] }), 9);
});

test("texts in a picture are never markup", () => {
  const pen = new SvgPen({ ink: "black" });
  pen.text(1, 2, '<b>"&');
  const svg = pen.document(10, 10, "<title>");
  assert.ok(svg.includes("&lt;b&gt;&quot;&amp;") && svg.includes("<title>&lt;title&gt;</title>"));
});

test("colours are names of the palette, stripes a pattern", () => {
  const pen = new SvgPen({ bar: "rgb(1, 2, 3)", proposal: "red" });
  pen.rect(0, 0, 10, 5, { fill: "bar", radius: 3 });
  pen.rect(0, 0, 10, 5, { hatch: "proposal" });
  const svg = pen.document(10, 10, "x");
  assert.match(svg, /<rect x="0" y="0" width="10" height="5" rx="3" fill="rgb\(1, 2, 3\)"/);
  assert.match(svg, /fill="url\(#hatch1\)"/);
  assert.match(svg, /<pattern id="hatch1"/);
});
