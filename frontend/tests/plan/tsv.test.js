import assert from "node:assert/strict";
import { test } from "node:test";
import { blockText, parseBlock } from "../../plan/tsv.js";

test("rows and cells are told apart, with or without a last line break", () => {
  assert.deepEqual(parseBlock("a\tb\r\nc\td\r\n"), [
    ["a", "b"],
    ["c", "d"],
  ]);
  assert.deepEqual(parseBlock("a"), [["a"]]);
});

test("short rows are filled up", () => {
  assert.deepEqual(parseBlock("a\tb\nc"), [
    ["a", "b"],
    ["c", ""],
  ]);
});

test("a quoted cell may hold tabs, line breaks and quotes", () => {
  assert.deepEqual(parseBlock('"a\tb"\t"say ""hi""\nthere"'), [["a\tb", 'say "hi"\nthere']]);
});

test("a quote that is never closed is a plain character", () => {
  assert.deepEqual(parseBlock('6" pipe\t"open'), [['6" pipe', '"open']]);
});

test("a block that is written is read back", () => {
  const block = [
    ["a", "x\ty"],
    ['"q"', "two\nlines"],
    ["", "z"],
  ];
  assert.deepEqual(parseBlock(blockText(block)), block);
});
