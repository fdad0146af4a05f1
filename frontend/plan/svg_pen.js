/** Writes SVG by the calls of the canvas pen. Text is measured by a function that is handed in. */

const escaped = (text) =>
  String(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
const tidy = (number) => Math.round(number * 10) / 10;

export class SvgPen {
  #parts = [];
  #hatches = new Map();
  #clips = 0;

  constructor(
    palette,
    { font = "Inter, system-ui, sans-serif", measure = (text, size) => text.length * size * 0.55 } = {},
  ) {
    this.palette = palette;
    this.font = font;
    this.measure = measure;
  }

  color(name) {
    return this.palette[name] ?? name;
  }

  #put(tag, attributes, content) {
    const written = Object.entries(attributes)
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([name, value]) => ` ${name}="${escaped(typeof value === "number" ? tidy(value) : value)}"`)
      .join("");
    this.#parts.push(content === undefined ? `<${tag}${written}/>` : `<${tag}${written}>${escaped(content)}</${tag}>`);
  }

  #ink({ fill, stroke, width = 1, dash, opacity = 1 }) {
    return {
      fill: fill ? this.color(fill) : "none",
      stroke: stroke ? this.color(stroke) : undefined,
      "stroke-width": stroke ? width : undefined,
      "stroke-dasharray": dash?.length ? dash.join(" ") : undefined,
      opacity: opacity === 1 ? undefined : opacity,
    };
  }

  rect(x, y, width, height, style = {}) {
    const place = { x, y, width, height, rx: style.radius || undefined };
    if (style.fill || style.stroke) this.#put("rect", { ...place, ...this.#ink({ ...style, width: 1 }) });
    if (style.hatch) this.#put("rect", { ...place, fill: `url(#${this.#hatch(style.hatch)})` });
  }

  line(points, style) {
    this.#put("polyline", { points: points.map(tidy).join(" "), ...this.#ink({ ...style, fill: null }) });
  }

  polygon(points, style) {
    this.#put("polygon", { points: points.map(tidy).join(" "), ...this.#ink(style) });
  }

  circle(x, y, radius, style) {
    this.#put("circle", { cx: x, cy: y, r: radius, ...this.#ink(style) });
  }

  text(x, y, text, { fill = "ink", size = 12, weight = 400, anchor = "start", halo } = {}) {
    const edge = halo ? { stroke: this.color(halo), "stroke-width": 4, "paint-order": "stroke" } : {};
    const place = { x, y, "text-anchor": anchor === "start" ? undefined : anchor, "dominant-baseline": "central" };
    const face = { "font-size": size, "font-weight": weight === 400 ? undefined : weight, fill: this.color(fill) };
    this.#put("text", { ...place, ...face, ...edge }, text);
  }

  width(text, size = 12, weight = 400) {
    return this.measure(text, size, weight);
  }

  clip(x, y, width, height, draw) {
    this.#clips += 1;
    const id = `clip${this.#clips}`;
    this.#parts.push(
      `<clipPath id="${id}"><rect x="${tidy(x)}" y="${tidy(y)}" width="${tidy(width)}" height="${tidy(height)}"/></clipPath>`,
      `<g clip-path="url(#${id})">`,
    );
    draw();
    this.#parts.push("</g>");
  }

  moved(dx, dy, draw) {
    this.#parts.push(`<g transform="translate(${tidy(dx)} ${tidy(dy)})">`);
    draw();
    this.#parts.push("</g>");
  }

  #hatch(name) {
    if (!this.#hatches.has(name)) this.#hatches.set(name, `hatch${this.#hatches.size + 1}`);
    return this.#hatches.get(name);
  }

  /** The whole picture. */
  document(width, height, title) {
    const patterns = [...this.#hatches].map(
      ([name, id]) =>
        `<pattern id="${id}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">` +
        `<rect width="2" height="6" fill="${escaped(this.color(name))}"/></pattern>`,
    );
    const size = `width="${Math.ceil(width)}" height="${Math.ceil(height)}" viewBox="0 0 ${Math.ceil(width)} ${Math.ceil(height)}"`;
    return (
      `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="${escaped(this.font)}">` +
      `<title>${escaped(title)}</title><defs>${patterns.join("")}</defs>` +
      `<rect width="100%" height="100%" fill="${escaped(this.color("panel"))}"/>${this.#parts.join("")}</svg>`
    );
  }
}
