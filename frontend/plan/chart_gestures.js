/** The pointer in the chart: hover, select, move, resize, link, pan, zoom. Every gesture has a twin in the grid. */

import { barOf, dotsOf, partAt, rowPlaces } from "./bars.js";
import { dateText } from "./date_text.js";
import { DAY, isoText, NONE } from "./instants.js";
import { lengthText } from "./lengths.js";
import { TYPES } from "./link_text.js";
import { barTitle } from "./paint_chart.js";
import { nextWorking, previousFinish } from "./working_time.js";

const THRESHOLD = 4;
const CURSORS = {
  bar: "grab",
  start: "grab",
  finish: "ew-resize",
  "start-dot": "crosshair",
  "finish-dot": "crosshair",
};

/** Minutes by which a drag moves: whole days, or quarters of an hour where hours are seen. */
export function snapped(minutes, zoom) {
  const grid = zoom === "hour" ? 15 : DAY;
  return Math.round(minutes / grid) * grid;
}

export class ChartGestures {
  constructor(chart) {
    this.chart = chart;
    this.page = chart.page;
    this.drag = null;
    const { canvas, header } = chart;
    canvas.addEventListener("pointermove", (event) => this.#moved(event));
    canvas.addEventListener("pointerleave", () => this.#hover(-1));
    canvas.addEventListener("pointerdown", (event) => this.#pressed(event));
    canvas.addEventListener("pointerup", (event) => this.#released(event));
    canvas.addEventListener("pointercancel", () => this.cancel());
    canvas.addEventListener("dblclick", (event) => this.#opened(event));
    canvas.addEventListener("contextmenu", (event) => this.#menu(event));
    header.addEventListener("pointerdown", (event) => this.#grab(event, header));
    header.addEventListener("pointermove", (event) => this.#moved(event));
    header.addEventListener("pointerup", (event) => this.#released(event));
    chart.element.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
  }

  /** What is at a point of the canvas: row, its bar, and which part of it. */
  at({ offsetX: x, offsetY: y }) {
    const { page, chart } = this;
    const place = Math.floor((y + page.scrollTop) / page.rowHeight);
    const row = place >= 0 && place < page.shown.length ? page.shown[place] : -1;
    if (row < 0) return { row, place, part: null, bar: null };
    const { model } = page;
    const bar = barOf(model, row, chart.scale, page.dates ?? model.columns);
    const part = partAt(bar, x, { milestone: model.isMilestone(row) });
    return { row, place, bar, part: model.isMilestone(row) && part === "finish" ? "bar" : part };
  }

  cancel() {
    if (!this.drag) return;
    const { kind } = this.drag;
    this.drag = null;
    if (kind === "move" || kind === "resize") this.page.live.stopPreview();
    this.chart.tip.hidden = true;
    this.page.invalidate();
  }

  #editable(row) {
    const { model } = this.page;
    return row >= 0 && model.mayEdit(row) && !model.isSummary(row);
  }

  #hover(row, part = null) {
    const { canvas } = this.chart;
    canvas.style.cursor = part && this.#editable(row) ? CURSORS[part] : "default";
    if (this.page.hovered === row) return;
    this.page.hovered = row;
    canvas.title =
      row >= 0 && this.page.model.columns.start[row] !== NONE ? barTitle(this.page.model, row, this.page.t) : "";
    this.page.invalidate();
  }

  #moved(event) {
    const { drag } = this;
    if (!drag) {
      if (event.currentTarget !== this.chart.canvas) return;
      const { row, part } = this.at(event);
      this.#hover(row, part);
      return;
    }
    const dx = event.clientX - drag.clientX;
    const dy = event.clientY - drag.clientY;
    if (!drag.moving && Math.hypot(dx, dy) < THRESHOLD) return;
    drag.moving = true;
    if (drag.kind === "pan") this.#pan(drag, dx, dy);
    else if (drag.kind === "link") this.#drawLink(drag, event);
    else this.#drawDates(drag, dx, event);
  }

  #pressed(event) {
    if (event.button !== 0) return;
    const { row, place, bar, part } = this.at(event);
    if (row >= 0) this.page.selectRow(place, event.shiftKey);
    if (!part || !this.#editable(row) || event.shiftKey) {
      this.#grab(event, this.chart.canvas);
      return;
    }
    const kinds = { finish: "resize", "start-dot": "link", "finish-dot": "link" };
    const kind = kinds[part] ?? "move";
    this.drag = { kind, row, bar, part, clientX: event.clientX, clientY: event.clientY, moving: false };
    if (kind === "link") this.#startLink(this.drag, place);
    this.chart.canvas.setPointerCapture(event.pointerId);
  }

  #grab(event, target) {
    if (event.button !== 0) return;
    this.drag = {
      kind: "pan",
      clientX: event.clientX,
      clientY: event.clientY,
      scale: this.chart.scale,
      top: this.page.scrollTop,
    };
    target.setPointerCapture(event.pointerId);
  }

  #pan(drag, dx, dy) {
    this.chart.setScale(drag.scale.at(drag.scale.wall(-dx)), { keepZoom: true });
    this.page.scrollTo(drag.top - dy);
  }

  #startLink(drag, place) {
    const milestone = this.page.model.isMilestone(drag.row);
    const dots = dotsOf(drag.bar, milestone);
    drag.fromX = drag.part === "finish-dot" ? dots.finish : dots.start;
    drag.fromY = place * this.page.rowHeight - this.page.scrollTop + rowPlaces(this.page.rowHeight).middle;
    Object.assign(drag, { x: drag.fromX, y: drag.fromY });
  }

  #drawLink(drag, event) {
    const found = this.at(event);
    Object.assign(drag, { x: event.offsetX, y: event.offsetY });
    const isTarget = found.row >= 0 && found.row !== drag.row && found.bar && this.page.model.mayEdit(found.row);
    drag.target = isTarget ? found : null;
    if (isTarget) {
      const toFinish = event.offsetX > found.bar.x + found.bar.width * 0.6 && found.bar.width > 24;
      const fromFinish = drag.part === "finish-dot";
      drag.type = fromFinish ? (toFinish ? 2 : 0) : toFinish ? 3 : 1;
      this.#say(
        event,
        this.page.t("{to} waits for {from}", {
          to: `${found.row + 1} ${this.page.model.columns.name[found.row]}`,
          from: `${drag.row + 1}${TYPES[drag.type]}`,
        }),
      );
    } else this.chart.tip.hidden = true;
    this.page.invalidate();
  }

