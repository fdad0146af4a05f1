/** The edge between table and chart: moved by pointer and by arrows, remembered by the browser. */

import { el } from "./dom.js";
import { follow } from "./grid_header.js";

const STORED = "plan-split";
const USUAL = 0.5;
const STEP = 24;

export class Splitter {
  constructor(page) {
    this.page = page;
    this.element = el("div", {
      class: "plan-splitter",
      role: "separator",
      tabindex: "0",
      "aria-orientation": "vertical",
      "aria-label": page.t("Width of the table"),
      "aria-valuemin": "0",
      "aria-valuemax": "100",
    });
    this.element.addEventListener("pointerdown", (event) => this.#drag(event));
    this.element.addEventListener("dblclick", () => this.set(USUAL));
    this.element.addEventListener("keydown", (event) => this.#key(event));
    let stored = Number.NaN;
    try {
      stored = Number.parseFloat(localStorage.getItem(STORED));
    } catch {
      // a browser that stores nothing begins anew each time
    }
    this.#apply(Number.isFinite(stored) ? stored : USUAL);
  }

  /** The table's share of the width. */
  set(share) {
    this.#apply(Math.min(Math.max(share, 0), 1));
    try {
      localStorage.setItem(STORED, String(this.share));
    } catch {
      // as above
    }
  }

  #apply(share) {
    this.share = share;
    this.page.style.setProperty("--plan-split", `${(share * 100).toFixed(2)}%`);
    this.element.setAttribute("aria-valuenow", Math.round(share * 100));
  }

  #drag(event) {
    event.preventDefault();
    const { left, right, width } = this.page.window.getBoundingClientRect();
    const rtl = getComputedStyle(this.page).direction === "rtl";
    follow(event, ({ clientX }) => this.set((rtl ? right - clientX : clientX - left) / width));
  }

  #key(event) {
    const steps = { ArrowLeft: -STEP, ArrowRight: STEP };
    event.stopPropagation();
    if (event.key in steps) this.set(this.share + steps[event.key] / this.page.window.clientWidth);
    else if (event.key === "Home") this.set(0);
    else if (event.key === "End") this.set(1);
    else return;
    event.preventDefault();
  }
}
