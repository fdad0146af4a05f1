import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

const css = await readFile(new URL("../styles/tokens.css", import.meta.url), "utf8");
const PAIR = /--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g;
const tokens = Object.fromEntries([...css.matchAll(PAIR)].map(([, name, light, dark]) => [name, { light, dark }]));

const channel = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);

function luminance(colour) {
  const [red, green, blue] = [1, 3, 5].map((at) => channel(Number.parseInt(colour.slice(at, at + 2), 16) / 255));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(first, second) {
  const [low, high] = [luminance(first), luminance(second)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function reaches(ratio, inks, grounds) {
  for (const theme of ["light", "dark"]) {
    for (const ink of inks) {
      for (const ground of grounds) {
        const found = contrast(tokens[ink][theme], tokens[ground][theme]);
        assert.ok(found >= ratio, `${ink} on ${ground} reaches ${found.toFixed(2)} in ${theme}`);
      }
    }
  }
}

const GROUNDS = ["canvas", "sunken", "raised"];

test("black on white is 21 to 1", () => assert.equal(contrast("#000000", "#ffffff"), 21));

test("text is readable on every ground", () => {
  reaches(4.5, ["text", "muted", "accent", "danger", "ok", "warn", "time", "cost", "quality"], GROUNDS);
  reaches(4.5, ["text", "muted"], ["hover"]);
  reaches(4.5, ["text"], ["pressed", "selection"]);
});

test("words on tints are readable", () => {
  for (const name of ["time", "cost", "quality", "accent", "danger", "ok", "warn"]) {
    reaches(4.5, ["text", name], [`${name}-tint`]);
  }
});

test("words on filled buttons are readable", () => {
  reaches(4.5, ["on-accent"], ["accent", "accent-hover"]);
  reaches(4.5, ["on-danger"], ["danger", "danger-hover"]);
});

test("the borders of inputs and the rings of the focus are seen", () => {
  reaches(3, ["line-control", "accent", "danger"], GROUNDS);
});
