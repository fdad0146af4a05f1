/** Every command once: its words, its keys, when it is possible, what it does. Menu, keys and the sheet read this. */

const edits = (page) => page.model.may.edit && page.shown.length > 0;
const rowEdits = (page) => page.activeRow >= 0 && page.model.mayEdit(page.activeRow);
const some = (page) => page.activeRow >= 0;

/** `keys` are written as the event names them; Mod is Ctrl, on a Mac Command. */
export const COMMANDS = [
  { id: "edit", group: "Cells", label: "Edit the cell", keys: ["F2", "Enter"], when: some, run: (p) => p.edit() },
  {
    id: "copy",
    group: "Cells",
    label: "Copy the selected cells",
    keys: ["Mod+C"],
    native: true,
    when: some,
    run: (p) => p.copy(),
  },
  {
    id: "paste",
    group: "Cells",
    label: "Paste a block from a spreadsheet",
    keys: ["Mod+V"],
    native: true,
    when: edits,
    run: (p) => p.pasteFromClipboard(),
  },
  { id: "fill", group: "Cells", label: "Fill down", keys: ["Mod+D"], when: edits, run: (p) => p.actions.fillDown() },
  {
    id: "clear",
    group: "Cells",
    label: "Empty the cells; delete whole rows",
    keys: ["Delete"],
    when: edits,
    run: (p) => p.actions.clear(),
  },
  {
    id: "bulk",
    group: "Cells",
    label: "Change many rows…",
    icon: "list-checks",
    keys: ["Alt+Enter"],
    when: edits,
    run: (p) => p.openBulk(),
  },
  {
    id: "undo",
    group: "Cells",
    label: "Undo",
    icon: "undo-2",
    keys: ["Mod+Z"],
    when: (p) => Boolean(p.model.undo.undo),
    run: (p) => p.actions.undo(),
  },
  {
    id: "redo",
    group: "Cells",
    label: "Redo",
    icon: "redo-2",
    keys: ["Mod+Shift+Z", "Mod+Y"],
    when: (p) => Boolean(p.model.undo.redo),
    run: (p) => p.actions.redo(),
  },

  {
    id: "insert",
    group: "Rows",
    label: "Insert a row above",
    icon: "plus",
    keys: ["Insert"],
    menu: true,
    when: (p) => p.model.may.edit,
    run: (p) => p.actions.insert(),
  },
  {
    id: "append",
    group: "Rows",
    label: "Add a row below",
    icon: "plus",
    keys: ["Mod+Enter"],
    menu: true,
    when: (p) => p.model.may.edit,
    run: (p) => p.actions.insert({ below: true }),
  },
  {
    id: "milestone",
    group: "Rows",
    label: "Add a milestone below",
    icon: "diamond",
    keys: ["Mod+Shift+Enter"],
    menu: true,
    when: (p) => p.model.may.edit,
    run: (p) => p.actions.insert({ below: true, kind: 2 }),
  },
  {
    id: "indent",
    group: "Rows",
    label: "Indent",
    icon: "indent-increase",
    keys: ["Alt+Shift+ArrowRight"],
    menu: true,
    when: some,
    run: (p) => p.actions.indent(),
  },
  {
    id: "outdent",
    group: "Rows",
    label: "Outdent",
    icon: "indent-decrease",
    keys: ["Alt+Shift+ArrowLeft"],
    menu: true,
    when: rowEdits,
    run: (p) => p.actions.outdent(),
  },
  {
    id: "up",
    group: "Rows",
    label: "Move up",
    icon: "arrow-up",
    keys: ["Alt+ArrowUp"],
    menu: true,
    when: rowEdits,
    run: (p) => p.actions.moveUp(),
  },
  {
    id: "down",
    group: "Rows",
    label: "Move down",
    icon: "arrow-down",
    keys: ["Alt+ArrowDown"],
    menu: true,
    when: rowEdits,
    run: (p) => p.actions.moveDown(),
  },
  {
    id: "delete",
    group: "Rows",
    label: "Delete rows",
    icon: "trash-2",
    keys: ["Alt+Delete"],
    menu: true,
    when: rowEdits,
    run: (p) => p.actions.remove(),
  },

  {
    id: "later",
    group: "Dates and links",
    label: "Move later",
    icon: "arrow-right",
    keys: ["Ctrl+Period"],
    menu: true,
    when: rowEdits,
    run: (p) => p.actions.shift(1),
  },
  {
    id: "earlier",
    group: "Dates and links",
    label: "Move earlier",
    icon: "arrow-left",
    keys: ["Ctrl+Comma"],
    menu: true,
    when: rowEdits,
    run: (p) => p.actions.shift(-1),
  },
  {
    id: "longer",
    group: "Dates and links",
    label: "Make longer",
    keys: ["Ctrl+Shift+Period"],
    when: rowEdits,
    run: (p) => p.actions.stretch(1),
  },
  {
    id: "shorter",
    group: "Dates and links",
    label: "Make shorter",
    keys: ["Ctrl+Shift+Comma"],
    when: rowEdits,
    run: (p) => p.actions.stretch(-1),
  },
  {
    id: "link",
    group: "Dates and links",
    label: "Link the selected rows",
    icon: "link",
    keys: ["Mod+F2"],
    menu: true,
    when: edits,
    run: (p) => p.actions.linkSelected(),
  },
  {
    id: "unlink",
    group: "Dates and links",
    label: "Remove links of the selection",
    icon: "unlink",
    keys: ["Mod+Shift+F2"],
    menu: true,
    when: edits,
    run: (p) => p.actions.unlinkSelected(),
  },
  {
    id: "complete",
    group: "Dates and links",
    label: "Mark as done",
    icon: "circle-check",
    menu: true,
    when: rowEdits,
    run: (p) => p.actions.complete(),
  },

  {
    id: "details",
    group: "Look closer",
    label: "Details",
    icon: "panel-right",
    keys: ["Alt+Shift+D"],
    menu: true,
    when: some,
    run: (p) => p.openPanel(p.activeRow, "details"),
  },
  {
    id: "why",
    group: "Look closer",
    label: "Why this date?",
    icon: "circle-help",
    keys: ["Alt+Shift+W"],
    menu: true,
    when: some,
    run: (p) => p.openPanel(p.activeRow, "why"),
  },
  {
    id: "modes",
    group: "Look closer",
    label: "Modes",
    icon: "split",
    keys: ["Alt+Shift+M"],
    menu: true,
    when: (p) => some(p) && Boolean(p.model.urls.modes) && !p.model.isSummary(p.activeRow),
    run: (p) => p.openPanel(p.activeRow, "modes"),
  },
  {
    id: "reveal",
    group: "Look closer",
    label: "Show the bar in the chart",
    icon: "chart-gantt",
    keys: ["Alt+Shift+B"],
    menu: true,
    when: some,
    run: (p) => p.revealActive(),
  },
  {
    id: "menu",
    group: "Look closer",
    label: "Menu of the row",
    keys: ["Shift+F10", "ContextMenu"],
    when: some,
    run: (p) => p.openMenuAtActive(),
  },
  {
    id: "search",
    group: "Look closer",
    label: "Search",
    keys: ["Mod+F"],
    when: () => true,
    run: (p) => p.focusSearch(),
  },
  {
    id: "zoomin",
    group: "Look closer",
    label: "Zoom in",
    keys: ["Alt+Shift+Equal", "Alt+Shift+NumpadAdd"],
    when: () => true,
    run: (p) => p.zoomBy(1),
  },
  {
    id: "zoomout",
    group: "Look closer",
    label: "Zoom out",
    keys: ["Alt+Shift+Minus", "Alt+Shift+NumpadSubtract"],
    when: () => true,
    run: (p) => p.zoomBy(-1),
  },
  {
    id: "collapse",
    group: "Look closer",
    label: "Collapse all",
    keys: ["Alt+Shift+Digit0"],
    when: () => true,
    run: (p) => p.collapseTo(0),
  },
  {
    id: "expand",
    group: "Look closer",
    label: "Expand all",
    keys: ["Alt+Shift+Digit9"],
    when: () => true,
    run: (p) => p.collapseTo(99),
  },
  {
    id: "sheet",
    group: "Look closer",
    label: "Shortcuts of this page",
    icon: "keyboard",
    keys: ["F1"],
    when: () => true,
    run: (p) => p.openShortcuts(),
  },
];

