/** Prints the shown rows: the picture of the plan on as many pages as it needs, each with the time axis. */

import { el } from "./dom.js";
import { planPicture } from "./exports.js";
import { lightPalette } from "./palette.js";

const ROWS_PER_PAGE = 32;

/** Opens the browser's print dialog; "save as PDF" is one of its printers. */
export async function printPlan(page) {
  const sheet = el("div", { class: "plan-print", "aria-hidden": "true" });
  const palette = lightPalette(page);
  const urls = [];
  for (let first = 0; first < Math.max(page.shown.length, 1); first += ROWS_PER_PAGE) {
    const { svg } = planPicture(page, { palette, first, count: ROWS_PER_PAGE });
    urls.push(URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" })));
    sheet.append(el("img", { src: urls[urls.length - 1], alt: "" }));
  }
  document.body.append(sheet);
  document.documentElement.classList.add("is-printing-plan");
  await Promise.all([...sheet.children].map((image) => image.decode()));
  window.print();
  document.documentElement.classList.remove("is-printing-plan");
  sheet.remove();
  for (const url of urls) URL.revokeObjectURL(url);
}
