/** What a view is (filters, zoom, columns, what the chart shows) and its form in the address. */

import { ZOOM_NAMES } from "./time_scale.js";

export const USUAL_COLUMNS = ["name", "start", "finish", "effort", "duration", "links", "people", "done"];

/** A view with nothing filtered. */
export const usualView = () => ({
  text: "",
  person: "",
  team: "",
  deliverable: "",
  work: "",
  critical: false,
  late: false,
  overloaded: false,
  open: false,
  kind: "",
  zoom: "week",
  columns: [...USUAL_COLUMNS],
  links: true,
  baseline: true,
  float: true,
  milestones: false,
  load: "",
});

const TEXTS = {
  text: "q",
  person: "person",
  team: "team",
  deliverable: "deliverable",
  work: "work",
  kind: "kind",
  load: "load",
};
const SWITCHES = ["critical", "late", "overloaded", "open", "milestones"];
const HIDDEN = ["links", "baseline", "float"];
const FILTERS = ["text", "person", "team", "deliverable", "work", "critical", "late", "overloaded", "open", "kind"];
export const KINDS = ["summary", "task", "milestone"];

/** The query of a view; what is usual is left out. Keys that belong to the server (`baseline`, `proposal`) are kept. */
export function queryOf(view, kept = new URLSearchParams()) {
  const query = new URLSearchParams();
  for (const key of ["proposal", "baseline"]) if (kept.get(key)) query.set(key, kept.get(key));
  const usual = usualView();
  for (const [name, key] of Object.entries(TEXTS)) if (view[name]) query.set(key, view[name]);
  for (const name of SWITCHES) if (view[name]) query.set(name, "1");
  const hidden = HIDDEN.filter((name) => !view[name]);
  if (hidden.length) query.set("hide", hidden.join(","));
  if (view.zoom !== usual.zoom) query.set("zoom", view.zoom);
  if (view.columns.join() !== usual.columns.join()) query.set("columns", view.columns.join(","));
  return query.toString().replaceAll("%2C", ",");
}

/** The view of a query; what it does not understand is ignored, so that old addresses go on working. */
export function viewOf(text, knownColumns = USUAL_COLUMNS) {
  const query = new URLSearchParams(text);
  const view = usualView();
  for (const [name, key] of Object.entries(TEXTS)) view[name] = query.get(key) ?? "";
  for (const name of SWITCHES) view[name] = query.get(name) === "1";
  const hidden = (query.get("hide") ?? "").split(",");
  for (const name of HIDDEN) view[name] = !hidden.includes(name);
  if (ZOOM_NAMES.includes(query.get("zoom"))) view.zoom = query.get("zoom");
  if (!KINDS.includes(view.kind)) view.kind = "";
  const columns = (query.get("columns") ?? "").split(",").filter((name) => knownColumns.includes(name));
  if (columns.length) view.columns = ["name", ...columns.filter((name) => name !== "name")];
  return view;
}

/** How many filters are set. */
export const filterCount = (view) => FILTERS.filter((name) => view[name]).length;

/** The same view with every filter off. */
export function unfiltered(view) {
  const usual = usualView();
  return { ...view, ...Object.fromEntries(FILTERS.map((name) => [name, usual[name]])) };
}
