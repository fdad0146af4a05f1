import assert from "node:assert/strict";
import { test } from "node:test";
import { formatOf, withTokens } from "../charts/theme.js";

const colourOf = (name) => `colour of ${name}`;

test("tokens anywhere in a description become colours", () => {
  const option = { series: [{ type: "line", lineStyle: { color: "--time" }, data: [[1, 2]] }] };
  assert.deepEqual(withTokens(option, colourOf), {
    series: [{ type: "line", lineStyle: { color: "colour of --time" }, data: [[1, 2]] }],
  });
});

test("formats are functions where a format stands, and texts elsewhere", () => {
  const { yAxis } = withTokens({ yAxis: { name: "number", axisLabel: { formatter: "percent" } } }, colourOf);
  assert.equal(yAxis.name, "number");
  assert.equal(yAxis.axisLabel.formatter(0.8), "80%");
});

test("a template of the library stays a template", () => {
  assert.equal(formatOf("{b}: {c}"), "{b}: {c}");
  assert.equal(formatOf("money:EUR")(1200), "€1,200");
});

test("empty values and numbers pass", () => {
  assert.deepEqual(withTokens({ a: null, b: 3, c: [], d: true }, colourOf), { a: null, b: 3, c: [], d: true });
});
