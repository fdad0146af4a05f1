// The sheet of shortcuts: whatever is declared on this page, in groups.
import { make } from "./dom.js";
import { allShortcuts } from "./keys.js";
import { keysOf } from "./palette.js";
import { gettext } from "./words.js";

const titles = () => ({ go: gettext("Go to"), page: gettext("On this page"), all: gettext("Everywhere") });

export function openSheet() {
  const dialog = document.getElementById("shortcuts");
  if (!dialog || dialog.open) return;
  const groups = Object.entries(titles())
    .map(([name, title]) => ({ title, entries: allShortcuts().filter(({ group = "page" }) => group === name) }))
    .filter(({ entries }) => entries.length > 0);
  dialog.querySelector(".shortcuts").replaceChildren(...groups.map(section));
  dialog.showModal();
}

function section({ title, entries }) {
  const rows = entries.map(({ label, keys }) => make("div", {}, make("dt", {}, label), make("dd", {}, keysOf(keys))));
  return make("section", {}, make("h3", {}, title), make("dl", {}, ...rows));
}
