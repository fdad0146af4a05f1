import assert from "node:assert/strict";
import { test } from "node:test";
import { USUAL_UNITS } from "../../plan/lengths.js";
import { arrowHead, linkPath } from "../../plan/link_paths.js";
import { linksWithIds, linkText, parseLinks } from "../../plan/link_text.js";

const link = (number, type = 0, lag = 0, elapsed = 0) => ({ number, type, lag, elapsed });

test("a plain link is its row number", () => {
  assert.equal(linkText(link(12)), "12");
  assert.equal(linkText(link(12, 1)), "12SS");
});

test("a lag and a lead carry the type and their length", () => {
  assert.equal(linkText(link(12, 0, 960), USUAL_UNITS), "12FS+2d");
  assert.equal(linkText(link(3, 2, -240), USUAL_UNITS), "3FF-0.5d");
  assert.equal(linkText(link(3, 0, 4320, 1), USUAL_UNITS), "3FS+3ed");
});

test("typed links are read with their parts", () => {
  assert.deepEqual(parseLinks("12, 14ss; 3 FF + 2d, 5-4h"), {
    links: [
      [12, "FS", ""],
      [14, "SS", ""],
      [3, "FF", "2d"],
      [5, "FS", "-4h"],
    ],
  });
  assert.deepEqual(parseLinks(""), { links: [] });
});

test("what cannot be read is named", () => {
  assert.deepEqual(parseLinks("12, abc"), { wrong: "abc", reason: "form" });
  assert.deepEqual(parseLinks("12FS+2"), { wrong: "12FS+2", reason: "lag" });
});

test("row numbers become ids, and what they cannot mean is named", () => {
  const ids = ["a", "b", "c"];
  assert.deepEqual(linksWithIds("1, 2SS+1d", ids, "c"), {
    links: [
      ["a", "FS", ""],
      ["b", "SS", "1d"],
    ],
  });
  assert.equal(linksWithIds("4", ids, "c").reason, "row");
  assert.equal(linksWithIds("3", ids, "c").reason, "self");
  assert.equal(linksWithIds("1, 1SS", ids, "c").reason, "twice");
});

const bar = (x, width, y) => ({ x, right: x + width, y, top: y - 8, bottom: y + 8, rowTop: y - 16, rowBottom: y + 16 });

test("every way is right-angled and joins the ends that its type names", () => {
  const ends = { 0: ["right", "x"], 1: ["x", "x"], 2: ["right", "right"], 3: ["x", "right"] };
  for (const [type, [leaves, enters]] of Object.entries(ends)) {
    for (const to of [bar(200, 50, 100), bar(20, 50, 100), bar(95, 30, 4), bar(200, 50, 4)]) {
      const from = bar(50, 60, 40);
      const points = linkPath(Number(type), from, to);
      assert.deepEqual(points.slice(0, 2), [from[leaves], from.y]);
      const [x, y] = points.slice(-2);
      const atEdge = x === to[enters] && y === to.y;
      assert.ok(atEdge || ((y === to.top || y === to.bottom) && x >= to.x && x <= to.right));
      for (let k = 2; k < points.length; k += 2)
        assert.ok(points[k] === points[k - 2] || points[k + 1] === points[k - 1]);
    }
  }
});

test("the arrow's head points where the way goes", () => {
  assert.deepEqual(arrowHead([0, 0, 10, 0]), [10, 0, 5, -3.5, 5, 3.5]);
  assert.deepEqual(arrowHead([0, 0, 0, 10]), [0, 10, -3.5, 5, 3.5, 5]);
});