/** Keys of moving about, which have no command of their own; they are listed in the sheet. */
export const MOVES = [
  ["Arrows", "Next cell; with Shift the selection grows"],
  ["Home, End", "First and last column; with Ctrl first and last row"],
  ["PageUp, PageDown", "A window up or down"],
  ["Shift+Space", "Select the whole row"],
  ["Mod+A", "Select everything"],
  ["ArrowLeft, ArrowRight", "On a name: collapse, expand"],
  ["Escape", "Cancel what is being typed or dragged"],
];

const BY_CODE = /^(Period|Comma|Slash|Equal|Minus|Numpad\w+|Digit\d)$/;

/** Whether an event is a shortcut such as "Mod+Shift+Z"; letters by what they type, signs by where they are. */
export function matches(shortcut, event) {
  const parts = shortcut.split("+");
  const key = parts.pop();
  const wants = (name) => parts.includes(name);
  const mod = wants("Mod");
  const ctrl = event.ctrlKey || event.metaKey;
  if (mod ? !ctrl : wants("Ctrl") ? !event.ctrlKey : ctrl) return false;
  if (event.shiftKey !== wants("Shift") || event.altKey !== wants("Alt")) return false;
  if (BY_CODE.test(key)) return event.code === key;
  if (/^[A-Z]$/.test(key)) return event.key.toUpperCase() === key || event.code === `Key${key}`;
  return event.key === key;
}

export const commandFor = (event) =>
  COMMANDS.find(({ keys = [] }) => keys.some((shortcut) => matches(shortcut, event)));

export const commandOf = (id) => COMMANDS.find((command) => command.id === id);

const SIGNS = {
  Mod: "Ctrl",
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  Period: ".",
  Comma: ",",
  Slash: "?",
  Equal: "+",
  Minus: "−",
  Digit0: "0",
  Digit9: "9",
  Insert: "Ins",
  Delete: "Del",
};

/** A shortcut as it is written on the keys. */
export const keysText = (shortcut, mac = false) =>
  shortcut
    .split("+")
    .map((part) => (part === "Mod" && mac ? "⌘" : (SIGNS[part] ?? part)))
    .join(" ");
