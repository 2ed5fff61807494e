// 断点续传: over a slow line photos go ahead of their form, part by part, each sent again until it has arrived; the form then
// names them. What this browser or the server cannot do, it leaves: then the form carries the files itself.

import { lock } from "./send.js";

const PART = 48 * 1024;
const WAITS = [500, 1500, 3000, 5000, 8000]; // after a part that did not get through
const GAVE_UP = {};

function key() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").slice(0, 22);
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const token = () => JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";
const keys = new WeakMap(); // a file keeps its key when the form is sent again

// how much is there now; null where this photo cannot go in parts; GAVE_UP while the line is broken
async function part(address, file, offset) {
  const headers = { "X-CSRFToken": token(), "Upload-Offset": String(offset), "Content-Type": "application/octet-stream" };
  for (const wait of [...WAITS, 0]) {
    try {
      const answer = await fetch(address, { method: "PUT", headers, body: file.slice(offset, offset + PART) });
      const have = Number(answer.headers.get("Upload-Offset"));
      if (answer.ok || answer.status === 409) return have;
      if (answer.status < 500) return null;
    } catch (broken) {
      // the next try says where to go on
    }
    if (wait) await pause(wait);
  }
  return GAVE_UP;
}

async function whole(file, moved) {
  if (!keys.has(file)) keys.set(file, { name: key(), have: 0 });
  const mine = keys.get(file);
  for (let tries = 0; mine.have < file.size; tries += 1) {
    if (tries > file.size / PART + 20) return null; // two who write under one key, or a server that forgets
    const have = await part(`/uploads/${mine.name}/`, file, mine.have);
    if (have === null || have === GAVE_UP) return have;
    mine.have = have;
    moved();
  }
  return mine.name;
}

function said(form) {
  let line = form.querySelector("[data-progress]");
  if (!line) {
    line = document.createElement("p");
    line.className = "s dim";
    line.setAttribute("role", "status");
    line.dataset.progress = "";
    const box = form.querySelector("[data-photos]");
    box.parentNode.insertBefore(line, box.nextSibling);
  }
  return (text) => (line.textContent = text);
}

function hidden(form, name, value) {
  const input = document.createElement("input");
  Object.assign(input, { type: "hidden", name, value });
  form.append(input);
}

async function send(form, inputs, button) {
  const words = form.querySelector("[data-photos]").dataset;
  const say = said(form);
  const files = inputs.reduce((all, input) => all.concat([...input.files]), []);
  const total = files.reduce((sum, file) => sum + file.size, 0);
  const arrived = () => files.reduce((sum, file) => sum + (keys.has(file) ? keys.get(file).have : 0), 0);
  const moved = () => say(words.sending.replace("%s", Math.floor((100 * arrived()) / total)));
  moved();
  const named = [];
  for (const input of inputs) {
    for (const file of input.files) {
      const name = await whole(file, moved);
      if (name === GAVE_UP) {
        say(words.broken.replace("%s", Math.floor((100 * arrived()) / total)));
        return false;
      }
      if (name !== null) named.push(`${input.name} ${name} ${file.size}`);
    }
  }
  if (named.length === files.length) {
    inputs.forEach((input) => (input.value = ""));
    named.forEach((value) => hidden(form, "arrived", value));
  }
  if (button && button.name) hidden(form, button.name, button.value);
  HTMLFormElement.prototype.submit.call(form);
  return true;
}

export function resume() {
  let pressed = null; // engines before Chrome 81 do not say which button it was
  document.addEventListener("click", (event) => (pressed = event.target.closest("button")), true);
  // back from the next page, the browser shows the old one as it was left
  window.addEventListener("pageshow", () => document.querySelector("main").removeAttribute("aria-busy"));
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.matches("[data-outbox], [hx-post]") || !window.fetch) return;
    const inputs = [...form.querySelectorAll("[data-photos].live input[type=file]")].filter((input) => input.files.length);
    if (!inputs.some((input) => [...input.files].some((file) => file.size > PART))) return;
    event.preventDefault();
    if (form.dataset.sent) return;
    form.dataset.sent = "1";
    const button = event.submitter || (pressed && pressed.form === form ? pressed : null);
    const main = document.querySelector("main");
    main.setAttribute("aria-busy", "true"); // until the next page is there
    setTimeout(() => lock(form, true));
    send(form, inputs, button).then((gone) => {
      if (gone) return;
      delete form.dataset.sent;
      main.removeAttribute("aria-busy");
      lock(form, false);
    });
  });
}
