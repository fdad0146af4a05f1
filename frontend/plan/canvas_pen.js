/** Draws on a canvas. The same calls are understood by the SVG pen, so that screen, PNG and SVG show one picture. */

const FONT = '"Inter Variable", system-ui, sans-serif';

export class CanvasPen {
  #hatches = new Map();

  constructor(context, palette, { font = FONT } = {}) {
    this.context = context;
    this.palette = palette;
    this.font = font;
  }

  color(name) {
    return this.palette[name] ?? name;
  }

  rect(x, y, width, height, { fill, stroke, radius = 0, opacity = 1, hatch, dash } = {}) {
    const { context } = this;
    context.globalAlpha = opacity;
    context.beginPath();
    if (radius) context.roundRect(x, y, width, height, radius);
    else context.rect(x, y, width, height);
    if (fill) {
      context.fillStyle = this.color(fill);
      context.fill();
    }
    if (hatch) {
      context.fillStyle = this.#hatch(hatch);
      context.fill();
    }
    if (stroke) this.#outline(stroke, 1, dash);
    context.globalAlpha = 1;
  }

  /** A line through points given as x, y, x, y, …. */
  line(points, { stroke, width = 1, dash, opacity = 1 }) {
    const { context } = this;
    context.globalAlpha = opacity;
    this.#trace(points);
    this.#outline(stroke, width, dash);
    context.globalAlpha = 1;
  }

  polygon(points, { fill, stroke, width = 1, opacity = 1 }) {
    const { context } = this;
    context.globalAlpha = opacity;
    this.#trace(points);
    context.closePath();
    if (fill) {
      context.fillStyle = this.color(fill);
      context.fill();
    }
    if (stroke) this.#outline(stroke, width);
    context.globalAlpha = 1;
  }

  circle(x, y, radius, { fill, stroke, width = 1 }) {
    const { context } = this;
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    if (fill) {
      context.fillStyle = this.color(fill);
      context.fill();
    }
    if (stroke) this.#outline(stroke, width);
  }

  text(x, y, text, { fill = "ink", size = 12, weight = 400, anchor = "start", halo } = {}) {
    const { context } = this;
    const font = `${weight} ${size}px ${this.font}`;
    if (context.font !== font) context.font = font;
    context.textAlign = anchor === "middle" ? "center" : anchor === "end" ? "right" : "left";
    context.textBaseline = "middle";
    if (halo) {
      context.lineJoin = "round";
      context.strokeStyle = this.color(halo);
      context.lineWidth = 4;
      context.strokeText(text, x, y);
    }
    context.fillStyle = this.color(fill);
    context.fillText(text, x, y);
  }

  width(text, size = 12, weight = 400) {
    this.context.font = `${weight} ${size}px ${this.font}`;
    return this.context.measureText(text).width;
  }

  clip(x, y, width, height, draw) {
    this.context.save();
    this.context.beginPath();
    this.context.rect(x, y, width, height);
    this.context.clip();
    draw();
    this.context.restore();
  }

  moved(dx, dy, draw) {
    this.context.save();
    this.context.translate(dx, dy);
    draw();
    this.context.restore();
  }

  #trace(points) {
    const { context } = this;
    context.beginPath();
    context.moveTo(points[0], points[1]);
    for (let k = 2; k < points.length; k += 2) context.lineTo(points[k], points[k + 1]);
  }

  #outline(stroke, width, dash) {
    const { context } = this;
    context.strokeStyle = this.color(stroke);
    context.lineWidth = width;
    context.setLineDash(dash ?? []);
    context.stroke();
  }

  #hatch(name) {
    const color = this.color(name);
    if (!this.#hatches.has(color)) {
      const tile = new OffscreenCanvas(16, 16);
      const brush = tile.getContext("2d");
      brush.strokeStyle = color;
      brush.lineWidth = 4;
      brush.beginPath();
      for (const shift of [-16, 0, 16]) {
        brush.moveTo(shift - 2, 18);
        brush.lineTo(shift + 18, -2);
      }
      brush.stroke();
      const pattern = this.context.createPattern(tile, "repeat");
      pattern.setTransform(new DOMMatrix([0.5, 0, 0, 0.5, 0, 0]));
      this.#hatches.set(color, pattern);
    }
    return this.#hatches.get(color);
  }
}
