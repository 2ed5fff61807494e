// A form is sent once, however often the thumb taps; its key makes a second try after a broken line harmless.

const AGAIN_AFTER = 8000; // when the line was too slow to answer, the same form (and key) may be sent again

export function lock(form, on) {
  const outside = form.id ? document.querySelectorAll(`button[form="${form.id}"]`) : [];
  [...form.querySelectorAll("button:not([type=button])"), ...outside].forEach((button) => {
    button.disabled = on;
  });
}

export function sendOnce() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post") || "again" in form.dataset) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    // after this event: a disabled button would not send its own name and value
    setTimeout(() => lock(form, true));
    setTimeout(() => release(form), AGAIN_AFTER);
  });
  // back from the next page, the browser shows the old one as it was left
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    const form = document.querySelector("form[data-ctrl-enter]");
    const button = form && [...form.elements].find((one) => one.type === "submit");
    if (button) button.click();
  });
}

function release(form) {
  delete form.dataset.sent;
  lock(form, false);
}
