/** The line above the plan while a proposal is drawn over it: what it does, and whether it becomes the plan. */

import { el, icon } from "./dom.js";
import { post } from "./server.js";

export class ProposalBar {
  constructor(page) {
    this.page = page;
    this.element = el("div", {
      class: "plan-proposal",
      role: "region",
      "aria-label": page.t("Proposal"),
      hidden: true,
    });
  }

  refresh() {
    const { model, t } = this.page;
    const { proposal, urls } = model;
    this.element.hidden = !proposal;
    if (!proposal || this.shown === proposal) return;
    this.shown = proposal;
    const stale = proposal.stale ? t("It was computed on an older plan and will be computed again first.") : "";
    const text = el("p", {}, el("b", { text: proposal.name }), ` ${proposal.says ?? ""} ${stale}`);
    const details = proposal.href
      ? el("a", { class: "button", "data-size": "small", href: proposal.href, text: t("What changes") })
      : null;
    const adopt = urls.proposal_adopt && model.may.edit ? this.#button("Adopt", "proposal_adopt", "primary") : null;
    const discard = urls.proposal_discard && model.may.edit ? this.#button("Discard", "proposal_discard") : null;
    this.element.replaceChildren(...[icon("sparkles"), text, details, this.#hide(), discard, adopt].filter(Boolean));
  }

  /** Leaves the proposal where it is and takes it out of sight. */
  #hide() {
    const button = el("button", { type: "button", class: "button", "data-size": "small", text: this.page.t("Hide") });
    button.addEventListener("click", () => this.#gone());
    return button;
  }

  #button(label, url, kind) {
    const { page } = this;
    const button = el("button", {
      type: "button",
      class: "button",
      "data-size": "small",
      "data-kind": kind,
      text: page.t(label),
    });
    button.addEventListener("click", async () => {
      button.setAttribute("aria-busy", "true");
      try {
        const answer = await post(page.model.urls[url], { revision: page.model.revision });
        this.#gone();
        if (answer?.patch) page.answered(answer, []);
        else page.live.look();
      } catch (error) {
        page.say(error.message || page.t("The change could not be saved."));
        button.removeAttribute("aria-busy");
      }
    });
    return button;
  }

  #gone() {
    const { page } = this;
    const query = new URLSearchParams(location.search);
    query.delete("proposal");
    history.replaceState(history.state, "", `${location.pathname}${query.size ? `?${query}` : ""}${location.hash}`);
    page.model.setProposal(null);
    this.shown = null;
    this.refresh();
    page.invalidate();
    page.grid.focusActive();
  }
}
