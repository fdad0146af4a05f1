// <trilemma-slider>: a range and the input beside it that says the same in numbers or as a date (core/slider.html).
// The range counts in the input's unit, or in days from its earliest date; the input has the name and the value.

const DAY = 86_400_000;

const asNumber = (input) =>
  input.type === "date" ? Date.parse(`${input.value}T00:00:00Z`) / DAY : Number.parseFloat(input.value);

const asText = (input, value) =>
  input.type === "date" ? new Date(value * DAY).toISOString().slice(0, 10) : String(value);

class Slider extends HTMLElement {
  connectedCallback() {
    this.range = this.querySelector("input[type=range]");
    this.input = this.querySelector(".reading input");
    if (this.ready) return;
    this.ready = true;
    if (this.input.type === "date") this.countDays();
    this.range.addEventListener("input", (event) => this.slid(event, "input"));
    this.range.addEventListener("change", (event) => this.slid(event, "change"));
    this.input.addEventListener("input", () => this.typed());
    this.typed();
  }

  countDays() {
    for (const end of ["min", "max"]) {
      this.range[end] = Date.parse(`${this.input[end]}T00:00:00Z`) / DAY;
    }
  }

  slid(event, name) {
    event.stopPropagation();
    this.input.value = asText(this.input, Number(this.range.value));
    this.fill();
    this.input.dispatchEvent(new Event(name, { bubbles: true }));
  }

  typed() {
    const value = asNumber(this.input);
    if (Number.isFinite(value)) this.range.value = value;
    this.fill();
  }

  fill() {
    const { min, max, value } = this.range;
    const share = max === min ? 0 : ((value - min) / (max - min)) * 100;
    this.range.style.setProperty("--filled", `${share}%`);
    this.range.setAttribute("aria-valuetext", this.input.value);
  }
}

customElements.define("trilemma-slider", Slider);
