/** The plan on a narrow screen: a list with dates and a small bar; a row opens a form that edits what matters. */

import { dateText } from "./date_text.js";
import { el } from "./dom.js";
import { canEdit, editText, FIELDS } from "./fields.js";
import { NONE } from "./instants.js";
import { FLAGS } from "./plan_model.js";

const ROW = 64;
const SPARE = 6;
const EDITED = ["name", "start", "finish", "effort", "duration", "done", "people", "mode", "links", "deadline"];

export class PhoneList {
  constructor(page) {
    this.page = page;
    this.rows = new Map();
    this.list = el("ul", { class: "plan-phone-rows" });
    this.element = el("div", { class: "plan-phone", hidden: true, tabindex: "-1" }, this.list);
    this.element.addEventListener("scroll", () => requestAnimationFrame(() => this.render()), { passive: true });
  }

  setActive(active) {
    this.element.hidden = !active;
    if (active) this.refresh();
  }

  refresh() {
    if (this.element.hidden) return;
    this.list.style.height = `${this.page.shown.length * ROW}px`;
    for (const row of this.rows.values()) row.remove();
    this.rows.clear();
    this.render();
  }

  render() {
    if (this.element.hidden) return;
    const { scrollTop, clientHeight } = this.element;
    const first = Math.max(0, Math.floor(scrollTop / ROW) - SPARE);
    const last = Math.min(this.page.shown.length - 1, Math.ceil((scrollTop + clientHeight) / ROW) + SPARE);
    for (const [place, row] of this.rows) {
      if (place >= first && place <= last) continue;
      row.remove();
      this.rows.delete(place);
    }
    for (let place = first; place <= last; place += 1) if (!this.rows.has(place)) this.#add(place);
  }

