/** The right side: the time axis and the bars of the rows in the window, painted on two canvases. */

import { CanvasPen } from "./canvas_pen.js";
import { ChartGestures } from "./chart_gestures.js";
import { el } from "./dom.js";
import { DAY, NONE } from "./instants.js";
import { paintChart } from "./paint_chart.js";
import { paintDrag, paintGhosts } from "./paint_drag.js";
import { HEADER_HEIGHT, paintHeader } from "./paint_header.js";
import { TimeScale, ZOOMS } from "./time_scale.js";

const MARGIN_DAYS = 21;

export class Chart {
  constructor(page) {
    this.page = page;
    this.header = el("canvas", { class: "plan-axis", "aria-hidden": "true" });
    this.canvas = el("canvas", {
      class: "plan-bars",
      role: "img",
      "aria-label": page.t("Chart of the activities; everything in it can be read and changed in the table"),
    });
    this.reach = el("div", { class: "plan-reach" });
    this.slider = el("div", { class: "plan-hscroll", tabindex: "-1", "aria-hidden": "true" }, this.reach);
    this.tip = el("div", { class: "plan-tip", "aria-hidden": "true", hidden: true });
    this.element = el("div", { class: "plan-right" }, this.header, this.canvas, this.slider, this.tip);
    this.scale = new TimeScale({ origin: 0, perDay: ZOOMS.week.perDay });
    this.size = { width: 0, height: 0 };
    this.slider.addEventListener("scroll", () => this.#slid());
    this.gestures = new ChartGestures(this);
  }

  /** First and last wall minute that can be scrolled to. */
  get span() {
    const { model } = this.page;
    const known = [model.start, model.finish, model.now, model.status_date].filter((wall) => wall !== NONE);
    const margin = Math.max(MARGIN_DAYS * DAY, (this.size.width / this.scale.perMinute) * 0.3);
    return { from: Math.min(...known) - margin, to: Math.max(...known) + margin };
  }

  /** Takes the size that the layout gives. */
  resize(palette) {
    const width = this.element.clientWidth;
    const height = Math.max(this.canvas.clientHeight, 1);
    const ratio = window.devicePixelRatio || 1;
    this.size = { width, height };
    this.headerPen = penOn(this.header, width, HEADER_HEIGHT, ratio, palette);
    this.pen = penOn(this.canvas, width, height, ratio, palette);
    this.#setReach();
  }

  setScale(scale, { keepZoom = false } = {}) {
    const { from, to } = this.span;
    const visible = this.size.width / scale.perMinute;
    const origin = Math.max(from, Math.min(scale.origin, Math.max(to - visible, from)));
    this.scale = scale.at(origin);
    this.#setReach();
    if (!keepZoom) this.page.zoomed(this.scale.zoom);
    this.page.invalidate();
  }

  zoomTo(name, x = this.size.width / 3) {
    this.setScale(this.scale.zoomed(ZOOMS[name].perDay, x));
  }

  /** Shows a wall minute at a share of the width. */
  show(wall, share = 0.25) {
    this.setScale(this.scale.at(wall - (this.size.width * share) / this.scale.perMinute), { keepZoom: true });
  }

  /** The whole plan in the window. */
  fit() {
    const { model } = this.page;
    const days = Math.max((model.finish - model.start) / DAY, 1);
    const perDay = Math.max((this.size.width - 200) / days, 0.05);
    this.setScale(new TimeScale({ origin: model.start - (24 / perDay) * DAY, perDay }));
  }

  scrollBy(pixels) {
    this.setScale(this.scale.at(this.scale.wall(pixels)), { keepZoom: true });
  }

  /** Brings a row's bar into the window where it is out of it. */
  reveal(row) {
    const { start, finish } = this.page.model.columns;
    if (start[row] === NONE) return;
    const [left, right] = [this.scale.x(start[row]), this.scale.x(finish[row])];
    if (right < 0 || left > this.size.width - 40) this.show(start[row]);
  }

  paint(scene) {
    const { width, height } = this.size;
    if (!this.pen || !width) return;
    this.pen.context.clearRect(0, 0, width, height);
    paintChart(this.pen, { ...scene, scale: this.scale, width, height });
    paintGhosts(this.pen, { ...scene, scale: this.scale }, this.page.ghosts);
    if (this.gestures.drag) paintDrag(this.pen, { ...scene, scale: this.scale }, this.gestures.drag);
    this.headerPen.context.clearRect(0, 0, width, HEADER_HEIGHT);
    paintHeader(this.headerPen, { model: this.page.model, scale: this.scale, width });
  }

  #setReach() {
    const { from, to } = this.span;
    this.reach.style.width = `${Math.min((to - from) * this.scale.perMinute, 12e6)}px`;
    this.#scrolled = true;
    this.slider.scrollLeft = this.#toSlider((this.scale.origin - from) * this.scale.perMinute);
  }

  #scrolled = false;

  /** The slider has at most 12 million pixels; beyond that its pixels are coarser than the chart's. */
  #toSlider(pixels) {
    const { from, to } = this.span;
    return (pixels * Math.min((to - from) * this.scale.perMinute, 12e6)) / ((to - from) * this.scale.perMinute);
  }

  #slid() {
    const { from, to } = this.span;
    const full = (to - from) * this.scale.perMinute;
    const origin = from + (this.slider.scrollLeft * full) / Math.min(full, 12e6) / this.scale.perMinute;
    const own = this.#scrolled;
    this.#scrolled = false;
    if (own && Math.abs(origin - this.scale.origin) * this.scale.perMinute < 1.5) return;
    this.scale = this.scale.at(origin);
    this.page.invalidate();
  }
}

function penOn(canvas, width, height, ratio, palette) {
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return new CanvasPen(context, palette);
}
