import assert from "node:assert/strict";
import { test } from "node:test";
import { sprite, symbol } from "../sprite.mjs";

const PICTURE = `<!-- a licence -->
<svg class="lucide" width="24" height="24">
  <path d="M5 12h14" />
  <path d="M12 5v14" />
</svg>`;

test("an icon becomes a symbol with its shapes alone", () => {
  assert.equal(
    symbol("plus", PICTURE),
    '<symbol id="plus" viewBox="0 0 24 24"><path d="M5 12h14" /><path d="M12 5v14" /></symbol>',
  );
});

test("what is no picture is refused by name", () => {
  assert.throws(() => symbol("plus", "not found"), /the icon plus is no SVG picture/);
});

test("the sprite keeps the order of the names", async () => {
  const drawn = await sprite(["b", "a"], () => Promise.resolve(PICTURE));
  assert.deepEqual(
    [...drawn.matchAll(/id="(\w)"/g)].map((match) => match[1]),
    ["b", "a"],
  );
});
