/** Menus and other floating layers: they open beside a button or at a point and close by themselves. */

import { el, icon } from "./dom.js";

/** Puts a floating element below `anchor`, or at a point, within the window. */
export function placeAt(layer, { left, top, bottom }) {
  const { innerWidth, innerHeight } = window;
  const { offsetWidth: width, offsetHeight: height } = layer;
  const x = Math.max(8, Math.min(left, innerWidth - width - 8));
  const below = bottom + 4;
  const y = below + height > innerHeight - 8 ? Math.max(8, top - height - 4) : below;
  Object.assign(layer.style, { left: `${x}px`, top: `${y}px` });
}

/** A button that opens a layer whose content is built each time. */
export function layerButton(button, build, { className = "plan-layer" } = {}) {
  const layer = el("div", { class: className, popover: "auto" });
  button.setAttribute("aria-expanded", "false");
  button.setAttribute("aria-haspopup", "dialog");
  // a press on the button closes the open layer by itself; the click that follows must not open it again
  let wasOpen = false;
  button.addEventListener("pointerdown", () => {
    wasOpen = layer.matches(":popover-open");
  });
  layer.addEventListener("toggle", (event) => button.setAttribute("aria-expanded", String(event.newState === "open")));
  const open = () => {
    layer.replaceChildren(build(() => layer.hidePopover()));
    layer.showPopover();
    placeAt(layer, button.getBoundingClientRect());
    layer.querySelector("input, select, button, [tabindex='0']")?.focus();
  };
  button.addEventListener("click", () => {
    if (!wasOpen) open();
    wasOpen = false;
  });
  button.after(layer);
  return { layer, open, close: () => layer.hidePopover() };
}

/** Opens a menu of `{ label, icon, keys, run, disabled }` or "-" at a place; focus returns when it closes. */
export function openMenu(items, place, { label, within, done = () => {} }) {
  const menu = el("div", { class: "plan-menu", role: "menu", "aria-label": label, popover: "auto" });
  menu.append(...items.map((item) => (item === "-" ? el("hr", { role: "separator" }) : menuItem(item, menu))));
  menu.addEventListener("keydown", (event) => menuKey(event, menu));
  menu.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    menu.remove();
    done();
  });
  within.append(menu);
  menu.showPopover();
  placeAt(menu, place);
  menu.querySelector("[role=menuitem]:not([aria-disabled])")?.focus();
  return menu;
}

function menuItem({ label, icon: picture, keys, run, disabled }, menu) {
  const item = el(
    "div",
    { class: "plan-menu-item", role: "menuitem", tabindex: "-1", "aria-disabled": disabled ? "true" : null },
    picture ? icon(picture) : el("span", { class: "icon" }),
    el("span", { class: "plan-menu-label", text: label }),
    keys ? el("kbd", { text: keys }) : null,
  );
  item.addEventListener("click", () => {
    if (disabled) return;
    menu.hidePopover();
    run();
  });
  item.addEventListener("pointerenter", () => item.focus());
  return item;
}

function menuKey(event, menu) {
  const items = [...menu.querySelectorAll("[role=menuitem]")];
  const at = items.indexOf(document.activeElement);
  const moves = { ArrowDown: at + 1, ArrowUp: at - 1 + items.length, Home: 0, End: items.length - 1 };
  event.stopPropagation();
  if (event.key in moves) {
    event.preventDefault();
    items[moves[event.key] % items.length].focus();
  } else if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    items[at]?.click();
  } else if (event.key === "Tab") menu.hidePopover();
  else if (event.key.length === 1) {
    const found = [...items.slice(at + 1), ...items].find((item) =>
      item.textContent.trim().toLowerCase().startsWith(event.key.toLowerCase()),
    );
    found?.focus();
  }
}