  #drawDates(drag, dx, event) {
    const { model } = this.page;
    const { start, finish } = model.columns;
    const by = snapped(dx / this.chart.scale.perMinute, this.chart.scale.zoom);
    if (drag.by === by) return;
    drag.by = by;
    const [from, until] = [start[drag.row], finish[drag.row]];
    if (drag.kind === "move") {
      const moved = by === 0 ? from : nextWorking(model.working, from + by);
      Object.assign(drag, { start: moved, finish: until + (moved - from), value: isoText(moved) });
    } else {
      const moved = by === 0 ? until : Math.max(previousFinish(model.working, until + by), from + 15);
      Object.assign(drag, { start: from, finish: moved, value: isoText(moved) });
    }
    this.page.live.preview(drag);
    this.#say(event, this.#datesText(drag));
  }

  #datesText(drag) {
    const { model, t } = this.page;
    const form = this.chart.scale.zoom === "hour" ? "long" : "short";
    const dates = `${dateText(drag.start, model.locale, { form })} – ${dateText(drag.finish, model.locale, { form, finish: true })}`;
    const length = lengthText(Math.abs(drag.by), { ...model.units, minutes_per_day: DAY });
    const by = drag.by ? ` (${drag.by > 0 ? "+" : "−"}${length})` : "";
    const finish = this.page.live.previewFinish;
    const plan = finish
      ? `\n${t("Plan finishes {date}", { date: dateText(finish, model.locale, { finish: true }) })}`
      : "";
    return dates + by + plan;
  }

  /** The tip is told again when the preview of the site arrives. */
  previewed() {
    if (this.drag?.moving && this.drag.by !== undefined) this.chart.tip.textContent = this.#datesText(this.drag);
  }

  #say({ clientX, clientY }, text) {
    const { tip, element } = this.chart;
    const frame = element.getBoundingClientRect();
    tip.textContent = text;
    tip.hidden = false;
    const left = Math.min(clientX - frame.left + 14, frame.width - tip.offsetWidth - 8);
    Object.assign(tip.style, {
      left: `${Math.max(left, 8)}px`,
      top: `${Math.max(clientY - frame.top - tip.offsetHeight - 14, 4)}px`,
    });
  }

  #released(event) {
    const { drag, page } = this;
    if (!drag) return;
    this.chart.tip.hidden = true;
    this.drag = null;
    if (!drag.moving) {
      if (drag.kind !== "pan") page.live.stopPreview();
    } else if (drag.kind === "link" && drag.target) {
      page.actions.link(drag.row, drag.target.row, drag.type);
    } else if ((drag.kind === "move" || drag.kind === "resize") && drag.by) {
      page.actions.setDate(drag.row, drag.kind === "move" ? "start" : "finish", drag.value);
    } else if (drag.kind !== "pan" && drag.kind !== "link") page.live.stopPreview();
    if (drag.kind === "pan" && !drag.moving && event.currentTarget === this.chart.canvas) page.grid.focusActive();
    page.invalidate();
  }

  #opened(event) {
    const { row } = this.at(event);
    if (row >= 0) this.page.openPanel(row, "details");
  }

  #menu(event) {
    event.preventDefault();
    const { row, place } = this.at(event);
    if (row < 0) return;
    this.page.selectRow(place, false);
    this.page.openMenu(event.clientX, event.clientY);
  }

  #wheel(event) {
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      const x = event.clientX - this.chart.element.getBoundingClientRect().left;
      this.chart.setScale(this.chart.scale.zoomed(this.chart.scale.perDay * 1.0015 ** -event.deltaY, x));
      return;
    }
    const sideways = event.shiftKey && !event.deltaX ? event.deltaY : event.deltaX;
    if (Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : event.deltaY)) {
      event.preventDefault();
      this.chart.scrollBy(sideways);
    }
  }
}
