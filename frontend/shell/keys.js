// Keyboard: every shortcut is declared once, on the element it presses or by a script, and the sheet lists them all.
import { takesText } from "./dom.js";

const WAIT = 1200;
const MODIFIED = /^(Mod|Alt)\+/;

const declared = new Map();
let begun = null;

/**
 * Declare a shortcut: "e", "g p", "Mod+k" (Ctrl, or Command on a Mac), "?", "Shift+Enter".
 * `group` and `label` stand in the sheet of shortcuts.
 */
export function shortcut(keys, { label, group, run, inText = false }) {
  declared.set(keys, { keys, label, group, run, inText });
  return () => declared.delete(keys);
}

/** All shortcuts of the page: declared by scripts, and by elements with data-key. */
export function allShortcuts() {
  const ofElements = [...document.querySelectorAll("[data-key]")].map((element) => ({
    keys: element.dataset.key,
    label: element.dataset.command || element.getAttribute("aria-label") || textOf(element),
    group: element.dataset.group,
    run: () => press(element),
  }));
  return [...declared.values(), ...ofElements].filter((entry) => entry.label);
}

/** What an element says, without the key that may stand beside it. */
function textOf(element) {
  const copy = element.cloneNode(true);
  for (const key of copy.querySelectorAll("kbd")) key.remove();
  return copy.textContent.trim();
}

/** What a key press is called here. */
export function nameOf({ key, ctrlKey, metaKey, altKey, shiftKey }) {
  const modifiers = [];
  if (ctrlKey || metaKey) modifiers.push("Mod");
  if (altKey) modifiers.push("Alt");
  const letter = key.length === 1;
  if (shiftKey && (!letter || modifiers.length > 0)) modifiers.push("Shift");
  return [...modifiers, letter ? key.toLowerCase() : key].join("+");
}

/** Which shortcut a key press completes, after `begun` was pressed before; `waits` when it may begin one. */
export function matchOf(name, start, names) {
  const sequence = start ? `${start} ${name}` : name;
  if (names.includes(sequence)) return { keys: sequence };
  if (names.includes(name)) return { keys: name };
  return { waits: names.some((keys) => keys.startsWith(`${name} `)) };
}

/** Whether shortcuts of one key are wanted; people who dictate or tremble switch them off. */
const singleKeys = () => document.documentElement.dataset.shortcuts !== "off";

function press(element) {
  if (element.matches("a[href], button, summary, label")) element.click();
  else element.focus();
}

function onKey(event) {
  if (event.defaultPrevented || event.isComposing || event.key === "Control" || event.key === "Meta") return;
  const name = nameOf(event);
  const modified = MODIFIED.test(name);
  const typing = takesText(event.target);
  if (typing && !modified) return;
  if (!modified && (!singleKeys() || document.querySelector("dialog[open]"))) return;
  const shortcuts = allShortcuts();
  const match = matchOf(
    name,
    begun?.name,
    shortcuts.map((entry) => entry.keys),
  );
  clearTimeout(begun?.timer);
  begun = match.waits ? { name, timer: setTimeout(() => (begun = null), WAIT) } : null;
  const found = shortcuts.findLast((entry) => entry.keys === match.keys);
  if (!found || (typing && !found.inText)) return;
  event.preventDefault();
  found.run(event);
}

const isMac = () => /Mac|iPhone|iPad/.test(navigator.userAgent);

/** The keys of a shortcut as they are written on the keyboard, step by step. */
export function written(keys, mac = isMac()) {
  const names = { Mod: mac ? "⌘" : "Ctrl", Alt: mac ? "⌥" : "Alt", Shift: mac ? "⇧" : "Shift", Enter: "↵" };
  const one = (name) => names[name] ?? (name.length === 1 ? name.toUpperCase() : name);
  return keys.split(" ").map((step) => step.split("+").map(one));
}

export const startKeys = () => document.addEventListener("keydown", onKey);
