/** The filters: a layer to set them, and chips that say which are set. */

import { el, icon } from "./dom.js";
import { KINDS, unfiltered } from "./view_query.js";

const KIND_WORDS = { summary: "Summaries", task: "Tasks", milestone: "Milestones" };
const SWITCHES = [
  ["critical", "Critical only"],
  ["late", "Late only"],
  ["open", "Not done"],
  ["overloaded", "Needs more people than there are"],
];

const choice = (page, name, label, options) => {
  const select = el(
    "select",
    { class: "input" },
    el("option", { value: "", text: page.t("all") }),
    ...options.map(({ id, name: text }) => el("option", { value: id, text })),
  );
  select.value = page.view[name];
  select.addEventListener("change", () => page.setView({ [name]: select.value }));
  return el("label", { class: "plan-field" }, el("span", { text: page.t(label) }), select);
};

export const check = (label, checked, changed) => {
  const input = el("input", { type: "checkbox" });
  input.checked = checked;
  input.addEventListener("change", () => changed(input.checked));
  return el("label", { class: "plan-check" }, input, el("span", { text: label }));
};

const listsOf = ({ model, t }) => [
  ["person", "Person", model.resources.filter(({ kind }) => kind === "person")],
  ["team", "Team", model.resources.filter(({ kind }) => kind === "team")],
  ["kind", "Kind", KINDS.map((id) => ({ id, name: t(KIND_WORDS[id]) }))],
  ["work", "Kind of work", model.workKinds],
  ["deliverable", "Deliverable", model.deliverables],
];

export function filterContent(page, close) {
  const clear = el("button", { type: "button", class: "button", text: page.t("Clear all filters") });
  clear.addEventListener("click", () => {
    page.setView(unfiltered(page.view));
    close();
  });
  return el(
    "div",
    { class: "plan-form" },
    ...listsOf(page)
      .filter(([, , options]) => options.length)
      .map(([name, label, options]) => choice(page, name, label, options)),
    ...SWITCHES.map(([name, label]) => check(page.t(label), page.view[name], (on) => page.setView({ [name]: on }))),
    clear,
  );
}

/** One chip per filter that is set; pressing it takes the filter away. */
export function filterChips(page) {
  const { view, t } = page;
  const set = listsOf(page)
    .filter(([name]) => view[name])
    .map(([name, label, options]) => [
      name,
      `${t(label)}: ${options.find(({ id }) => id === view[name])?.name ?? view[name]}`,
      "",
    ]);
  const on = SWITCHES.filter(([name]) => view[name]).map(([name, label]) => [name, t(label), false]);
  const only = view.milestones ? [["milestones", t("Milestones only"), false]] : [];
  const text = view.text ? [["text", `“${view.text}”`, ""]] : [];
  const all = [...text, ...set, ...on, ...only];
  const chips = all.map(([name, label, off]) =>
    chip(label, t("Remove filter {label}", { label }), () => page.setView({ [name]: off })),
  );
  if (all.length)
    chips.push(
      el("span", {
        class: "plan-count",
        text: t("{shown} of {all} rows", { shown: page.shown.length, all: page.model.n }),
      }),
    );
  return chips;
}

function chip(label, hint, remove) {
  const button = el(
    "button",
    { type: "button", class: "plan-chip", "aria-label": hint, title: hint },
    el("span", { text: label }),
    icon("x"),
  );
  button.addEventListener("click", remove);
  return button;
}
