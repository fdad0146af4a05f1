/** The chart's colours, read from the style sheet, so that themes and forced colours reach the canvas. */

export const COLOURS = {
  panel: "--plan-panel",
  header: "--plan-header",
  ink: "--plan-ink",
  label: "--plan-label",
  muted: "--plan-muted",
  hairline: "--plan-hairline",
  grid: "--plan-gridline",
  line: "--plan-line",
  idle: "--plan-idle",
  active: "--plan-active-row",
  hover: "--plan-hover-row",
  bar: "--plan-bar",
  done: "--plan-bar-done",
  summary: "--plan-summary",
  milestone: "--plan-milestone",
  critical: "--plan-critical",
  criticalLink: "--plan-critical-link",
  link: "--plan-link",
  baseline: "--plan-baseline",
  float: "--plan-float",
  deadline: "--plan-deadline",
  constraint: "--plan-constraint",
  proposal: "--plan-proposal",
  warning: "--plan-warning",
  today: "--plan-today",
  status: "--plan-status",
  accent: "--plan-accent",
  load: "--plan-load",
  overload: "--plan-overload",
  capacity: "--plan-capacity",
  ghost: "--plan-ghost",
};

/** Colours as the browser resolves them within `element`. */
export function readPalette(element) {
  const probe = document.createElement("span");
  probe.hidden = true;
  element.append(probe);
  const palette = {};
  for (const [name, property] of Object.entries(COLOURS)) {
    probe.style.color = `var(${property})`;
    palette[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  return palette;
}

/** The colours of the light theme, for paper. */
export function lightPalette(element) {
  const light = document.createElement("div");
  light.hidden = true;
  light.style.colorScheme = "light";
  element.append(light);
  const palette = readPalette(light);
  light.remove();
  return palette;
}

/** Calls `changed` when the theme, the contrast or the forced colours change. */
export function watchTheme(changed, signal) {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, {
    attributes: true,
    attributeFilter: ["data-theme", "data-density", "class"],
  });
  signal.addEventListener("abort", () => observer.disconnect());
  for (const query of [
    "(prefers-color-scheme: dark)",
    "(forced-colors: active)",
    "(prefers-contrast: more)",
    "(resolution: 1dppx)",
  ]) {
    matchMedia(query).addEventListener("change", changed, { signal });
  }
}
