// "Take theirs": puts what a field says now in the place of what was typed (core/parts/stale.html).

function take(button) {
  const input = document.getElementById(button.dataset.take);
  if (!input) return;
  if (input.type === "checkbox") input.checked = button.value === "True";
  else input.value = button.value;
  input.dispatchEvent(new Event("change", { bubbles: true }));
  input.focus();
  button.closest("li").remove();
}

export function startStale() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-take]");
    if (button) take(button);
  });
}
