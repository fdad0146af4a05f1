// Theme, row height, shortcuts and side bar: shown at once, kept by the server for the next page.
import { send } from "./server.js";
import { notify } from "./toasts.js";

const ATTRIBUTE = { theme: "theme", density: "density", single_key_shortcuts: "shortcuts" };

/** Set one of theme, density, single_key_shortcuts. */
export async function setAppearance(name, value) {
  const root = document.documentElement;
  const before = root.dataset[ATTRIBUTE[name]];
  root.dataset[ATTRIBUTE[name]] = value;
  showChoice(name, value);
  document.dispatchEvent(new CustomEvent("appearance", { detail: { name, value } }));
  try {
    const form = new FormData();
    form.set(name, value);
    await send(document.body.dataset.appearance, { form });
  } catch (error) {
    root.dataset[ATTRIBUTE[name]] = before;
    showChoice(name, before);
    notify(error.message, { tone: "danger" });
  }
}

function showChoice(name, value) {
  for (const button of document.querySelectorAll(`[data-set="${name}"]`)) {
    button.setAttribute("aria-pressed", String(button.value === value));
  }
}

function toggleSidebar() {
  const closed = document.body.dataset.sidebar === "closed";
  document.body.dataset.sidebar = closed ? "open" : "closed";
  // a cookie, so that the server draws the next page right from the start
  // biome-ignore lint/suspicious/noDocumentCookie: the newer way to set it is missing in some browsers
  document.cookie = `sidebar=${document.body.dataset.sidebar}; path=/; max-age=31536000; samesite=lax`;
  for (const button of document.querySelectorAll("[data-toggle-sidebar]")) {
    button.setAttribute("aria-expanded", String(closed));
  }
}

export function startAppearance() {
  document.addEventListener("click", (event) => {
    const choice = event.target.closest("button[data-set]");
    if (choice) setAppearance(choice.dataset.set, choice.value);
    if (event.target.closest("[data-toggle-sidebar]")) toggleSidebar();
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("input[type=checkbox][data-set]")) {
      setAppearance(event.target.dataset.set, event.target.checked ? "on" : "off");
    }
  });
}
