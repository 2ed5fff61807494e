// 未发: the page that lists what waits, what was refused and what does not agree, and what has just been sent.

import { all, change, drop, isUnsent, moment, told } from "./store.js";
import { drain, onChange, status, tell } from "./send.js";

const HOLD = 1000;
const OLD = 24 * 3600 * 1000;

const size = (item) => item.files.reduce((sum, file) => sum + file.bytes.byteLength, 0);
const fill = (text, ...values) => values.reduce((done, value) => done.replace("%s", value), text);

function state(item, words) {
  if (item.state !== "waiting") return item.state;
  if (item.user !== words.user) return "other";
  if (status.sending === item.n) return "now";
  if (status.login) return "login";
  return moment() - item.at > OLD ? "old" : "waiting";
}

// Taken back by holding: a thumb that slips loses nothing. By keyboard or a reader's tap: asked once more.
function holding(button, act, words) {
  const label = button.querySelector("span");
  const plain = label.textContent;
  let timer = 0;
  let asked = false;
  const still = () => {
    clearTimeout(timer);
    label.textContent = asked ? words.sure : plain;
  };
  button.addEventListener("pointerdown", () => {
    label.textContent = words.hold;
    timer = setTimeout(act, HOLD);
  });
  ["pointerup", "pointerleave", "pointercancel"].forEach((kind) => button.addEventListener(kind, still));
  button.addEventListener("contextmenu", (event) => event.preventDefault());
  button.addEventListener("click", (event) => {
    if (event.detail !== 0) return undefined; // a short tap of a thumb does nothing
    if (asked) return act();
    asked = true;
    return still();
  });
}

function picture(item, place) {
  const file = item.files.find((one) => /^image\//.test(one.type));
  if (!file) return place.remove();
  place.src = URL.createObjectURL(new Blob([file.bytes], { type: file.type }));
  place.onload = () => URL.revokeObjectURL(place.src);
  return undefined;
}

function texts(list, place) {
  list.forEach((text) => {
    const line = document.createElement("p");
    line.textContent = text;
    place.append(line);
  });
}

function about(item, words) {
  const parts = [fill(words.when, ...told(item.at))];
  if (item.files.length) parts.push(fill(words.photos, item.files.length), `${Math.ceil(size(item) / 1024)} KB`);
  return parts.join(" · ");
}

function row(item, words, draw) {
  const kind = state(item, words);
  const part = (name) => line.querySelector(`[data-row=${name}]`);
  const line = document.getElementById("outbox-row").content.firstElementChild.cloneNode(true);
  line.id = `n${item.n}`;
  part("title").textContent = item.title;
  part("about").textContent = about(item, words);
  line.querySelectorAll("[data-state]").forEach((one) => (one.hidden = one.dataset.state !== kind));
  picture(item, part("picture"));
  const said = kind === "refused" || kind === "sent" ? item.said : "";
  part("said").textContent = said;
  part("said").hidden = !said;
  part("versus").hidden = kind !== "clash";
  if (kind === "clash") {
    texts([item.said, ...item.now], part("theirs"));
    texts([fill(words.when, ...told(item.at)), ...item.shown], part("mine"));
  }
  acts(item, kind, part, words, draw);
  return line;
}

function acts(item, kind, part, words, draw) {
  part("acts").hidden = kind === "sent" || kind === "now";
  const settled = kind === "refused" || kind === "clash";
  part("open").hidden = !settled;
  part("open").href = `${item.open}#outbox=${item.n}`;
  part("again").hidden = !settled;
  part("again").addEventListener("click", async () => {
    await change(item.n, { state: "waiting", said: "", now: [], answer: "" });
    drain();
  });
  part("left").hidden = !(kind !== "sent" && !settled && item.tries);
  holding(part("undo"), async () => {
    await drop(item.n);
    tell();
    draw();
  }, words);
}

export function list(words) {
  const place = document.querySelector("[data-outbox-list]");
  if (!place) return;
  const say = (name, on) => (document.querySelector(`[data-outbox-say=${name}]`).hidden = !on);
  async function draw() {
    const items = await all();
    const waiting = items.filter(isUnsent);
    // unsent first, in the order they will go; then what was sent, newest first
    const order = [...waiting, ...items.filter((item) => !isUnsent(item)).reverse()];
    place.textContent = "";
    order.forEach((item) => place.append(row(item, words, draw)));
    document.querySelector("[data-outbox-title]").textContent = waiting.length ? fill(words.many, waiting.length) : words.none;
    say("net", waiting.length && !status.net);
    say("login", status.login);
    say("alone", !navigator.locks);
    say("old", waiting.some((item) => moment() - item.at > OLD));
    document.querySelector("[data-outbox-now]").hidden = !waiting.length;
  }
  document.querySelector("[data-outbox-now]").addEventListener("click", () => drain());
  let drawing = Promise.resolve();
  const soon = () => (drawing = drawing.then(draw, draw));
  onChange(soon);
  soon();
}
