// Passkeys and security keys: the browser makes or shows a credential, the form of the page carries it to the server.
import { ask } from "../shell/server.js";
import { notify } from "../shell/toasts.js";
import { gettext } from "../shell/words.js";

const byId = (id) => document.getElementById(id);
const parsed = (id) => JSON.parse(byId(id).textContent);

/** A passkey signs in by itself; a security key is a second factor only. */
function wanted(options, passwordless) {
  const selection = { ...options.publicKey.authenticatorSelection };
  selection.residentKey = passwordless ? "required" : "discouraged";
  selection.requireResidentKey = passwordless;
  if (passwordless) selection.userVerification = "required";
  return { ...options.publicKey, authenticatorSelection: selection };
}

function make(options) {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  return navigator.credentials.create({ publicKey });
}

function show(options) {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options.publicKey);
  return navigator.credentials.get({ publicKey });
}

/** Press a button, let the browser ask the person, send the form with what comes back. */
function onPress(button, credentialId, get) {
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    button.setAttribute("aria-busy", "true");
    try {
      const input = byId(credentialId);
      input.value = JSON.stringify((await get()).toJSON());
      input.form.submit();
    } catch (error) {
      button.removeAttribute("aria-busy");
      notify(reason(error), { tone: "danger" });
    }
  });
}

function reason(error) {
  if (error.name === "NotAllowedError") return gettext("That was cancelled, or took too long. Please try again.");
  if (error.name === "InvalidStateError") return gettext("This key is known already.");
  return error.message || gettext("This did not work.");
}

const FORMS = {
  "allauth.webauthn.forms.addForm": ({ ids }) => {
    const passwordless = () => byId(ids.passwordless)?.checked ?? false;
    const { creation_options } = parsed(ids.data);
    onPress(byId(ids.add), ids.credential, () => make(wanted(creation_options, passwordless())));
  },
  "allauth.webauthn.forms.loginForm": ({ ids }) => {
    const button = byId(ids.login);
    onPress(button, ids.credential, async () => show((await ask(button.form.action)).request_options));
  },
  "allauth.webauthn.forms.authenticateForm": ({ ids }) => {
    const { request_options } = parsed(ids.data);
    onPress(byId(ids.authenticate), ids.credential, () => show(request_options));
  },
};

// the pages say in blocks of data which of these forms they have
for (const block of document.querySelectorAll("script[data-allauth-onload]")) {
  FORMS[block.dataset.allauthOnload]?.(JSON.parse(block.textContent));
}
