// The look of charts, read from the same tokens as the pages; and formats by name, since JSON carries no functions.
import { day, money, number, percent } from "../shell/words.js";

/** The present value of a token; the browser resolves light and dark. */
export function token(name) {
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

const FORMATS = {
  number: () => (value) => number(value),
  money: (currency) => (value) => money(value, currency),
  percent: (digits) => (value) => percent(value, Number(digits ?? 0)),
  day: () => (value) => day(asDate(value)),
  "short-day": () => (value) => day(asDate(value), { day: "numeric", month: "short" }),
};

const asDate = (value) => (typeof value === "number" ? new Date(value) : value);

const FORMATTED = new Set(["formatter", "valueFormatter"]);

/** The function that a text such as "money:EUR" names; other texts stay, as templates of ECharts. */
export function formatOf(text) {
  const [name, argument] = text.split(":");
  return FORMATS[name]?.(argument) ?? text;
}

/** A description with its tokens ("--time") as colours and its formats as functions. */
export function withTokens(value, colourOf = token, key = "") {
  if (typeof value === "string") {
    if (value.startsWith("--")) return colourOf(value);
    return FORMATTED.has(key) ? formatOf(value) : value;
  }
  if (Array.isArray(value)) {
    // long columns of numbers are passed on as they are
    return typeof value[0] === "number" ? value : value.map((entry) => withTokens(entry, colourOf, key));
  }
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, withTokens(entry, colourOf, name)]));
}

/** The theme of ECharts in the present light. */
export function themeNow() {
  const [text, muted, line, strong, raised] = ["--text", "--muted", "--line", "--line-strong", "--raised"].map(token);
  const font = getComputedStyle(document.body).fontFamily;
  const label = { color: muted, fontFamily: font, fontSize: 12 };
  const axis = {
    axisLine: { lineStyle: { color: strong } },
    axisTick: { lineStyle: { color: strong }, length: 4 },
    axisLabel: { ...label, hideOverlap: true },
    nameTextStyle: { ...label, fontWeight: 500 },
    splitLine: { lineStyle: { color: line } },
    splitArea: { show: false },
    minorSplitLine: { show: false },
  };
  return {
    color: ["--accent", "--hue-6", "--hue-1", "--hue-4", "--hue-3", "--hue-5", "--hue-7"].map(token),
    backgroundColor: "transparent",
    textStyle: { fontFamily: font, fontSize: 12, color: text },
    categoryAxis: { ...axis, splitLine: { show: false } },
    valueAxis: axis,
    timeAxis: { ...axis, splitLine: { show: false } },
    logAxis: axis,
    grid: { left: 8, right: 16, top: 24, bottom: 8, containLabel: true },
    legend: { textStyle: { ...label, color: text }, icon: "roundRect", itemWidth: 12, itemHeight: 8, top: 0, left: 0 },
    tooltip: {
      backgroundColor: raised,
      borderColor: strong,
      borderWidth: 1,
      padding: [6, 10],
      textStyle: { color: text, fontFamily: font, fontSize: 12 },
      axisPointer: { lineStyle: { color: muted }, crossStyle: { color: muted }, label: { backgroundColor: muted } },
    },
    line: { symbolSize: 6, lineStyle: { width: 2 }, smooth: false },
    bar: { barMaxWidth: 32 },
    markLine: { label, lineStyle: { color: muted } },
    parallel: { parallelAxisDefault: { ...axis, splitNumber: 3, nameTextStyle: { ...label, color: text } } },
  };
}
