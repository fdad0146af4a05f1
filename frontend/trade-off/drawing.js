// The two charts of the trade-off, in the words of the chart library. Pure: no page.
import { qualityLines } from "./choosing.js";

const HUES = ["--quality", "--hue-3", "--hue-5", "--muted"];

/** Finish against cost: a dot a plan, lines join plans of the same quality; the chosen one is large, refused ones are faint. */
export function frontOption(points, { chosen, kept, allowed, now, currency, words }) {
  const lines = qualityLines(points);
  const dot = (at) => ({
    value: [points[at].finish, points[at].cost, points[at].defects, at],
    symbolSize: at === chosen ? 18 : at === kept ? 14 : 9,
    itemStyle: {
      opacity: allowed.has(at) ? 1 : 0.25,
      borderWidth: at === chosen || at === kept ? 2 : 0,
      borderColor: "--text",
    },
  });
  return {
    grid: { right: 24, top: 36 },
    legend: { top: 0 },
    tooltip: { trigger: "item" },
    xAxis: { type: "time", axisLabel: { formatter: "short-day", hideOverlap: true } },
    yAxis: { type: "value", scale: true, axisLabel: { formatter: `money:${currency}` } },
    series: [
      ...lines.map((line, n) => ({
        name: words.defects(line.low, line.high),
        type: "line",
        step: "end",
        symbol: "circle",
        showAllSymbol: true,
        itemStyle: { color: HUES[n % HUES.length] },
        lineStyle: { color: HUES[n % HUES.length], width: 1, type: "dashed" },
        data: line.places.map(dot),
      })),
      ...(now
        ? [
            {
              name: words.now,
              type: "scatter",
              symbol: "diamond",
              symbolSize: 14,
              itemStyle: { color: "--accent" },
              data: [[now.finish, now.cost]],
            },
          ]
        : []),
    ],
  };
}

/** All three axes beside each other, a line a plan. */
export function parallelOption(points, { chosen, kept, allowed, currency, words }) {
  const look = (at) => {
    if (at === chosen) return { width: 4, opacity: 1, color: "--accent" };
    if (at === kept) return { width: 3, opacity: 1, color: "--text" };
    return { width: 1, opacity: allowed.has(at) ? 0.5 : 0.1, color: "--muted" };
  };
  const row = (at) => ({
    value: [Date.parse(points[at].finish), points[at].cost, points[at].defects],
    lineStyle: look(at),
  });
  return {
    parallel: { left: 80, right: 80, top: 32, bottom: 16, parallelAxisDefault: { splitNumber: 3 } },
    parallelAxis: [
      { dim: 0, name: words.finish, type: "value", scale: true, axisLabel: { formatter: "short-day" } },
      { dim: 1, name: words.cost, type: "value", scale: true, axisLabel: { formatter: `money:${currency}` } },
      { dim: 2, name: words.quality, type: "value", scale: true, axisLabel: { formatter: "number" } },
    ],
    series: [{ type: "parallel", data: points.map((_, at) => row(at)) }],
  };
}
