// Small ways to build and find elements.

const SVG = "http://www.w3.org/2000/svg";

/** Make an element: make("a", { href, class: "button", onclick }, "text", child). */
export function make(name, attributes = {}, ...children) {
  return fillIn(document.createElement(name), attributes, children);
}

/** Make an element of a drawing. */
export function draw(name, attributes = {}, ...children) {
  return fillIn(document.createElementNS(SVG, name), attributes, children);
}

function fillIn(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== undefined && child !== null));
  return element;
}

/** An icon of the sprite; its address stands in <body data-icons>. */
export function icon(name, size) {
  const use = draw("use", { href: `${document.body.dataset.icons}#${name}` });
  return draw("svg", { class: "icon", "aria-hidden": "true", "data-size": size }, use);
}

/** Whether keys that are typed there are text. */
export function takesText(element) {
  if (!(element instanceof Element)) return false;
  if (element.isContentEditable || element.matches("textarea, select")) return true;
  return element.matches("input:not([type=checkbox], [type=radio], [type=range], [type=button], [type=submit])");
}

/** Put a floating element beside another and keep it on the screen. */
export function placeBeside(floating, anchor, { above = false, gap = 4 } = {}) {
  const box = anchor.getBoundingClientRect();
  const own = floating.getBoundingClientRect();
  const rtl = getComputedStyle(anchor).direction === "rtl";
  const fitsBelow = box.bottom + gap + own.height <= innerHeight - 8;
  const fitsAbove = box.top - gap - own.height >= 8;
  const below = above ? !fitsAbove : fitsBelow || !fitsAbove;
  const x = rtl ? box.right - own.width : box.left;
  floating.style.left = `${Math.max(8, Math.min(x, innerWidth - own.width - 8))}px`;
  floating.style.top = `${Math.max(8, below ? box.bottom + gap : box.top - gap - own.height)}px`;
}

let counter = 0;

/** An id that nobody else has. */
export const freshId = (prefix) => `${prefix}-${++counter}`;
