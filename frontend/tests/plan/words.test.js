import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { COMMANDS, MOVES } from "../../plan/commands.js";
import { CONSTRAINTS, FIELDS } from "../../plan/fields.js";
import { wordsOf } from "../../plan/words.js";
import { WORDS } from "../../plan/words_de.js";

const FOLDER = new URL("../../plan/", import.meta.url);
const CALL = /\bt\(\s*((?:[^()"]*\?\s*)?"(?:[^"\\]|\\.)*"(?:\s*:\s*"(?:[^"\\]|\\.)*")?)/g;
const TABLE = /(?:_WORDS|REASONS|SWITCHES|TITLES|listsOf|words) = [^;]*?;/gs;
const TEXT = /"((?:[^"\\]|\\.)*)"/g;

const textsIn = (source) => [...source.matchAll(TEXT)].map((match) => match[1]);

const textsOfTables = [
  ...Object.values(CONSTRAINTS),
  ...Object.values(FIELDS).flatMap(({ label, title }) => [label, title ?? label]),
  ...COMMANDS.flatMap(({ label, group }) => [label, group]),
  ...MOVES.map(([, text]) => text),
];

function textsOfSource(source) {
  const called = [...source.matchAll(CALL)].flatMap((match) => textsIn(match[1]));
  const listed = [...source.matchAll(TABLE)].flatMap(([table]) => textsIn(table));
  return [...called, ...listed.filter((text) => /^[A-Z“]|\{/.test(text))];
}

function texts() {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith(".js") && name !== "words_de.js");
  const sources = files.map((name) => readFileSync(new URL(name, FOLDER), "utf8"));
  return [...new Set([...textsOfTables, ...sources.flatMap(textsOfSource)])];
}

test("every text of the page has German words", () => {
  assert.deepEqual(
    texts().filter((text) => !(text in WORDS)),
    [],
  );
});

test("a translation names the same values as its text", () => {
  const names = (text) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
  for (const [text, translated] of Object.entries(WORDS)) assert.deepEqual(names(translated), names(text), text);
});

test("values are put into texts, unknown languages read English", async () => {
  assert.equal((await wordsOf("de-AT"))("{count} rows", { count: 3 }), "3 Zeilen");
  assert.equal((await wordsOf("fi"))("{count} rows", { count: 3 }), "3 rows");
});
