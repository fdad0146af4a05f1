import assert from "node:assert/strict";
import { test } from "node:test";
import { cellOperation, cellOperations } from "../../plan/cell_values.js";
import { canEdit, FIELDS } from "../../plan/fields.js";
import { filterOf, isLate } from "../../plan/filters.js";
import { NONE, wallOf } from "../../plan/instants.js";
import { PlanModel } from "../../plan/plan_model.js";
import { usualView } from "../../plan/view_query.js";

const t = (text, values = {}) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const START = wallOf(2027, 0, 11, 8);

const someData = () => ({
  plan: { id: "p", name: "Plan", revision: 1, currency: "EUR", locale: "en-GB" },
  time_zone: { changes: [0], offsets: [60] },
  now: START,
  status_date: START + 1440 * 3,
  start: START,
  finish: START + 1440 * 10,
  calendar: { working: [START, START + 480] },
  resources: [
    { id: "t1", name: "Back end", kind: "team" },
    { id: "p1", name: "Anna", kind: "person", team: "t1" },
  ],
  work_kinds: [{ id: "code", name: "Code" }],
  may: { edit: true },
  urls: {},
  columns: {
    id: ["a", "b", "c", "d"],
    version: [1, 1, 1, 1],
    level: [0, 1, 1, 0],
    kind: [0, 1, 1, 2],
    name: ["Phase", "Build", "Test", "Live"],
    start: [START, START, START + 1440, START + 2880],
    finish: [START + 2880, START + 480, START + 2880, START + 2880],
    measure: [0, 2, 1, 0],
    likely: { rows: [1, 2], is: [960, 480] },
    low: { rows: [1], is: [480] },
    high: { rows: [1], is: [1920] },
    done: [0, 500, 0, null],
    flags: [0, 1, 2, 0],
    deadline: { rows: [3], is: [START] },
    people: { dict: [["Anna", ["p1"]]], at: [-1, 0, null, -1] },
    modes: {
      dict: [
        [
          ["n", "Normal"],
          ["s", "Senior"],
        ],
      ],
      at: [-1, 0, 0, -1],
    },
    mode: { rows: [2], is: [1] },
    constraints: { rows: [1], is: [[["start-no-earlier", START]]] },
  },
  links: { from: [1, 2], to: [2, 3], type: [0, 0], lag: [480, 0], elapsed: [0, 0], driving: [1, 1] },
});

const texts = (model, name) => model.ids.map((_, row) => FIELDS[name].text(model, row, t));

test("columns of every form are read, with none where nothing is given", () => {
  const model = new PlanModel(someData());
  assert.deepEqual(texts(model, "people"), ["", "Anna", "", ""]);
  assert.deepEqual(texts(model, "effort"), ["", "1 / 2 / 4d", "", ""]);
  assert.deepEqual(texts(model, "mode"), ["", "Normal", "Senior", ""]);
  assert.deepEqual(texts(model, "links"), ["", "", "2FS+1d", "3"]);
  assert.deepEqual(texts(model, "successors"), ["", "3FS+1d", "4", ""]);
  assert.deepEqual(texts(model, "done"), ["0 %", "50 %", "0 %", "0 %"]);
  assert.deepEqual(texts(model, "deadline"), ["", "", "", "11 Jan 27"]);
  assert.deepEqual(texts(model, "constraint"), ["", "Start no earlier than 11 Jan 27", "", ""]);
  assert.equal(model.columns.baseline_start[0], NONE);
  assert.equal(model.columns.start[0], START + 60);
});

test("a patch changes the rows and columns that it names, and nothing else", () => {
  const model = new PlanModel(someData());
  const changed = model.apply({
    revision: 2,
    patch: { ids: ["c"], columns: { name: ["System test"], version: [2], finish: [START + 4320] } },
    plan: { finish: START + 4320 },
  });
  assert.deepEqual(changed, ["c"]);
  assert.deepEqual(model.columns.name, ["Phase", "Build", "System test", "Live"]);
  assert.deepEqual([...model.columns.version], [1, 1, 2, 1]);
  assert.equal(model.columns.finish[2], START + 4380);
  assert.equal(model.finish, START + 4380);
  assert.equal(model.revision, 2);
});

