// The trade-off page: weights, limits and clicks choose a plan of the front; its price and its differences in words.
import { make } from "../shell/dom.js";
import { day, fill, gettext, money, ngettext, number, percent } from "../shell/words.js";
import { choose, differingModes, keeps, loosenings } from "../trade-off/choosing.js";
import { frontOption, parallelOption } from "../trade-off/drawing.js";

const rounded = (value, maximumFractionDigits) => number(value, { maximumFractionDigits });

const MOST_DIFFERENCES = 12;

class TradeOff extends HTMLElement {
  async connectedCallback() {
    // what this page sets on its charts and reads of its triangle must be there first
    await Promise.all(
      ["trilemma-triangle", "trilemma-chart", "trilemma-slider"].map((name) => customElements.whenDefined(name)),
    );
    this.data = JSON.parse(document.getElementById(this.getAttribute("source")).textContent);
    this.kept = -1;
    this.piece = (name) => this.querySelector(`[data-part="${name}"]`);
    this.triangle = this.querySelector("trilemma-triangle");
    this.triangle.addEventListener("change", () => this.byWeights());
    this.addEventListener("change", (event) => event.target.closest(".limits") && this.byWeights());
    this.addEventListener("chart-click", (event) => this.clicked(event.detail));
    this.addEventListener("click", (event) => {
      const button = event.target.closest("[data-choose]");
      if (button) this.show(Number(button.dataset.choose));
    });
    this.piece("keep").addEventListener("click", () => this.keep());
    this.piece("propose")?.addEventListener("submit", (event) => this.propose(event));
    this.byWeights();
  }

  get words() {
    return {
      finish: gettext("Finish"),
      cost: gettext("Cost"),
      quality: gettext("Escaped defects"),
      now: gettext("The plan as it is"),
      defects: (low, high) =>
        rounded(low, 0) === rounded(high, 0)
          ? fill(gettext("{a} defects escape"), { a: rounded(low, 0) })
          : fill(gettext("{a} to {b} defects escape"), { a: rounded(low, 0), b: rounded(high, 0) }),
    };
  }

  get limits() {
    const value = (id) => this.querySelector(`#limit-${id}`)?.value;
    return { finish: value("finish"), cost: Number(value("cost")), defects: Number(value("defects")) };
  }

  byWeights() {
    const { time, cost, quality } = this.triangle.weights ?? { time: 34, cost: 33, quality: 33 };
    this.show(choose(this.data.points, { time, cost, quality }, this.limits));
  }

  clicked({ data, dataIndex, seriesName }) {
    const at = Array.isArray(data?.value) && data.value.length === 4 ? data.value[3] : seriesName ? -1 : dataIndex;
    if (at >= 0) this.show(at);
  }

  keep() {
    this.kept = this.chosen;
    this.show(this.chosen);
  }

  propose(event) {
    event.preventDefault();
    event.target.querySelector("button").disabled = true;
    event.target.action = `${this.data.propose}${this.chosen}`;
    HTMLFormElement.prototype.submit.call(event.target);
  }

  show(at) {
    this.chosen = at;
    const { points, now, currency } = this.data;
    const allowed = new Set(points.map((point, n) => (keeps(point, this.limits) ? n : -1)).filter((n) => n >= 0));
    const state = { chosen: at, kept: this.kept, allowed, now, currency, words: this.words };
    this.querySelector("#front").option = frontOption(points, state);
    this.querySelector("#parallel").option = parallelOption(points, state);
    this.piece("keep").disabled = at < 0;
    const propose = this.piece("propose")?.querySelector("button");
    if (propose) propose.hidden = at < 0;
    this.piece("chosen").replaceChildren(...(at < 0 ? this.impossible() : this.described(points[at])));
    this.compare();
  }

