// Undo and redo of a page's scope: by key, by menu, and from the toast after a change.
import { send } from "./server.js";
import { carry, notify } from "./toasts.js";
import { fill, gettext } from "./words.js";

/** The scope of the page, if something in it can be undone. */
export const scopeOfPage = () => document.body.dataset.scope ?? "";

export const undo = (scope = scopeOfPage()) => step("undo", scope);

export const redo = (scope = scopeOfPage()) => step("redo", scope);

async function step(kind, scope) {
  const home = document.body.dataset.home;
  if (!scope || !home) return;
  try {
    const answer = await send(`${home}${kind}/${encodeURIComponent(scope)}`);
    const text =
      kind === "undo"
        ? fill(gettext("Undone: {what}"), { what: answer.undone })
        : fill(gettext("Done again: {what}"), { what: answer.redone });
    announceChange({ text, scope, offer: kind === "undo" ? "redo" : "undo" }, answer);
  } catch (error) {
    notify(error.message, { tone: error.status === 409 ? "info" : "danger" });
  }
}

/** Let the parts of the page that show the scope load again; where there are none, the page does. */
function announceChange(notice, detail) {
  const event = new CustomEvent("changed", { detail, bubbles: true, cancelable: true });
  document.body.dispatchEvent(event);
  const alive = event.defaultPrevented || document.querySelector('[hx-trigger*="changed from:body"]');
  if (alive) tell(notice);
  else {
    carry(notice);
    location.reload();
  }
}

/** Say what happened, with the way back beside it. */
function tell({ text, tone = "ok", scope, offer = "undo" }) {
  const actions = {
    undo: { label: gettext("Undo"), run: () => undo(scope) },
    redo: { label: gettext("Redo"), run: () => redo(scope) },
  };
  notify(text, { tone, action: scope ? actions[offer] : undefined });
}

export function startUndo() {
  // scripts and the server (header HX-Trigger) say: notify, with { text, tone, scope }
  document.addEventListener("notify", ({ detail }) => tell(detail));
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-undo], [data-redo]");
    if (!button) return;
    if (button.hasAttribute("data-undo")) undo(button.dataset.undo || scopeOfPage());
    else redo(button.dataset.redo || scopeOfPage());
  });
}