  #add(place) {
    const { page } = this;
    const { model, t } = page;
    const row = page.shown[place];
    const { start, finish, level } = model.columns;
    const dates =
      start[row] === NONE
        ? t("no dates")
        : `${dateText(start[row], model.locale, { form: "dayMonth" })} – ${dateText(finish[row], model.locale, { finish: true })}`;
    const people = model.columns.people[row].text;
    const open = el(
      "button",
      { type: "button", class: `plan-phone-row${model.isSummary(row) ? " is-summary" : ""}` },
      el("span", { class: "plan-phone-name", text: model.columns.name[row] }),
      el(
        "span",
        { class: "plan-phone-dates" },
        el("span", { text: dates }),
        people ? el("span", { text: people }) : null,
        model.flag(row, FLAGS.critical) ? el("span", { class: "is-critical", text: t("critical") }) : null,
      ),
      this.#bar(row),
    );
    open.style.paddingInlineStart = `${12 + level[row] * 14}px`;
    open.addEventListener("click", () => this.edit(model.ids[row]));
    const parent = model.ends[row] > row + 1;
    const item = el(
      "li",
      { "aria-setsize": page.shown.length, "aria-posinset": place + 1 },
      open,
      parent ? this.#fold(row) : null,
    );
    item.style.top = `${place * ROW}px`;
    this.rows.set(place, item);
    this.list.append(item);
  }

  #fold(row) {
    const { page } = this;
    const closed = page.isCollapsed(row);
    const label = page.t(closed ? "Expand" : "Collapse");
    const button = el("button", {
      type: "button",
      class: "plan-phone-fold",
      "aria-expanded": String(!closed),
      "aria-label": `${label} ${page.model.columns.name[row]}`,
      text: closed ? "▸" : "▾",
    });
    button.addEventListener("click", () => page.toggle(row));
    return button;
  }

  /** Where in the whole plan this row lies. */
  #bar(row) {
    const { model } = this.page;
    const { start, finish, done } = model.columns;
    const track = el("span", { class: "plan-phone-track", "aria-hidden": "true" });
    if (start[row] === NONE) return track;
    const whole = Math.max(model.finish - model.start, 1);
    const share = (wall) => `${Math.max(0, Math.min(100, ((wall - model.start) / whole) * 100))}%`;
    const bar = el(
      "span",
      { class: `plan-phone-bar${model.flag(row, FLAGS.critical) ? " is-critical" : ""}` },
      el("span", { class: "plan-phone-done" }),
    );
    bar.style.insetInlineStart = share(start[row]);
    bar.style.width = `max(4px, ${((finish[row] - start[row]) / whole) * 100}%)`;
    bar.firstChild.style.width = `${done[row] / 10}%`;
    track.append(bar);
    return track;
  }

  /** The form of a row. */
  edit(id) {
    const { page } = this;
    const { model, t } = page;
    const row = model.at(id);
    page.selectRow(page.place[row], false);
    const inputs = EDITED.filter((name) => name === "name" || canEdit(model, row, name)).map((name) => [
      name,
      fieldOf(page, row, name),
    ]);
    const save = el("button", {
      type: "submit",
      class: "button",
      "data-kind": "primary",
      value: "save",
      text: t("Save"),
      disabled: !model.mayEdit(row),
    });
    const more = ["details", "why"].map((kind) => this.#more(id, kind));
    const remove = model.mayEdit(row)
      ? el("button", {
          type: "submit",
          class: "button",
          "data-kind": "danger",
          value: "delete",
          formnovalidate: true,
          text: t("Delete"),
        })
      : null;
    const form = el(
      "form",
      { method: "dialog", class: "plan-dialog-form" },
      el("h2", { text: `${row + 1} ${model.columns.name[row]}` }),
      ...inputs.map(([name, input]) =>
        el("label", { class: "plan-field" }, el("span", { text: t(FIELDS[name].label) }), input),
      ),
      el("div", { class: "plan-dialog-buttons is-start" }, ...more),
      el(
        "div",
        { class: "plan-dialog-buttons" },
        remove,
        el("button", { type: "submit", class: "button", value: "cancel", formnovalidate: true, text: t("Cancel") }),
        save,
      ),
    );
    const box = el("dialog", { class: "plan-dialog is-sheet", "aria-label": model.columns.name[row] }, form);
    form.addEventListener("submit", ({ submitter }) => this.#submitted(id, inputs, submitter?.value));
    box.addEventListener("close", () => box.remove());
    page.append(box);
    box.showModal();
  }

  #submitted(id, inputs, pressed) {
    const { page } = this;
    const row = page.model.at(id);
    if (row === undefined) return;
    if (pressed === "delete") page.edits.send([{ do: "delete", rows: [id] }]);
    if (pressed !== "save") return;
    const changed = inputs.filter(([name, input]) => input.value !== editText(page.model, row, name, page.t));
    page.actions.setAll([row], Object.fromEntries(changed.map(([name, input]) => [name, input.value])));
  }

  #more(id, kind) {
    const { page } = this;
    const words = { details: "Details", why: "Why this date?" };
    const button = el("button", { type: "button", class: "button", "data-size": "small", text: page.t(words[kind]) });
    button.addEventListener("click", () => {
      button.closest("dialog").close();
      page.openPanel(page.model.at(id), kind);
    });
    return button;
  }
}

function fieldOf(page, row, name) {
  const field = FIELDS[name];
  const value = editText(page.model, row, name, page.t);
  if (field.choices) {
    const select = el(
      "select",
      { class: "input" },
      ...field.choices(page.model, row).map(({ id, name: text }) => el("option", { value: id, text })),
    );
    select.value = value;
    return select;
  }
  const pending = page.edits.cell(page.model.ids[row], field.field);
  const input = el("input", {
    class: "input",
    type: "text",
    value: pending?.text ?? value,
    autocomplete: "off",
    required: name === "name",
    inputmode: name === "done" ? "numeric" : null,
    "aria-invalid": pending?.message ? "true" : null,
    title: pending?.message,
  });
  return input;
}
