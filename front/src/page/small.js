// Small things: copy a link, count a call's seconds, count letters, lead the eye to what must be changed.

// navigator.clipboard is missing on plain http, where many office networks live
function copied(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "hide";
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done ? Promise.resolve() : Promise.reject();
}

export function copies(root) {
  root.querySelectorAll("[data-copy]").forEach((button) => {
    button.hidden = false;
    const label = button.querySelector("span") || button;
    const before = label.textContent;
    label.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      const field = document.getElementById(button.dataset.copyOf);
      try {
        await copied(field ? field.value : button.dataset.copy);
        label.textContent = button.dataset.copied;
        setTimeout(() => (label.textContent = before), 3000);
      } catch (refused) {
        if (field) field.select(); // then Ctrl+C does it
        else label.textContent = button.dataset.copy; // then it can be read and typed
      }
    });
  });
}

export function clocks(root) {
  root.querySelectorAll("[data-clock]").forEach((clock) => {
    const start = performance.now();
    const timer = setInterval(() => {
      if (!document.contains(clock)) return clearInterval(timer);
      const seconds = Math.floor((performance.now() - start) / 1000);
      const parts = [Math.floor(seconds / 60), seconds % 60];
      clock.textContent = parts.map((part) => String(part).padStart(2, "0")).join(":");
      return undefined;
    }, 1000);
  });
}

export function counts(root) {
  root.querySelectorAll("[data-count-of]").forEach((output) => {
    const field = document.getElementById(output.dataset.countOf);
    if (!field) return;
    const most = field.maxLength > 0 ? ` / ${field.maxLength}` : "";
    const show = () => (output.textContent = [...field.value].length + most);
    (field.form || field).addEventListener("input", show);
    show();
  });
}

export function focusOnErrors() {
  const summary = document.querySelector("[data-focus]");
  if (summary) summary.focus();
}
