/** From what was typed in a cell to the operation that the site understands, or to the reason why it cannot be. */

import { isoOfTyped } from "./date_text.js";
import { editText, FIELDS } from "./fields.js";
import { linksWithIds } from "./link_text.js";

const LINK_REASONS = {
  form: "“{wrong}” is no link; write a row number such as 12, 12SS or 12FS+2d",
  lag: "“{wrong}” has a lag that is no length of time; write it as in 12FS+2d",
  row: "there is no row {wrong}",
  self: "an activity cannot wait for itself",
  twice: "row {wrong} is named twice",
};

/** `{ operation, text }` for a typed text, or `{ refused }` with the sentence. */
export function cellOperation(model, row, name, typed, t) {
  const field = FIELDS[name];
  const text = typed.trim();
  const set = (value) => ({ operation: { do: "set", row: model.ids[row], field: field.field, value }, text });
  if (field.editor === "date") return dateOperation(model, text, set, t);
  if (field.editor === "links") {
    const { links, wrong, reason } = linksWithIds(text, model.ids, model.ids[row], model.units);
    return links ? set(links) : { refused: t(LINK_REASONS[reason], { wrong }) };
  }
  if (field.editor === "choice") return set(choiceOf(field.choices(model, row), text));
  if (name === "name" && !text) return { refused: t("A name cannot be empty") };
  return set(text);
}

function dateOperation(model, text, set, t) {
  if (!text) return set("");
  const iso = isoOfTyped(text, model.locale, model.now);
  return iso ? set(iso) : { refused: t("“{text}” is no date; write it as 2027-03-31, 31.3. or +5d", { text }) };
}

const choiceOf = (choices, text) =>
  choices.find((choice) => choice.id === text || choice.name.toLowerCase() === text.toLowerCase())?.id ?? text;

/** Operations for many cells `[row, name, text]` at once, with what cannot be done beside them. */
export function cellOperations(model, cells, t) {
  const operations = [];
  const shown = [];
  const refused = [];
  for (const [row, name, typed] of cells) {
    if (typed.trim() === editText(model, row, name, t)) continue;
    const { operation, text, refused: message } = cellOperation(model, row, name, typed, t);
    if (message) refused.push({ row: model.ids[row], field: FIELDS[name].field, text: typed, message });
    else {
      operations.push(operation);
      shown.push({ row: operation.row, field: operation.field, text: shownText(model, row, name, text) });
    }
  }
  return { operations, shown, refused };
}

function shownText(model, row, name, text) {
  const field = FIELDS[name];
  if (!field.choices) return name === "done" && /^\d+$/.test(text) ? `${text} %` : text;
  return field.choices(model, row).find((choice) => choice.id === text)?.name ?? text;
}
