/** Builds elements without markup in strings, so that no text of a person is ever read as markup. */

/** An element with properties (`class`, `text`, `on` listeners, `aria-*`, `data-*`, others) and children. */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) assign(element, name, value);
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

function assign(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "class") element.className = value;
  else if (name === "text") element.textContent = value;
  else if (name === "on")
    for (const [type, listener] of Object.entries(value)) element.addEventListener(type, listener);
  else element.setAttribute(name, value === true ? "" : value);
}

const SVG = "http://www.w3.org/2000/svg";

/** An icon of the site's sprite; what it means stands beside it or in the label of its button. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${document.body.dataset.icons ?? "icons.svg"}#${name}`);
  svg.append(use);
  return svg;
}

/** A button with an icon, a name and, where it has one, its shortcut in the hint. */
export function iconButton(name, label, run, properties = {}) {
  const button = el(
    "button",
    {
      type: "button",
      class: "button icon-only",
      "data-kind": "quiet",
      "aria-label": label,
      title: label,
      ...properties,
    },
    icon(name),
  );
  button.addEventListener("click", run);
  return button;
}

/** Changes text only where it differs, and keeps the text node: writing it anew would cost a layout. */
export function setText(node, text) {
  const only = node.firstChild;
  if (only?.nodeType === Node.TEXT_NODE && !only.nextSibling) {
    if (only.data !== text) only.data = text;
  } else if (node.textContent !== text) node.textContent = text;
}

/** Sets or removes an attribute only where it differs. */
export function setAttribute(node, name, value) {
  if (value === null || value === undefined || value === false) {
    if (node.hasAttribute(name)) node.removeAttribute(name);
  } else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, String(value));
}
