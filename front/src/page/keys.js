// Keys of the desk: j k move in a list, o opens, / finds, ? shows all keys, and data-key="d" gives a link or button its own.

const writing = (target) => /^(input|textarea|select)$/i.test(target.tagName) || target.isContentEditable;

const stops = () => [...document.querySelectorAll(".inbox a, .list tbody tr, .hits a")];

function current(all) {
  const focused = all.findIndex((stop) => stop.contains(document.activeElement));
  return focused >= 0 ? focused : all.findIndex((stop) => stop.hasAttribute("aria-current") || stop.classList.contains("on"));
}

function move(by) {
  const all = stops();
  if (!all.length) return;
  const at = current(all);
  const next = all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
  const link = next.tagName === "TR" ? next.querySelector("a") : next;
  if (next.tagName === "TR") all.forEach((row) => row.classList.toggle("on", row === next));
  if (link) link.focus();
  next.scrollIntoView({ block: "nearest" });
}

function open() {
  const all = stops();
  const stop = all[current(all)];
  const link = stop && (stop.tagName === "TR" ? stop.querySelector("a") : stop);
  if (link) link.click();
}

// A choice is only come to: whether it is taken, the next key says. Everything else is pressed.
function reach(element) {
  if (element.type === "radio") {
    const chosen = [...element.form.elements].find((one) => one.name === element.name && one.checked);
    (chosen || element).focus();
  } else {
    element.focus();
    element.click();
  }
}

// x ticks the row one is at, X all of them, or none where all are ticked
const boxes = () => [...document.querySelectorAll('.picks [type="checkbox"]')];

function tick(which) {
  const on = !which.every((box) => box.checked);
  which.forEach((box) => (box.checked = on));
  if (which.length) which[0].dispatchEvent(new Event("change", { bubbles: true }));
}

function tickOne() {
  const all = stops();
  const row = all[current(all)];
  const box = row && row.querySelector('.tick-box [type="checkbox"]');
  if (box) tick([box]);
}

function find() {
  const field = document.querySelector("[data-find]");
  if (field) field.focus();
  return Boolean(field);
}

function help() {
  const panel = document.querySelector("[data-keys]");
  if (panel) panel.hidden = !panel.hidden;
}

const OWN = { x: tickOne, X: () => tick(boxes()), j: () => move(1), k: () => move(-1), o: open, "/": find, "?": help };

export function keys() {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && writing(event.target)) event.target.blur();
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || writing(event.target)) return;
    const element = /^[a-z0-9]$/i.test(event.key) ? document.querySelector(`[data-key="${event.key}"]`) : null;
    const shown = element && !element.disabled && element.getClientRects().length;
    const act = shown ? () => reach(element) : OWN[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
