/** The line below the plan: its finish, what is being saved, what moved and why, and what waits for its writer. */

import { movedSentence } from "./actions.js";
import { dateText } from "./date_text.js";
import { el, setText } from "./dom.js";
import { layerButton } from "./menu.js";

const TOLD = 3;

export class StatusBar {
  constructor(page) {
    this.page = page;
    const { t } = page;
    this.finish = el("span", { class: "plan-finish" });
    this.message = el("span", { class: "plan-message" });
    this.live = el("span", { class: "plan-live", role: "status", "aria-live": "polite" });
    this.moved = el("button", { type: "button", class: "plan-link", hidden: true });
    this.open = el("button", { type: "button", class: "plan-link is-danger", hidden: true });
    this.open.addEventListener("click", () => page.goToOpenCell());
    this.saving = el("span", { class: "plan-saving", hidden: true, text: t("Saving…") });
    const place = el("span", { class: "plan-anchor" }, this.moved);
    layerButton(this.moved, () => this.#movedList());
    this.element = el(
      "footer",
      { class: "plan-status" },
      this.finish,
      this.message,
      place,
      this.open,
      this.saving,
      this.live,
    );
  }

  refresh() {
    const { page } = this;
    const { model, t } = page;
    const count = t(model.n === 1 ? "1 row" : "{count} rows", { count: model.n });
    setText(
      this.finish,
      model.n ? `${t("Finish")} ${dateText(model.finish, model.locale, { finish: true })} · ${count}` : "",
    );
    this.saving.hidden = !page.edits.busy;
    const open = page.edits.open.length;
    this.open.hidden = !open;
    setText(
      this.open,
      open === 1 ? t("1 cell could not be saved") : t("{count} cells could not be saved", { count: open }),
    );
  }

  /** Says a sentence, also to a screen reader. */
  say(text) {
    setText(this.message, text);
    this.live.textContent = "";
    requestAnimationFrame(() => setText(this.live, text));
  }

  /** Tells what an answer moved: the first of it in words, all of it on demand. */
  tellMoved({ moved = [], moved_count: count = moved.length, by }) {
    const { page } = this;
    this.list = moved;
    this.moved.hidden = !count;
    const who = by?.length ? `${page.t("Changed by {names}", { names: by.join(", ") })}. ` : "";
    if (!count) {
      if (who) this.say(who);
      return;
    }
    setText(this.moved, count === 1 ? page.t("1 activity moved") : page.t("{count} activities moved", { count }));
    const told = moved.slice(0, 1).map((one) => movedSentence(page.model, one, page.t));
    this.say(who + told.join(" "));
    const more = moved.slice(1, TOLD).map((one) => movedSentence(page.model, one, page.t));
    if (more.length) requestAnimationFrame(() => setText(this.live, `${who}${[...told, ...more].join(". ")}`));
  }

  #movedList() {
    const { page } = this;
    const items = this.list.map((one) => {
      const button = el("button", { type: "button", class: "plan-link", text: movedSentence(page.model, one, page.t) });
      button.addEventListener("click", () => page.selectId(one[0]));
      return el("li", {}, button);
    });
    return el("div", { class: "plan-form" }, el("ul", { class: "plan-moved" }, ...items));
  }
}
