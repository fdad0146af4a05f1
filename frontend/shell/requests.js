// What every request of htmx has in common: the token, errors in plain words, and where the focus stays.
import htmx from "htmx.org";
import { unreachable } from "./server.js";
import { notify } from "./toasts.js";

globalThis.htmx = htmx;

function addToken({ detail }) {
  const token = document.querySelector('meta[name="csrf-token"]')?.content;
  if (token) detail.ctx.request.headers["X-CSRFToken"] = token;
}

function sayUnreachable({ detail }) {
  if (detail.ctx?.response) return;
  notify(unreachable(), { tone: "danger" });
}

/** A part that was replaced with the focus inside, and has no successor of the same id, keeps it near. */
function keepFocus() {
  let before = null;
  document.addEventListener("htmx:before:swap", ({ detail }) => {
    const target = detail.ctx?.target;
    before = target instanceof Element && target.contains(document.activeElement) ? focusNear(target) : null;
  });
  document.addEventListener("htmx:after:settle", () => {
    const lost = document.activeElement === document.body || document.activeElement === null;
    if (lost && before) before();
    before = null;
  });
}

function focusNear(target) {
  const name = document.activeElement.getAttribute("name");
  const { id } = target;
  return () => {
    const place = (id && document.getElementById(id)) || target;
    if (!place.isConnected) return;
    const twin = name && place.querySelector(`[name="${CSS.escape(name)}"]:not([type=hidden])`);
    const next = twin || place.querySelector("a[href], button:not(:disabled), input:not([type=hidden]), [tabindex]");
    next?.focus({ preventScroll: true });
  };
}

export function startRequests() {
  document.addEventListener("htmx:config:request", addToken);
  document.addEventListener("htmx:error", sayUnreachable);
  keepFocus();
}
