// <trilemma-chart source="id">: draws the chart that a JSON block of the page describes (core/chart.html).
// The library is fetched only where a chart is. Events: chart-click with what was pressed.
import { themeNow, withTokens } from "../charts/theme.js";

class Chart extends HTMLElement {
  connectedCallback() {
    if (this.observer) return;
    this.box = document.createElement("div");
    this.box.className = "chart-canvas";
    this.box.setAttribute("role", "img");
    this.box.setAttribute("aria-label", this.getAttribute("label") ?? "");
    this.replaceChildren(this.box);
    this.observer = new ResizeObserver(() => this.chart?.resize());
    this.again = () => this.draw();
    this.darkness = matchMedia("(prefers-color-scheme: dark)");
    this.darkness.addEventListener("change", this.again);
    document.addEventListener("appearance", this.again);
    this.draw();
  }

  disconnectedCallback() {
    this.observer.disconnect();
    this.observer = undefined;
    this.darkness.removeEventListener("change", this.again);
    document.removeEventListener("appearance", this.again);
    this.chart?.dispose();
    this.chart = undefined;
  }

  /** What the chart shows, in the words of ECharts; colours may name tokens such as "--time". */
  get option() {
    const block = document.getElementById(this.getAttribute("source"));
    return this.given ?? (block ? JSON.parse(block.textContent) : undefined);
  }

  set option(option) {
    this.given = option;
    this.draw();
  }

  async draw() {
    if (!this.option) return;
    const { init } = await import("../charts/echarts.js");
    // what is to be shown may have changed while the library was on its way
    const { option } = this;
    if (!this.observer || !option) return;
    this.chart?.dispose();
    this.chart = init(this.box, themeNow(), { renderer: "canvas" });
    this.chart.setOption(this.complete(option));
    this.chart.on("click", (pressed) => {
      const { name, value, data, seriesName, dataIndex } = pressed;
      const detail = { name, value, data, seriesName, dataIndex };
      this.dispatchEvent(new CustomEvent("chart-click", { bubbles: true, detail }));
    });
    this.observer.observe(this.box);
    this.dataset.drawn = String(1 + Number(this.dataset.drawn ?? 0));
  }

  complete(option) {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const label = this.getAttribute("label");
    return {
      animation: !still,
      animationDuration: 200,
      animationDurationUpdate: 200,
      // the page forbids inline styles, so the tip is drawn, not built
      ...withTokens(option),
      tooltip: { renderMode: "richText", confine: true, ...withTokens(option.tooltip ?? {}) },
      aria: { enabled: true, ...(label ? { label: { description: label } } : {}), ...option.aria },
    };
  }
}

customElements.define("trilemma-chart", Chart);
