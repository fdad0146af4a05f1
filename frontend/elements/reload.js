// <trilemma-reload on="run-finished">: loads the page again when something it shows has been computed.
// What somebody is typing is never thrown away: then a notice offers the new page instead.
import { notify } from "../shell/toasts.js";
import { gettext } from "../shell/words.js";

const busy = () => {
  const focused = document.activeElement;
  const typing = focused instanceof HTMLInputElement || focused instanceof HTMLTextAreaElement;
  return Boolean(document.querySelector("dialog[open]")) || (typing && focused.value !== focused.defaultValue);
};

class Reload extends HTMLElement {
  connectedCallback() {
    this.listen = () => {
      if (busy()) {
        notify(gettext("New results are ready."), {
          action: { label: gettext("Show them"), run: () => location.reload() },
        });
      } else {
        location.reload();
      }
    };
    document.addEventListener(this.getAttribute("on"), this.listen);
  }

  disconnectedCallback() {
    document.removeEventListener(this.getAttribute("on"), this.listen);
  }
}

customElements.define("trilemma-reload", Reload);
