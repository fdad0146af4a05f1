// <trilemma-triangle>: the weights of time, cost and quality by one handle, by arrow keys, or by their numbers.
// The server draws the three inputs (core/triangle.html); they are the value, with or without this script.
import { draw } from "../shell/dom.js";
import { fill, gettext } from "../shell/words.js";
import { CORNERS, EVEN, KINDS, pointOf, towards, weightsAt, withOne } from "./weights.js";

const STEP = 1;
const LEAP = 10;
const ARROWS = { ArrowUp: ["time", 1], ArrowDown: ["time", -1], ArrowLeft: ["cost", 1], ArrowRight: ["quality", 1] };
const NAMES_AT = { time: [120, 14, "middle"], cost: [14, 214, "start"], quality: [226, 214, "end"] };

class Triangle extends HTMLElement {
  connectedCallback() {
    this.inputs = Object.fromEntries(KINDS.map((kind) => [kind, this.querySelector(`input[data-kind="${kind}"]`)]));
    if (!this.drawing) this.build();
    this.show(this.weights);
  }

  /** The weights, whole percents by kind. */
  get weights() {
    return Object.fromEntries(KINDS.map((kind) => [kind, Number(this.inputs[kind].value) || 0]));
  }

  set weights(weights) {
    for (const kind of KINDS) this.inputs[kind].value = weights[kind];
    this.show(weights);
  }

  build() {
    this.drawing = draw("svg", { viewBox: "0 0 240 220" });
    this.drawing.append(draw("path", { class: "ground", d: outline() }), ...gridLines());
    this.shares = Object.fromEntries(KINDS.map((kind) => [kind, draw("line", { class: "share", "data-kind": kind })]));
    this.drawing.append(...Object.values(this.shares), ...KINDS.flatMap((kind) => this.corner(kind)));
    this.handle = draw("g", { class: "handle", role: "slider", tabindex: 0, "aria-valuemin": 0, "aria-valuemax": 100 });
    this.handle.setAttribute("aria-label", this.getAttribute("label") ?? gettext("Balance of time, cost and quality"));
    this.handle.append(draw("circle", { class: "reach", r: 18 }), draw("circle", { class: "halo", r: 13 }));
    this.handle.append(draw("circle", { class: "knob", r: 8.5 }));
    this.drawing.append(this.handle);
    this.prepend(this.drawing);
    this.listen();
  }

  corner(kind) {
    const [cx, cy] = CORNERS[kind];
    const [x, y, anchor] = NAMES_AT[kind];
    const name = draw("text", { class: "corner-name", "data-kind": kind, x, y, "text-anchor": anchor });
    name.setAttribute("aria-hidden", "true");
    name.textContent = this.inputs[kind].dataset.name;
    return [draw("circle", { class: "corner", "data-kind": kind, cx, cy, r: 3.5 }), name];
  }

  listen() {
    this.drawing.addEventListener("pointerdown", (event) => this.grab(event));
    this.drawing.addEventListener("pointermove", (event) => this.dragging && this.move(event));
    this.drawing.addEventListener("pointerup", () => this.release());
    this.drawing.addEventListener("lostpointercapture", () => this.release());
    this.handle.addEventListener("keydown", (event) => this.onKey(event));
    for (const kind of KINDS) {
      this.inputs[kind].addEventListener("change", (event) => this.typed(event, kind));
    }
  }

  grab(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    this.drawing.setPointerCapture(event.pointerId);
    this.handle.focus({ preventScroll: true, focusVisible: false });
    this.dragging = true;
    this.move(event);
  }

  move(event) {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.drawing.getScreenCTM().inverse());
    this.set(weightsAt([point.x, point.y]), "input");
  }

  release() {
    if (!this.dragging) return;
    this.dragging = false;
    this.say("change");
  }

  onKey(event) {
    const step = event.shiftKey ? LEAP : STEP;
    const arrow = ARROWS[event.key];
    if (event.key === "Home") this.set({ ...EVEN }, "input");
    else if (arrow) this.set(towards(this.weights, arrow[0], arrow[1] * step), "input");
    else return;
    event.preventDefault();
    this.say("change");
  }

  typed(event, kind) {
    event.stopPropagation();
    this.set(withOne(this.before, kind, Number(this.inputs[kind].value) || 0), "input");
    this.say("change");
  }

  set(weights, event) {
    this.weights = weights;
    this.say(event);
  }

  /** Forms and htmx hear `input` while it moves and `change` when it rests. */
  say(event) {
    this.dispatchEvent(new CustomEvent(event, { bubbles: true, detail: this.weights }));
  }

  show(weights) {
    this.before = weights;
    const [x, y] = pointOf(weights);
    this.handle.setAttribute("transform", `translate(${x} ${y})`);
    for (const kind of KINDS) {
      const [x1, y1] = CORNERS[kind];
      const line = this.shares[kind];
      for (const [name, value] of Object.entries({ x1, y1, x2: x, y2: y })) line.setAttribute(name, value);
      line.setAttribute("stroke-opacity", 0.25 + (0.75 * weights[kind]) / 100);
    }
    this.handle.setAttribute("aria-valuenow", weights.time);
    this.handle.setAttribute("aria-valuetext", inWords(weights));
  }
}

const inWords = (weights) => fill(gettext("time {time} %, cost {cost} %, quality {quality} %"), weights);

const outline = () => `M${KINDS.map((kind) => CORNERS[kind].join(" ")).join("L")}Z`;

/** Lines of equal weight, at each quarter. */
function gridLines() {
  const others = { time: ["cost", "quality"], cost: ["time", "quality"], quality: ["time", "cost"] };
  return KINDS.flatMap((kind) =>
    [25, 50, 75].map((weight) => {
      const [first, second] = others[kind];
      const [x1, y1] = pointOf({ [kind]: weight, [first]: 100 - weight, [second]: 0 });
      const [x2, y2] = pointOf({ [kind]: weight, [first]: 0, [second]: 100 - weight });
      return draw("line", { class: "grid", x1, y1, x2, y2 });
    }),
  );
}

customElements.define("trilemma-triangle", Triangle);
