/** The plan as one picture (names at the left, the chart at the right), drawn by the code of the screen. */

import { CanvasPen } from "./canvas_pen.js";
import { FIELDS } from "./fields.js";
import { DAY } from "./instants.js";
import { paintChart } from "./paint_chart.js";
import { HEADER_HEIGHT, paintHeader } from "./paint_header.js";
import { SvgPen } from "./svg_pen.js";
import { TimeScale } from "./time_scale.js";

const ROW = 28;
const TITLE = 40;
const LARGEST = 16_000;
const SIDE_COLUMNS = ["name", "start", "finish"];
const WIDTHS = { name: 320, start: 80, finish: 80 };
const SIDE = 44 + 320 + 80 + 80;

/** What is drawn and how large it is: the whole span of the plan in `chart` pixels, all shown rows or some of them. */
function layoutOf(page, { first = 0, count = page.shown.length, chart = 1100 } = {}) {
  const { model } = page;
  const days = Math.max((model.finish - model.start) / DAY, 1);
  const perDay = Math.min((chart - 240) / days, 40);
  const scale = new TimeScale({ origin: model.start - (12 / perDay) * DAY, perDay });
  const last = Math.min(first + count, page.shown.length) - 1;
  const height = TITLE + HEADER_HEIGHT + (last - first + 1) * ROW + 8;
  return { scale, chart, first, last, width: SIDE + chart, height };
}

function draw(pen, page, { scale, chart, width, height, first, last }) {
  const { model } = page;
  pen.text(12, TITLE / 2, model.plan.name, { size: 16, weight: 600 });
  pen.moved(0, TITLE, () => paintSide(pen, page, first, last));
  pen.clip(SIDE, TITLE, chart, height - TITLE, () => {
    pen.moved(SIDE, TITLE, () => {
      const scene = { ...page.scene(), scale, width: chart, height: height - TITLE - HEADER_HEIGHT, rowHeight: ROW };
      const whole = { ...scene, top: -first * ROW, first, last, marked: null, hovered: -1, dates: undefined };
      pen.moved(0, HEADER_HEIGHT, () => paintChart(pen, whole));
      paintHeader(pen, { model, scale, width: chart });
    });
  });
  pen.line([0, TITLE + HEADER_HEIGHT - 0.5, width, TITLE + HEADER_HEIGHT - 0.5], { stroke: "line" });
  pen.line([SIDE - 0.5, TITLE, SIDE - 0.5, height], { stroke: "line" });
}

function paintSide(pen, page, first, last) {
  const { model, t } = page;
  let x = 44;
  for (const name of SIDE_COLUMNS) {
    pen.text(x + 8, HEADER_HEIGHT - 14, t(FIELDS[name].label), { size: 11, weight: 500, fill: "muted" });
    x += WIDTHS[name];
  }
  for (let at = first; at <= last; at += 1) {
    const row = page.shown[at];
    const y = HEADER_HEIGHT + (at - first) * ROW;
    const weight = model.isSummary(row) ? 600 : 400;
    pen.text(34, y + ROW / 2, String(row + 1), { size: 11, fill: "muted", anchor: "end" });
    const indent = model.columns.level[row] * 14;
    pen.clip(44, y, WIDTHS.name - 6, ROW, () =>
      pen.text(52 + indent, y + ROW / 2, model.columns.name[row], { weight }),
    );
    x = 44 + WIDTHS.name;
    for (const name of SIDE_COLUMNS.slice(1)) {
      pen.text(x + WIDTHS[name] - 8, y + ROW / 2, FIELDS[name].text(model, row, t), { size: 11, anchor: "end" });
      x += WIDTHS[name];
    }
    pen.line([0, y + ROW - 0.5, SIDE, y + ROW - 0.5], { stroke: "hairline" });
  }
}

/** `{ svg, width, height }` of the rows that are shown, or of `count` of them from the `first` on. */
export function planPicture(page, { palette = page.palette, ...which } = {}) {
  const layout = layoutOf(page, which);
  const measurer = new CanvasPen(new OffscreenCanvas(1, 1).getContext("2d"), palette);
  const pen = new SvgPen(palette, { measure: (text, size, weight) => measurer.width(text, size, weight) });
  draw(pen, page, layout);
  return { svg: pen.document(layout.width, layout.height, page.model.plan.name), ...layout };
}

/** The same picture as PNG, twice as fine as the screen where a canvas may be that large. */
export function planPng(page) {
  const layout = layoutOf(page);
  const ratio = Math.min(2, LARGEST / layout.height, LARGEST / layout.width);
  const canvas = new OffscreenCanvas(Math.ceil(layout.width * ratio), Math.ceil(layout.height * ratio));
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  const pen = new CanvasPen(context, page.palette);
  pen.rect(0, 0, layout.width, layout.height, { fill: "panel" });
  draw(pen, page, layout);
  return canvas.convertToBlob({ type: "image/png" });
}

/** Text that a spreadsheet would take for a formula is put in front of an apostrophe. */
const cell = (text) => {
  const safe = /^[=+@\t-]/.test(text) && !/^[+-]?\d/.test(text) ? `'${text}` : text;
  return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** The columns that are shown, as a table. */
export function planTable(page) {
  const { model, view, t } = page;
  const head = ["#", ...view.columns.map((name) => t(FIELDS[name].label))];
  const rows = [...page.shown].map((row) => [
    String(row + 1),
    ...view.columns.map((name) => FIELDS[name].text(model, row, t)),
  ]);
  return `${[head, ...rows].map((line) => line.map(cell).join(",")).join("\r\n")}\r\n`;
}
