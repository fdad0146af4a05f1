// Short messages at the edge of the page; the one after a change has a button that takes the change back.
import { icon, make } from "./dom.js";
import { gettext } from "./words.js";

const ICONS = { ok: "circle-check", danger: "circle-alert", warn: "triangle-alert", info: "info" };
const SHOWN_FOR = 8000;
const CARRIED = "notice";

const place = () => document.getElementById("toasts");

/** Say something. `action` is { label, run }. What went wrong stays until it is closed. */
export function notify(text, { tone = "info", action } = {}) {
  const close = make("button", {
    type: "button",
    class: "button icon-only",
    "data-kind": "quiet",
    "data-size": "small",
    "aria-label": gettext("Close"),
  });
  close.append(icon("x", "small"));
  const toast = make("div", { class: "toast", "data-tone": tone }, icon(ICONS[tone] ?? "info"));
  toast.append(make("p", {}, text));
  if (action) toast.append(actionButton(toast, action));
  toast.append(close);
  place().append(toast);
  return toast;
}

function actionButton(toast, { label, run }) {
  const press = () => {
    toast.remove();
    run();
  };
  return make("button", { type: "button", class: "button", "data-size": "small", onclick: press }, label);
}

/** Let a toast go after a while, unless one reads it or it says that something went wrong. */
function attend(toast) {
  raise();
  if (toast.dataset.tone === "danger" || toast.dataset.attended) return;
  toast.dataset.attended = "yes";
  let timer = setTimeout(() => toast.remove(), SHOWN_FOR);
  const stay = () => clearTimeout(timer);
  const leave = () => {
    timer = setTimeout(() => toast.remove(), SHOWN_FOR / 2);
  };
  toast.addEventListener("pointerenter", stay);
  toast.addEventListener("focusin", stay);
  toast.addEventListener("pointerleave", leave);
  toast.addEventListener("focusout", leave);
}

/** Toasts lie above dialogs, too: being shown again moves them to the top. */
function raise() {
  const toasts = place();
  if (toasts.matches(":popover-open")) toasts.hidePopover();
  toasts.showPopover();
}

export function startToasts() {
  const toasts = place();
  if (!toasts) return;
  new MutationObserver((changes) => {
    for (const node of changes.flatMap((change) => [...change.addedNodes])) {
      if (node instanceof HTMLElement && node.matches(".toast")) attend(node);
    }
  }).observe(toasts, { childList: true });
  for (const toast of toasts.querySelectorAll(".toast")) attend(toast);
  toasts.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button && !button.dataset.keeps) button.closest(".toast")?.remove();
  });
  const carried = sessionStorage.getItem(CARRIED);
  sessionStorage.removeItem(CARRIED);
  if (carried) document.dispatchEvent(new CustomEvent("notify", { detail: JSON.parse(carried) }));
}

/** Say something on the page that comes next. */
export const carry = (notice) => sessionStorage.setItem(CARRIED, JSON.stringify(notice));
