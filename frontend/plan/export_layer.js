/** Print, SVG, PNG and table of what is shown. */

import { el, icon } from "./dom.js";
import { planPicture, planPng, planTable } from "./exports.js";

export function exportContent(page, close) {
  const { t } = page;
  const name = page.model.plan.name.replace(/[^\p{L}\p{N}]+/gu, "-").toLowerCase();
  const items = [
    ["printer", t("Print or save as PDF"), () => page.print()],
    ["image", t("Picture as SVG"), () => save(`${name}.svg`, "image/svg+xml", planPicture(page).svg)],
    ["image", t("Picture as PNG"), async () => save(`${name}.png`, "image/png", await planPng(page))],
    ["table", t("Table as CSV"), () => save(`${name}.csv`, "text/csv", planTable(page))],
  ];
  const buttons = items.map(([picture, label, run]) => {
    const button = el("button", { type: "button", class: "plan-link" }, icon(picture), el("span", { text: label }));
    button.addEventListener("click", () => {
      close();
      run();
    });
    return button;
  });
  return el("div", { class: "plan-form" }, ...buttons);
}

function save(name, type, content) {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = el("a", { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
