import assert from "node:assert/strict";
import { test } from "node:test";
import { COMMANDS, keysText, matches } from "../../plan/commands.js";
import { FIELD_NAMES } from "../../plan/fields.js";
import { placed } from "../../plan/grid_header.js";
import { Selection } from "../../plan/selection.js";
import { fitting } from "../../plan/suggestions.js";
import { filterCount, queryOf, unfiltered, usualView, viewOf } from "../../plan/view_query.js";

const BOUNDS = { rows: 10, columns: 4 };

test("moving takes the range along, extending leaves its beginning", () => {
  const moved = new Selection({ row: 2, column: 1 }).moved(1, 1, BOUNDS);
  assert.equal(moved.single, true);
  const extended = moved.moved(2, -2, BOUNDS, true);
  assert.deepEqual(extended.range, { top: 3, bottom: 5, left: 0, right: 2 });
  assert.equal([...extended.cells(BOUNDS)].length, 9);
});

test("no move leaves the grid", () => {
  const far = new Selection().moved(100, 100, BOUNDS);
  assert.deepEqual([far.row, far.column], [9, 3]);
  assert.deepEqual([far.moved(-100, -100, BOUNDS).row, far.moved(0, -100, BOUNDS).column], [0, 0]);
});

test("Tab goes from the end of a row into the next one", () => {
  const next = new Selection({ row: 2, column: 3 }).stepped(true, BOUNDS);
  assert.deepEqual([next.row, next.column], [3, 0]);
  const back = next.stepped(false, BOUNDS);
  assert.deepEqual([back.row, back.column], [2, 3]);
});

test("whole rows hold every column", () => {
  const rows = new Selection({ row: 1, column: 2 }).asRows();
  assert.ok(rows.has(1, 0) && rows.has(1, 3) && !rows.has(2, 2));
});

test("a column moves to another place and the others close up", () => {
  assert.deepEqual(placed(["a", "b", "c", "d"], "b", 2), ["a", "c", "b", "d"]);
  assert.deepEqual(placed(["a", "b", "c", "d"], "d", 1), ["a", "d", "b", "c"]);
});

test("a usual view has an empty address, any other comes back from its own", () => {
  assert.equal(queryOf(usualView()), "");
  const view = {
    ...usualView(),
    text: "test & go",
    team: "t1",
    critical: true,
    links: false,
    zoom: "month",
    columns: ["name", "done", "cost"],
    load: "t1",
  };
  assert.deepEqual(viewOf(queryOf(view), FIELD_NAMES), view);
  assert.equal(filterCount(view), 3);
  assert.equal(filterCount(unfiltered(view)), 0);
  assert.equal(unfiltered(view).zoom, "month");
});

test("what an address asks of the server is kept, what nobody knows is ignored", () => {
  assert.equal(queryOf(usualView(), new URLSearchParams("proposal=p1&x=y")), "proposal=p1");
  assert.deepEqual(viewOf("zoom=eon&columns=soul&kind=beast", FIELD_NAMES), usualView());
});

test("suggestions that begin with what is typed come first, accents aside", () => {
  assert.deepEqual(fitting(["Bernd", "Émile Be", "Anna Berg"], "be"), ["Bernd", "Émile Be", "Anna Berg"]);
  assert.deepEqual(fitting(["Bernd", "Émile"], "emi"), ["Émile"]);
});

const press = (key, more = {}) => ({
  key,
  code: "",
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...more,
});

test("shortcuts are told apart by every modifier", () => {
  assert.ok(matches("Mod+Z", press("z", { ctrlKey: true })));
  assert.ok(matches("Mod+Z", press("z", { metaKey: true })));
  assert.ok(!matches("Mod+Z", press("Z", { ctrlKey: true, shiftKey: true })));
  assert.ok(matches("Ctrl+Period", press(".", { code: "Period", ctrlKey: true })));
  assert.ok(!matches("F2", press("F2", { ctrlKey: true })));
  assert.ok(matches("Alt+Shift+W", press("„", { code: "KeyW", altKey: true, shiftKey: true })));
});

test("no key has two commands", () => {
  const keys = COMMANDS.flatMap((command) => command.keys ?? []);
  assert.equal(new Set(keys).size, keys.length);
  assert.equal(keysText("Mod+Shift+ArrowUp"), "Ctrl Shift ↑");
});
