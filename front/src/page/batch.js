// The bar of a batch shows when a row is ticked, and says how many are.

export function batch() {
  const bar = document.querySelector("[data-batch]");
  if (!bar) return;
  const count = bar.querySelector("[data-ticked]");
  const show = () => {
    const ticked = document.querySelectorAll(".tick-box input:checked").length;
    bar.hidden = !ticked;
    count.textContent = ticked;
  };
  document.addEventListener("change", show);
  window.addEventListener("pageshow", show); // back from another page the browser ticks again what was ticked
  show();
}
