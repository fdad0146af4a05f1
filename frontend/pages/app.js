// What every page has.
import { startAppearance } from "../shell/appearance.js";
import { startDialogs } from "../shell/dialogs.js";
import { startFloating } from "../shell/floating.js";
import { shortcut, startKeys, written } from "../shell/keys.js";
import { startPalette } from "../shell/palette.js";
import { startRequests } from "../shell/requests.js";
import { openSheet } from "../shell/sheet.js";
import { startStale } from "../shell/stale.js";
import { startToasts } from "../shell/toasts.js";
import { redo, scopeOfPage, startUndo, undo } from "../shell/undo.js";
import { gettext } from "../shell/words.js";
import "../elements/combobox.js";
import "../elements/slider.js";
import "../elements/triangle.js";
import "../elements/chart.js";
import "../elements/reload.js";

startRequests();
startUndo();
startToasts();
startFloating();
startDialogs();
startStale();
startAppearance();
startKeys();

const openPalette = startPalette();
if (document.body.dataset.search) {
  shortcut("Mod+k", { label: gettext("Search, or do something"), group: "all", run: openPalette, inText: true });
}
shortcut("?", { label: gettext("Show the shortcuts"), group: "all", run: openSheet });
if (scopeOfPage()) {
  shortcut("Mod+z", { label: gettext("Undo"), group: "all", run: () => undo() });
  shortcut("Mod+Shift+z", { label: gettext("Redo"), group: "all", run: () => redo() });
}
document.addEventListener("click", (event) => event.target.closest("[data-shortcuts-sheet]") && openSheet());
for (const key of document.querySelectorAll("kbd[data-keys]")) {
  key.textContent = written(key.dataset.keys)[0].join(" ");
}
for (const tab of document.querySelectorAll(".tabs [aria-current]")) {
  // where not all tabs fit, the one of this page is in sight
  tab.parentElement.scrollLeft = tab.offsetLeft - (tab.parentElement.clientWidth - tab.offsetWidth) / 2;
}
document.documentElement.dataset.ready = "yes";
