/** Saved views: names for what stands in the address. */

import { el, icon, iconButton } from "./dom.js";
import { check } from "./filter_layer.js";
import { get, post, remove, withQuery } from "./server.js";

export function viewsContent(page, close) {
  const { t, model } = page;
  const box = el("div", { class: "plan-form" });
  if (!model.urls.views) {
    box.append(el("p", { text: t("The address of this page holds the view: copy it to keep it.") }));
    return box;
  }
  fill(page, box, close);
  return box;
}

async function fill(page, box, close) {
  const { t, model } = page;
  box.replaceChildren(el("p", { text: t("Loading…") }));
  try {
    const { views } = await get(model.urls.views);
    const list = el("ul", { class: "plan-views" }, ...views.map((view) => item(page, view, box, close)));
    const none = el("p", {
      text: t("No saved view yet. Set filters, columns and zoom, then save them here under a name."),
    });
    box.replaceChildren(views.length ? list : none, saveForm(page, box, close));
  } catch (error) {
    box.replaceChildren(el("p", { role: "alert", text: error.message || t("The views could not be loaded.") }));
  }
}

function item(page, view, box, close) {
  const { t, model } = page;
  const open = el(
    "button",
    { type: "button", class: "plan-link" },
    icon(view.shared ? "users" : "bookmark"),
    el("span", { text: view.name }),
  );
  open.addEventListener("click", () => {
    page.setQuery(view.query);
    close();
  });
  const erase = async () => {
    await remove(withQuery(model.urls.views, { id: view.id }));
    fill(page, box, close);
  };
  const gone = view.mine ? iconButton("trash-2", t("Delete view {name}", { name: view.name }), erase) : null;
  return el("li", {}, open, gone);
}

function saveForm(page, box, close) {
  const { t, model } = page;
  const name = el("input", { type: "text", class: "input", maxlength: "80", required: true });
  let shared = false;
  const share = check(t("For everybody in the project"), false, (on) => {
    shared = on;
  });
  const save = el("button", { type: "submit", class: "button", "data-kind": "primary", text: t("Save this view") });
  const form = el(
    "form",
    { class: "plan-form" },
    el("label", { class: "plan-field" }, el("span", { text: t("Name") }), name),
    share,
    save,
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await post(model.urls.views, { name: name.value.trim(), query: page.query, shared });
    fill(page, box, close);
  });
  return form;
}
