// Dialogs: data-dialog="id" opens one of the page; what htmx swaps into #dialog opens by itself.

const shared = () => document.getElementById("dialog");

export function openDialog(dialog) {
  if (!dialog.open) dialog.showModal();
  dialog.querySelector("[autofocus]")?.focus();
}

function onClick(event) {
  const opener = event.target.closest("[data-dialog]");
  if (opener) openDialog(document.getElementById(opener.dataset.dialog));
  if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
  // a press on the backdrop is a press on the dialog itself
  if (event.target instanceof HTMLDialogElement && !("modal" in event.target.dataset)) closeFromOutside(event);
}

function closeFromOutside(event) {
  const box = event.target.getBoundingClientRect();
  const inside =
    event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
  const pressedByKey = event.clientX === 0 && event.clientY === 0;
  if (!inside && !pressedByKey && !hasTypedText(event.target)) event.target.close();
}

/** What somebody has typed is not thrown away by a slip of the mouse. */
const hasTypedText = (dialog) =>
  [...dialog.querySelectorAll("input, textarea")].some(
    (input) => !["hidden", "checkbox", "radio", "range"].includes(input.type) && input.value !== input.defaultValue,
  );

export function startDialogs() {
  document.addEventListener("click", onClick);
  document.addEventListener("htmx:after:settle", () => {
    const dialog = shared();
    if (dialog?.firstElementChild && !dialog.open) openDialog(dialog);
    if (dialog?.open && !dialog.firstElementChild) dialog.close();
  });
  // a form that came back with errors is open again; an address such as …#enter opens the dialog of that id
  const asked = location.hash && document.getElementById(location.hash.slice(1));
  const shown = document.querySelector("dialog[data-open]") ?? (asked instanceof HTMLDialogElement ? asked : null);
  if (shown) openDialog(shown);
  // the server ends a dialog with the header HX-Trigger: close-dialog
  document.addEventListener("close-dialog", () => shared()?.close());
  shared()?.addEventListener("close", (event) => event.target.replaceChildren());
}
