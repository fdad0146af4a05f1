/** Which columns are shown, in which order and how wide: the keyboard's way to what the headings do by dragging. */

import { el, iconButton } from "./dom.js";
import { FIELD_NAMES, FIELDS } from "./fields.js";
import { placed } from "./grid_header.js";
import { USUAL_COLUMNS } from "./view_query.js";

export function columnsContent(page) {
  const list = el("ul", { class: "plan-columns" });
  const fill = (focus) => {
    list.replaceChildren(...columnOrder(page).map((name) => item(page, name, fill)));
    if (focus) list.querySelector(focus)?.focus();
  };
  fill();
  const usual = el("button", { type: "button", class: "button", text: page.t("Usual columns") });
  usual.addEventListener("click", () => {
    page.setColumns([...USUAL_COLUMNS]);
    fill();
  });
  return el("div", { class: "plan-form" }, list, usual);
}

/** Shown columns in their order, then the others. */
function columnOrder({ view, model }) {
  const without = !model.urls.costs && model.columns.cost.every((cost) => cost === null) ? ["cost"] : [];
  return [...view.columns, ...FIELD_NAMES.filter((name) => !view.columns.includes(name) && !without.includes(name))];
}

function item(page, name, fill) {
  const { t, view } = page;
  const at = view.columns.indexOf(name);
  const shown = at >= 0;
  const label = t(FIELDS[name].label);
  const input = el("input", { type: "checkbox", "data-column": name, disabled: name === "name" });
  input.checked = shown;
  input.addEventListener("change", () => {
    page.setColumns(input.checked ? [...view.columns, name] : view.columns.filter((other) => other !== name));
    fill(`[data-column=${name}]`);
  });
  const width = el("input", {
    type: "number",
    class: "plan-width",
    min: "40",
    max: "800",
    step: "10",
    value: page.grid.header.width(name),
    "aria-label": t("Width of {column}", { column: label }),
  });
  width.addEventListener("change", () => page.grid.header.setWidth(name, Number(width.value)));
  const move = (step) => () => {
    page.setColumns(placed(view.columns, name, at + step));
    fill(`[data-move="${name}${step}"]`);
  };
  const last = view.columns.length - 1;
  return el(
    "li",
    {},
    el("label", { class: "plan-check" }, input, el("span", { text: label })),
    width,
    iconButton("arrow-up", t("Move {column} to the left", { column: label }), move(-1), {
      "data-move": `${name}-1`,
      disabled: at < 2,
    }),
    iconButton("arrow-down", t("Move {column} to the right", { column: label }), move(1), {
      "data-move": `${name}1`,
      disabled: at < 1 || at === last,
    }),
  );
}
