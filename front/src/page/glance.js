// Preview 预览: on a wide screen the row that has the focus is shown beside the list. Without a script, or where there is
// no room, a row is a plain link to its page.

const QUIET = 120; // somebody who holds j down is not interested in what flies past
const wide = () => matchMedia("(min-width: 75rem)").matches;

export function glance() {
  const box = document.querySelector("[data-glances]");
  if (!box || !window.htmx) return;
  let shown = "";
  let timer = 0;

  function show(link) {
    shown = link.dataset.glance;
    window.htmx.ajax("GET", shown, { target: box, swap: "innerHTML" });
  }

  // what a quicker row has overtaken is let go; a page that sends us elsewhere (signed out, gone) is not shown beside
  box.addEventListener("htmx:beforeSwap", (event) => {
    const { pathInfo, xhr } = event.detail;
    event.detail.shouldSwap = xhr.status === 200 && pathInfo.requestPath === shown && xhr.responseURL.endsWith(shown);
    if (!event.detail.shouldSwap && pathInfo.requestPath === shown) shown = "";
  });
  box.addEventListener("htmx:afterSwap", () => {
    const link = document.querySelector(`a[data-glance="${shown}"]`);
    const list = { row: link.dataset.row, here: box.dataset.here };
    box.querySelectorAll("[data-list]").forEach((field) => (field.value = list[field.dataset.list]));
    box.scrollTop = 0;
  });

  function choose(link) {
    link.closest("tbody").querySelectorAll("tr").forEach((row) => row.classList.toggle("on", row.contains(link)));
    clearTimeout(timer);
    if (shown !== link.dataset.glance) timer = setTimeout(show, QUIET, link);
  }

  document.addEventListener("focusin", (event) => {
    const link = event.target.closest("a[data-glance]");
    if (link && wide()) choose(link);
  });
  // the first click looks, the next one opens, a double one too; a key (no pointer, detail 0) opens
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-glance]");
    if (!link || !wide() || event.detail !== 1 || event.ctrlKey || event.metaKey || shown === link.dataset.glance) return;
    event.preventDefault();
    choose(link);
  });
  // back from a step: go on with the row that took the place of the one that is done
  const rows = document.querySelectorAll("a[data-glance]");
  const next = location.hash.match(/^#row-(\d+)$/);
  if (next && rows.length) rows[Math.min(rows.length - 1, Number(next[1]))].focus();
}