  impossible() {
    const lines = [make("p", {}, gettext("No plan that was found keeps all three limits."))];
    const said = {
      finish: (needed) => fill(gettext("A finish by {a} would make it possible."), { a: day(needed) }),
      cost: (needed) =>
        fill(gettext("A cost of up to {a} would make it possible."), { a: money(needed, this.data.currency) }),
      defects: (needed) =>
        fill(gettext("Up to {a} escaped defects would make it possible."), { a: rounded(needed, 1) }),
    };
    for (const { axis, needed } of loosenings(this.data.points, this.limits))
      lines.push(make("p", {}, said[axis](needed)));
    return lines;
  }

  described(point) {
    const { currency, now } = this.data;
    const sentences = [
      fill(gettext("Finish on {a}, cost {b}, {c} escaped defects."), {
        a: day(point.finish),
        b: money(point.cost, currency),
        c: rounded(point.defects, 1),
      }),
    ];
    if (point.price_of_a_day !== null) {
      sentences.push(
        fill(gettext("Around here one day earlier costs {a}."), { a: money(point.price_of_a_day, currency) }),
      );
    }
    if (point.price_of_a_defect !== null) {
      sentences.push(
        fill(gettext("One escaped defect less costs {a}."), { a: money(point.price_of_a_defect, currency) }),
      );
    }
    sentences.push(
      point.gap === null
        ? gettext("How far it is from the best possible is not proven.")
        : fill(gettext("It is at most {a} from the best possible."), { a: percent(point.gap, 1) }),
    );
    if (now) {
      const days = Math.round((Date.parse(point.finish) - Date.parse(now.finish)) / 86_400_000);
      const cost = point.cost - now.cost;
      const moved =
        days === 0
          ? gettext("the same day")
          : fill(
              days < 0
                ? ngettext("{a} day earlier", "{a} days earlier", -days)
                : ngettext("{a} day later", "{a} days later", days),
              { a: Math.abs(days) },
            );
      sentences.push(
        fill(gettext("Against the plan as it is: {a}, {b}, {c} defects."), {
          a: moved,
          b: signed(cost, (value) => money(value, currency)),
          c: signed(point.defects - now.defects, (value) => rounded(value, 1)),
        }),
      );
    }
    return sentences.map((sentence) => make("p", {}, sentence));
  }

  compare() {
    const box = this.piece("comparison");
    const { points, names, modes, currency } = this.data;
    box.hidden = this.kept < 0 || this.kept === this.chosen || this.chosen < 0;
    if (box.hidden) return;
    const [a, b] = [points[this.kept], points[this.chosen]];
    const days = Math.round((Date.parse(b.finish) - Date.parse(a.finish)) / 86_400_000);
    const lines = [
      fill(gettext("Finish: {a} and {b} ({c} days)"), {
        a: day(a.finish),
        b: day(b.finish),
        c: signed(days, (value) => rounded(value, 0)),
      }),
      fill(gettext("Cost: {a} and {b}"), { a: money(a.cost, currency), b: money(b.cost, currency) }),
      fill(gettext("Escaped defects: {a} and {b}"), { a: rounded(a.defects, 1), b: rounded(b.defects, 1) }),
    ];
    const differing = differingModes(a, b);
    const mode = (activity, id) => modes[activity]?.[id] ?? id ?? "–";
    for (const [activity, first, second] of differing.slice(0, MOST_DIFFERENCES)) {
      lines.push(
        fill(gettext("{a}: {b} or {c}"), {
          a: names[activity] ?? activity,
          b: mode(activity, first),
          c: mode(activity, second),
        }),
      );
    }
    if (differing.length > MOST_DIFFERENCES) {
      lines.push(fill(gettext("and {a} more activities in other ways"), { a: differing.length - MOST_DIFFERENCES }));
    }
    this.piece("difference").replaceChildren(
      make("ul", { class: "list" }, ...lines.map((line) => make("li", {}, line))),
    );
  }
}

function signed(value, shown) {
  const text = shown(Math.abs(value));
  return value > 0 ? `+${text}` : value < 0 ? `−${text}` : text;
}

customElements.define("trilemma-trade-off", TradeOff);