test("a new order moves every column and the links, drops rows and takes new ones in", () => {
  const model = new PlanModel(someData());
  const order = { ids: ["d", "a", "new", "c"], level: [0, 0, 1, 1] };
  const columns = { name: ["Fresh"], kind: [1], start: [START], finish: [START + 480], version: [1] };
  model.apply({ order, patch: { ids: ["new"], columns } });
  assert.deepEqual(model.columns.name, ["Live", "Phase", "Fresh", "Test"]);
  assert.deepEqual([...model.parent], [-1, -1, 1, 1]);
  assert.equal(model.at("b"), undefined);
  assert.deepEqual(texts(model, "links"), ["4", "", "", ""]);
  assert.equal(FIELDS.people.text(model, 2, t), "");
});

test("a proposal is kept by row", () => {
  const model = new PlanModel({
    ...someData(),
    proposal: { rows: [2], start: [START], finish: [START + 480], mode: ["Senior"] },
  });
  assert.deepEqual(model.proposed.get("c"), { start: START + 60, finish: START + 540, mode: "Senior" });
});

const fitting = (model, view) => model.ids.filter((_, row) => filterOf(model, { ...usualView(), ...view })(row));

test("filters find what they name", () => {
  const model = new PlanModel(someData());
  assert.deepEqual(fitting(model, { text: "ANNA" }), ["b"]);
  assert.deepEqual(fitting(model, { team: "t1" }), ["b"]);
  assert.deepEqual(fitting(model, { critical: true }), ["b"]);
  assert.deepEqual(fitting(model, { overloaded: true }), ["c"]);
  assert.deepEqual(fitting(model, { kind: "milestone" }), ["d"]);
  assert.deepEqual(fitting(model, { milestones: true }), ["d"]);
  assert.equal(filterOf(model, usualView()), null);
});

test("late is what misses its deadline, its baseline, or should be done", () => {
  const model = new PlanModel(someData());
  assert.deepEqual(
    model.ids.filter((_, row) => isLate(model, row)),
    ["a", "b", "c", "d"],
  );
  model.columns.actual_finish[1] = START;
  model.columns.done[1] = 1000;
  assert.equal(isLate(model, 1), false);
});

test("a summary's dates and a milestone's people cannot be edited", () => {
  const model = new PlanModel(someData());
  const editable = ["name", "start", "effort", "people", "mode"].map((name) =>
    model.ids.map((_, row) => canEdit(model, row, name)),
  );
  assert.deepEqual(editable, [
    [true, true, true, true],
    [false, true, true, true],
    [false, true, true, false],
    [false, true, true, false],
    [false, true, true, false],
  ]);
  model.may.edit = false;
  assert.equal(canEdit(model, 1, "name"), false);
});

test("typed cells become operations in the site's words", () => {
  const model = new PlanModel(someData());
  const value = (row, name, text) => cellOperation(model, row, name, text, t).operation?.value;
  assert.equal(value(1, "start", "5.3.27"), "2027-03-05");
  assert.deepEqual(value(3, "links", "2, 3SS+1d"), [
    ["b", "FS", ""],
    ["c", "SS", "1d"],
  ]);
  assert.equal(value(1, "mode", "senior"), "s");
  assert.equal(value(1, "work", "Code"), "code");
  assert.equal(value(1, "effort", " 2d / 3d / 5d "), "2d / 3d / 5d");
});

test("what cannot be meant is refused with a sentence", () => {
  const model = new PlanModel(someData());
  assert.equal(cellOperation(model, 1, "links", "2", t).refused, "an activity cannot wait for itself");
  assert.equal(cellOperation(model, 1, "name", "  ", t).refused, "A name cannot be empty");
  assert.match(cellOperation(model, 1, "start", "soon", t).refused, /“soon” is no date/);
});

test("cells that would not change are left out", () => {
  const model = new PlanModel(someData());
  const cells = [
    [1, "name", "Build"],
    [2, "name", "System test"],
    [2, "start", "never"],
  ];
  const { operations, refused } = cellOperations(model, cells, t);
  assert.deepEqual(operations, [{ do: "set", row: "c", field: "name", value: "System test" }]);
  assert.deepEqual(
    refused.map(({ row, field }) => [row, field]),
    [["c", "start"]],
  );
});
