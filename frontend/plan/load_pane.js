/** The load of a team or person below the chart, against its capacity. */

import { CanvasPen } from "./canvas_pen.js";
import { el, iconButton } from "./dom.js";
import { paintLoad, paintLoadAxis } from "./paint_load.js";
import { get, withQuery } from "./server.js";

const HEIGHT = 132;

export class LoadPane {
  constructor(page) {
    this.page = page;
    const { t } = page;
    this.title = el("h2", { class: "plan-load-title" });
    this.summary = el("p", { class: "plan-load-summary" });
    this.axis = el("canvas", { class: "plan-load-axis", "aria-hidden": "true" });
    this.canvas = el("canvas", { class: "plan-load-canvas", role: "img" });
    const close = iconButton("x", t("Close the load"), () => page.setView({ load: "" }));
    this.side = el("div", { class: "plan-load-side" }, el("div", {}, this.title, this.summary), close, this.axis);
    this.element = el("section", { class: "plan-load", "aria-label": t("Load"), hidden: true }, this.side, this.canvas);
  }

  /** Days where they are wide enough to be told apart, else weeks. */
  get step() {
    return this.page.chart.scale.perDay >= 18 ? "day" : "week";
  }

  async refresh({ force = false } = {}) {
    const { page } = this;
    const { load } = page.view;
    const resource = page.model.resourceById.get(load);
    this.element.hidden = !resource;
    if (!resource) {
      this.data = null;
      return;
    }
    const key = `${load}|${this.step}|${page.model.revision}`;
    if (this.key === key && !force) return;
    this.key = key;
    this.title.textContent = resource.name;
    try {
      const data = await get(withQuery(page.model.urls.load, { team: load, step: this.step }));
      if (this.key !== key) return;
      this.data = { ...data, at: data.at.map((instant) => page.model.zone.wall(instant)) };
      this.#tell();
    } catch (error) {
      this.data = null;
      this.summary.textContent = error.message || page.t("The load could not be loaded.");
    }
    page.invalidate();
  }

  #tell() {
    const { t } = this.page;
    const { load, capacity } = this.data;
    const over = load.filter((hours, k) => hours > capacity[k] + 0.05).length;
    const unit = t(this.data.step === "day" ? "days" : "weeks");
    this.summary.textContent = over
      ? t("{over} of {all} {unit} above capacity", { over, all: load.filter(Boolean).length, unit })
      : t("Within capacity throughout");
    this.canvas.setAttribute("aria-label", `${this.title.textContent}: ${this.summary.textContent}`);
  }

  paint(palette) {
    if (this.element.hidden || !this.data) return;
    const { scale, size } = this.page.chart;
    const load = this.data;
    const chart = fitted(this.canvas, size.width, palette);
    paintLoad(chart.pen, { load, scale, width: size.width, height: HEIGHT });
    const axis = fitted(this.axis, this.axis.clientWidth, palette);
    paintLoadAxis(axis.pen, { load, width: this.axis.clientWidth, height: HEIGHT, unit: "h" });
  }
}

function fitted(canvas, width, palette) {
  const ratio = window.devicePixelRatio || 1;
  const [w, h] = [Math.round(width * ratio), Math.round(HEIGHT * ratio)];
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
    canvas.style.width = `${width}px`;
  }
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, HEIGHT);
  return { pen: new CanvasPen(context, palette) };
}
