// A standard text goes into the first box of words of its form: in place of nothing, or where the cursor is.

export function phrases() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-say]");
    const box = button && button.closest("form").querySelector("textarea");
    if (!box) return;
    const text = button.dataset.say;
    box.setRangeText(text, box.selectionStart, box.selectionEnd, "end");
    box.dispatchEvent(new Event("input", { bubbles: true })); // the draft and the counter hear of it
    box.focus();
  });
}
