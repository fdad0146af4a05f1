import assert from "node:assert/strict";
import { test } from "node:test";
import { matchOf, nameOf, written } from "../shell/keys.js";

const press = (key, held = {}) => nameOf({ key, ...held });

test("a key press has one name, whatever the keyboard calls its modifier", () => {
  assert.equal(press("k", { ctrlKey: true }), "Mod+k");
  assert.equal(press("K", { metaKey: true, shiftKey: true }), "Mod+Shift+k");
  assert.equal(press("?", { shiftKey: true }), "?");
  assert.equal(press("Enter", { shiftKey: true }), "Shift+Enter");
  assert.equal(press("ArrowUp", { altKey: true }), "Alt+ArrowUp");
});

test("a sequence waits for its second key and is found with it", () => {
  const names = ["g p", "e", "?"];
  assert.deepEqual(matchOf("g", null, names), { waits: true });
  assert.deepEqual(matchOf("p", "g", names), { keys: "g p" });
});

test("a key that ends no sequence counts for itself", () => {
  assert.deepEqual(matchOf("e", "g", ["g p", "e"]), { keys: "e" });
  assert.deepEqual(matchOf("x", "g", ["g p", "e"]), { waits: false });
});

test("shortcuts are written as on the keyboard at hand", () => {
  assert.deepEqual(written("Mod+Shift+z", false), [["Ctrl", "Shift", "Z"]]);
  assert.deepEqual(written("Mod+k", true), [["⌘", "K"]]);
  assert.deepEqual(written("g p", false), [["G"], ["P"]]);
});
