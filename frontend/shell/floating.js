// Menus and tips: native popovers, placed beside what they belong to.
import { make, placeBeside } from "./dom.js";

const TIPPED = '.icon-only[aria-label], [data-tip], [data-sidebar="closed"] .sidebar .nav-item';

function anchorOf(menu) {
  return document.querySelector(`[popovertarget="${menu.id}"][aria-expanded="true"]`);
}

/** Remember which button opens a menu, since one menu may have several. */
function onClick(event) {
  const button = event.target.closest("[popovertarget]");
  if (!button) return;
  for (const other of document.querySelectorAll(`[popovertarget="${button.getAttribute("popovertarget")}"]`)) {
    other.removeAttribute("aria-expanded");
  }
  button.setAttribute("aria-expanded", "true");
}

function onToggle(event) {
  const menu = event.target;
  if (!(menu instanceof HTMLElement) || !menu.matches(".menu")) return;
  const anchor = anchorOf(menu);
  if (event.newState === "closed") {
    anchor?.removeAttribute("aria-expanded");
    return;
  }
  if (anchor) placeBeside(menu, anchor);
  (menu.querySelector("[autofocus]") ?? items(menu)[0])?.focus();
}

const items = (menu) =>
  [...menu.querySelectorAll(".menu-item")].filter((item) => !item.disabled && item.checkVisibility());

function onMenuKey(event) {
  const menu = event.target.closest?.(".menu");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!menu || (!step && event.key !== "Home" && event.key !== "End")) return;
  if (event.target.matches("input, textarea, select")) return;
  event.preventDefault();
  const all = items(menu);
  const at = all.indexOf(document.activeElement);
  const next = step ? (at + step + all.length) % all.length : event.key === "Home" ? 0 : all.length - 1;
  all[next]?.focus();
}

/** A choice closes its menu, unless the item says data-keeps. */
function onChoice(event) {
  const item = event.target.closest(".menu .menu-item");
  if (item && !("keeps" in item.dataset)) item.closest(".menu").hidePopover();
}

function startMenus() {
  document.addEventListener("click", onClick, true);
  document.addEventListener("toggle", onToggle, true);
  document.addEventListener("keydown", onMenuKey);
  document.addEventListener("click", onChoice);
}

function startTips() {
  const tip = make("div", { class: "tip", popover: "manual", role: "tooltip", "aria-hidden": "true" });
  document.body.append(tip);
  let timer;
  const hide = () => {
    clearTimeout(timer);
    if (tip.matches(":popover-open")) tip.hidePopover();
  };
  const show = (element) => {
    const text = element.dataset.tip || element.getAttribute("aria-label") || element.textContent.trim();
    if (!text || !element.isConnected || element.getAttribute("aria-expanded") === "true") return;
    tip.textContent = text;
    tip.showPopover();
    placeBeside(tip, element, { gap: 6 });
  };
  const soon = (event, wait) => {
    const element = event.target instanceof Element ? event.target.closest(TIPPED) : null;
    hide();
    if (element) timer = setTimeout(() => show(element), wait);
  };
  document.addEventListener("pointerover", (event) => event.pointerType === "mouse" && soon(event, 400));
  document.addEventListener("pointerdown", hide);
  document.addEventListener("focusin", (event) => event.target.matches(":focus-visible") && soon(event, 100));
  document.addEventListener("focusout", hide);
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
  document.addEventListener("scroll", hide, { capture: true, passive: true });
}

export function startFloating() {
  startMenus();
  startTips();
}
