/** What the chart shows beside the bars, the row height, and whose load stands below. */

import { el } from "./dom.js";
import { check } from "./filter_layer.js";

export function showContent(page) {
  const { t, view, model } = page;
  const item = (name, label) => check(t(label), view[name], (on) => page.setView({ [name]: on }));
  const load = el(
    "select",
    { class: "input" },
    el("option", { value: "", text: t("nobody") }),
    ...["team", "person"].map((kind) =>
      el(
        "optgroup",
        { label: t(kind === "team" ? "Teams" : "People") },
        ...model.resources
          .filter((one) => one.kind === kind)
          .map(({ id, name }) => el("option", { value: id, text: name })),
      ),
    ),
  );
  load.value = view.load;
  load.addEventListener("change", () => page.setView({ load: load.value }));
  return el(
    "div",
    { class: "plan-form" },
    item("links", "Links"),
    item("baseline", "Baseline"),
    item("float", "Float"),
    item("milestones", "Milestones only"),
    el("label", { class: "plan-field" }, el("span", { text: t("Load of") }), load),
    baselineChoice(page),
    proposalList(page),
  );
}

/** Another baseline is another question to the site, so it is a new address. */
function baselineChoice({ model, t }) {
  if (!model.baselines.length) return null;
  const select = el(
    "select",
    { class: "input" },
    ...model.baselines.map(({ id, name }) => el("option", { value: id, text: name })),
  );
  select.value = model.baseline ?? "";
  select.addEventListener("change", () => {
    const query = new URLSearchParams(location.search);
    query.set("baseline", select.value);
    location.search = query.toString();
  });
  return el("label", { class: "plan-field" }, el("span", { text: t("Compare with") }), select);
}

function proposalList({ model, t }) {
  if (!model.proposals.length) return null;
  const links = model.proposals.map(({ name, href }) => el("li", {}, el("a", { href, text: name })));
  return el("div", { class: "plan-field" }, el("span", { text: t("Proposals") }), el("ul", {}, ...links));
}
