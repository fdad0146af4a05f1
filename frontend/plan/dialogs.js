/** Dialogs of the plan page: many rows at once, a conflict with somebody else, the shortcuts. */

import { COMMANDS, keysText, MOVES } from "./commands.js";
import { dateText } from "./date_text.js";
import { el } from "./dom.js";
import { canEdit, FIELDS } from "./fields.js";

function dialog(page, title, content, buttons) {
  const head = el("h2", { text: title, id: `plan-dialog-${Date.now()}` });
  const form = el(
    "form",
    { method: "dialog", class: "plan-dialog-form" },
    head,
    ...content,
    el("div", { class: "plan-dialog-buttons" }, ...buttons),
  );
  const box = el("dialog", { class: "plan-dialog", "aria-labelledby": head.id }, form);
  box.addEventListener("keydown", (event) => event.stopPropagation());
  box.addEventListener("close", () => {
    box.remove();
    page.grid.focusActive();
  });
  page.append(box);
  box.showModal();
  return { box, form };
}

const button = (text, properties = {}) => el("button", { class: "button", ...properties, text });

const BULK = ["effort", "duration", "start", "people", "mode", "done", "deadline", "constraint", "work", "deliverable"];

/** Several fields for all selected rows; what is left empty stays as it is. */
export function openBulk(page) {
  const { model, t } = page;
  const rows = page.selectedRows().filter((row) => model.mayEdit(row));
  const fields = BULK.filter((name) => rows.some((row) => canEdit(model, row, name)));
  const inputs = new Map();
  const lines = fields.map((name) => {
    const input = bulkInput(page, name, rows[0]);
    inputs.set(name, input);
    return el("label", { class: "plan-field" }, el("span", { text: t(FIELDS[name].label) }), input);
  });
  const note = el("p", {
    class: "plan-note",
    text: t("What is left empty stays as it is. A single “-” empties a field."),
  });
  const title = rows.length === 1 ? t("Change 1 row") : t("Change {count} rows", { count: rows.length });
  const { form } = dialog(
    page,
    title,
    [...lines, note],
    [
      button(t("Cancel"), { type: "submit", value: "cancel", formnovalidate: true }),
      button(t("Change"), { type: "submit", value: "save", class: "button", "data-kind": "primary" }),
    ],
  );
  form.addEventListener("submit", (event) => {
    if (event.submitter?.value !== "save") return;
    const values = [...inputs].map(([name, input]) => [name, input.value.trim()]).filter(([, text]) => text);
    page.actions.setAll(rows, Object.fromEntries(values.map(([name, text]) => [name, text === "-" ? "" : text])));
  });
}

function bulkInput(page, name, row) {
  const field = FIELDS[name];
  if (!field.choices || row === undefined) return el("input", { type: "text", class: "input", autocomplete: "off" });
  const options = field.choices(page.model, row).filter(({ id }) => id);
  return el(
    "select",
    { class: "input" },
    el("option", { value: "" }),
    ...options.map(({ id, name: text }) => el("option", { value: id, text })),
  );
}

/** Somebody else changed the same cells: per cell, whose text stays. */
export function openConflict(page, conflicts, decide) {
  const { t } = page;
  const lines = conflicts.map((conflict, index) => conflictLine(page, conflict, index));
  const who = [...new Set(conflicts.map(({ by }) => by))].join(", ");
  const intro = el("p", {
    text: t("{who} changed the same cells while you were typing. Nothing has been overwritten.", { who }),
  });
  const set = (value) => () => {
    for (const input of form.querySelectorAll(`input[value=${value}]`)) input.checked = true;
  };
  const all =
    conflicts.length > 1
      ? [
          el(
            "p",
            {},
            allButton(t("All mine"), () => set("mine")()),
            allButton(t("All theirs"), () => set("theirs")()),
          ),
        ]
      : [];
  const { form } = dialog(
    page,
    t("Changed by somebody else"),
    [intro, ...all, ...lines],
    [button(t("Go on"), { type: "submit", value: "go", class: "button", "data-kind": "primary" })],
  );
  const choices = () => new Map(conflicts.map((conflict, index) => [conflict, new FormData(form).get(`keep${index}`)]));
  form.addEventListener("submit", () => {
    const chosen = choices();
    decide((conflict) => chosen.get(conflict) === "mine");
  });
}

const allButton = (text, run) => {
  const made = button(text, { type: "button" });
  made.addEventListener("click", run);
  return made;
};

function conflictLine({ model, t }, { row, field, mine, theirs, by, at }, index) {
  const position = model.at(row);
  const name = Object.values(FIELDS).find((one) => one.field === field)?.label ?? field;
  const when = at ? `, ${dateText(model.zone.wall(at), model.locale, { form: "long" })}` : "";
  const radio = (value, label, text, checked) => {
    const input = el("input", { type: "radio", name: `keep${index}`, value });
    input.checked = checked;
    return el(
      "label",
      { class: "plan-check" },
      input,
      el("span", {}, el("b", { text: `${label}: ` }), text || t("empty")),
    );
  };
  return el(
    "fieldset",
    { class: "plan-conflict" },
    el("legend", {
      text: `${position === undefined ? "" : `${position + 1} ${model.columns.name[position]} · `}${t(name)}`,
    }),
    radio("mine", t("Keep mine"), mine, true),
    radio("theirs", `${t("Take theirs")} (${by}${when})`, theirs, false),
  );
}

/** All keys of this page, by group. */
export function openShortcuts(page) {
  const { t, isMac } = page;
  const groups = [...new Set(COMMANDS.map(({ group }) => group))];
  const line = (keys, text) =>
    el("div", {}, el("dt", {}, ...keys.map((key) => el("kbd", { text: key }))), el("dd", { text }));
  const sections = groups.map((group) =>
    el(
      "section",
      {},
      el("h3", { text: t(group) }),
      el(
        "dl",
        {},
        ...COMMANDS.filter((one) => one.group === group && one.keys).map(({ keys, label }) =>
          line(
            keys.slice(0, 2).map((key) => keysText(key, isMac)),
            t(label),
          ),
        ),
      ),
    ),
  );
  const moves = el(
    "section",
    {},
    el("h3", { text: t("Moving about") }),
    el("dl", {}, ...MOVES.map(([keys, text]) => line([keysText(keys, isMac)], t(text)))),
  );
  const mouse = el("p", {
    class: "plan-note",
    text: t(
      "By mouse: drag a bar to move it, its right edge to change its duration, a dot beside it to link it. Ctrl and the wheel zoom, Shift and the wheel go sideways.",
    ),
  });
  const { box } = dialog(
    page,
    t("Shortcuts of this page"),
    [el("div", { class: "plan-sheet" }, moves, ...sections), mouse],
    [button(t("Close"), { type: "submit", value: "close" })],
  );
  box.classList.add("is-wide");
}
