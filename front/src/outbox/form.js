// A form marked data-outbox="its title": first stored in the phone, then sent. So nothing depends on the line holding.

import { byKey, get, moment, put } from "./store.js";
import { drained, status, tell } from "./send.js";

const WAIT = 9000; // after this the person may go on; it is stored, and sends itself

const here = () => location.pathname + location.search;
const address = (form) => (form.hasAttribute("action") ? new URL(form.action).pathname + new URL(form.action).search : here());
const busy = (on) => (on ? page().setAttribute("aria-busy", "true") : page().removeAttribute("aria-busy"));
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const page = () => document.querySelector("main");

// A page from the phone's own copy has a key that was used before; a new act needs a new one.
const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

// What was chosen and written, in the words of the page: for the person to read when it comes back.
function shown(form) {
  const rows = [];
  [...form.elements].forEach((field) => {
    if (!field.name || !field.value || ["hidden", "file", "submit", "button", "fieldset"].includes(field.type)) return;
    if ((field.type === "radio" || field.type === "checkbox") && !field.checked) return;
    const label = field.labels && field.labels[0] ? field.labels[0].textContent.replace(/[（(][^（(]*[）)]\s*$/, "").trim() : ""; // without "(optional)"
    const chosen = field.type === "radio" || field.type === "checkbox";
    const text = field.tagName === "SELECT" ? field.options[field.selectedIndex].text : field.value;
    rows.push(chosen ? label : `${label}：${text}`);
  });
  return rows;
}

async function contents(form, button) {
  const fields = [];
  const files = [];
  for (const [name, value] of new FormData(form).entries()) {
    if (typeof value === "string") fields.push([name, value]);
    // bytes, not the file itself: old phones lose stored files, and a photo may be deleted before it is sent
    else if (value.size) files.push({ field: name, name: value.name, type: value.type, bytes: await new Response(value).arrayBuffer() });
  }
  if (button && button.name) fields.push([button.name, button.value]);
  return { fields, files };
}

async function photosReady(form) {
  for (let tries = 0; tries < 50 && form.querySelector("[data-photos][aria-busy]"); tries += 1) await pause(100);
}

async function keep(form, button, user) {
  await photosReady(form);
  const before = await byKey(form.elements.once.value);
  const again = before && ["refused", "clash"].includes(before.state); // nothing was done under that key
  if (!again && (before || document.body.hasAttribute("data-stale"))) form.elements.once.value = newKey();
  const item = {
    ...(again ? { n: before.n } : {}), ...(await contents(form, button)),
    key: form.elements.once.value, user, url: address(form), open: here(), title: form.dataset.outbox,
    at: moment(), shown: shown(form), state: "waiting", tries: 0, said: "", now: [], to: "", answer: "",
  };
  item.n = await put(item);
  return item;
}

function buttons(form) {
  const outside = form.id ? document.querySelectorAll(`button[form="${form.id}"]`) : [];
  return [...form.querySelectorAll("button"), ...outside];
}

export function note(words, css, link) {
  document.querySelectorAll("[data-outbox-note]").forEach((old) => old.remove());
  const box = document.createElement("p");
  box.className = `note ${css}`;
  box.dataset.outboxNote = "";
  box.setAttribute("role", "status");
  box.tabIndex = -1;
  box.append(words);
  if (link) {
    const [label, href] = link;
    const a = document.createElement("a");
    a.href = href;
    a.textContent = label;
    box.append(" ", a);
  }
  page().prepend(box);
  box.focus();
}

// The form stays to be read, but not to be sent a second time.
function rest(form, words) {
  [...form.elements].forEach((field) => (field.disabled = true));
  buttons(form).forEach((button) => {
    button.hidden = true;
    const foot = button.closest(".foot");
    if (foot && !foot.querySelector("a")) foot.hidden = true;
  });
  const { loginUrl, login, alone, stored, look, box } = words;
  if (status.login) note(`${stored} ${login}`, "soon", [words.loginGo, loginUrl]);
  else note(`${status.net ? words.slow : stored}${navigator.locks ? "" : ` ${alone}`}`, "wait", [look, box]);
}

// The server's own sentences, in the form as it stands: photos stay, which a page sent anew would have lost.
function refused(form, item) {
  const answer = new DOMParser().parseFromString(item.answer, "text/html");
  const theirs = answer.querySelector(".note.over[role=alert]");
  document.querySelectorAll("main > .note.over[role=alert], .field > .why").forEach((old) => old.remove());
  answer.querySelectorAll(".field.bad").forEach((bad) => {
    const control = bad.id || (bad.querySelector("[id]:not(.why)") || {}).id;
    const field = control && document.getElementById(control);
    const mine = field && (field.closest(".field") || field);
    const why = bad.querySelector(".why");
    if (!mine || !why) return;
    mine.classList.add("bad");
    mine.insertBefore(document.importNode(why, true), mine.children[1] || null);
  });
  const cut = answer.querySelector("[name=cut]");
  if (cut && !form.querySelector("[name=cut]")) form.append(document.importNode(cut, true));
  if (!theirs) return note(item.said, "over");
  const summary = document.importNode(theirs, true);
  page().prepend(summary);
  summary.focus();
  return undefined;
}

function free(form) {
  delete form.dataset.sent;
  buttons(form).forEach((button) => (button.disabled = false));
}

// What the server said goes along to the page it leads to.
const SAID = "huying-outbox-said";

function onward({ to, said }) {
  try {
    sessionStorage.setItem(SAID, said);
  } catch (forbidden) {
    // then the page alone shows that it is done
  }
  location.assign(to);
}

export function arrived() {
  try {
    const said = sessionStorage.getItem(SAID);
    sessionStorage.removeItem(SAID);
    if (said) note(said, "done");
  } catch (forbidden) {
    // nothing was kept
  }
}

async function through(form, item, words) {
  const now = await get(item.n);
  if (now && now.state === "sent") return onward(now);
  if (now && now.state === "clash") return location.assign(`${words.box}#n${item.n}`);
  busy(false);
  if (!now || now.state !== "refused") return rest(form, words);
  free(form);
  return refused(form, now);
}

async function submit(form, button, words) {
  let item;
  try {
    item = await keep(form, button, words.user);
  } catch (noStore) {
    // private windows and full phones: send it as a form without a script does
    const carried = document.createElement("input");
    Object.assign(carried, { type: "hidden", name: button ? button.name : "", value: button ? button.value : "" });
    form.append(carried);
    return HTMLFormElement.prototype.submit.call(form);
  }
  form.dispatchEvent(new Event("kept")); // no draft is needed beside it
  tell();
  note(words.sending, "wait");
  const settled = async () => ((await get(item.n)) || {}).state !== "waiting";
  await Promise.race([drained(settled), pause(WAIT)]);
  return through(form, item, words);
}

// Opened again from the outbox: everything typed, photos too, under the key it had.
export async function restore(user) {
  const [, n] = /^#outbox=(\d+)$/.exec(location.hash) || [];
  const item = n && (await get(Number(n)));
  const form = item && item.user === user && [...document.querySelectorAll("form[data-outbox]")].find((one) => address(one) === item.url);
  if (!form) return;
  item.fields.forEach(([name, value]) => {
    if (name === "csrfmiddlewaretoken" || name === "seen") return; // those of today's page hold
    const fields = [...form.elements].filter((field) => field.name === name && field.type !== "submit");
    fields.forEach((field) => {
      if (field.type !== "radio" && field.type !== "checkbox") field.value = value;
      else if (field.value === value) field.checked = true;
    });
  });
  form.querySelectorAll("[data-photos]").forEach((box) => {
    const input = box.querySelector("input[type=file]");
    const files = item.files.filter((file) => file.field === input.name).map((file) => new File([file.bytes], file.name, { type: file.type }));
    if (files.length) box.dispatchEvent(new CustomEvent("files", { detail: files }));
  });
  form.querySelectorAll("details").forEach((box) => (box.open = true));
  form.dispatchEvent(new Event("input", { bubbles: true }));
  if (item.said) note(item.said, "soon");
}

export function forms(words) {
  let pressed = null; // engines before Chrome 81 do not say which button it was
  document.addEventListener("click", (event) => (pressed = event.target.closest("button")), true);
  // in the capture phase: before the page's own script, which then leaves the form alone
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-outbox]")) return;
    event.preventDefault();
    if (form.dataset.sent) return;
    form.dataset.sent = "1";
    busy(true);
    const button = event.submitter || pressed;
    const mine = button && button.form === form ? button : null;
    submit(form, mine, words);
    setTimeout(() => form.dataset.sent && buttons(form).forEach((one) => (one.disabled = true)));
  }, true);
}
