// The plan page: table and chart. Its many keys have a sheet of their own, which the sheet of the whole site names.
import "../plan/plan_page.js";
import { shortcut } from "../shell/keys.js";

document.addEventListener("plan-ready", ({ target: page }) => {
  shortcut("F1", { label: page.t("Shortcuts of this page"), group: "page", run: () => page.openShortcuts() });
});
