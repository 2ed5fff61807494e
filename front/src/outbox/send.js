// Sends what waits, oldest first. The server does each once, by its key, however often it is sent; so a lost answer is
// no different from a lost request, and both are simply sent again.

import { alone } from "./alone.js";
import { all, change, isUnsent, sent } from "./store.js";

const HEADER = "Huying-Outbox"; // asked by us, and answered by huying alone: a hotel's log-in page is not an answer
const PATIENCE = 12000;
const SLOWEST = 20; // bytes a millisecond: 160 kbit/s
const AGAIN = [3, 10, 30, 30, 60, 120, 300].map((seconds) => seconds * 1000);

let config = null; // { user, token, ready }
let running = null;
let failures = 0;
let timer = 0;
export const status = { net: true, login: false, sending: 0 };
const listeners = [];
export const onChange = (listener) => listeners.push(listener);
export const tell = () => listeners.forEach((listener) => listener());

const later = (file) => new File([file.bytes], file.name, { type: file.type });

async function asked(url, options, bytes = 0) {
  const stop = new AbortController();
  const patience = setTimeout(() => stop.abort(), PATIENCE + bytes / SLOWEST);
  try {
    const response = await fetch(url, { redirect: "manual", cache: "no-store", signal: stop.signal, ...options, headers: { [HEADER]: config.user } });
    const text = await response.text();
    return response.headers.get(HEADER) ? { code: response.status, text } : { code: 0, text: "" };
  } catch (broken) {
    return { code: 0, text: "" };
  } finally {
    clearTimeout(patience);
  }
}

function post(item) {
  const body = new FormData();
  item.fields.forEach(([name, value]) => name !== "csrfmiddlewaretoken" && body.append(name, value));
  item.files.forEach((file) => body.append(file.field, later(file)));
  body.append("csrfmiddlewaretoken", config.token);
  return asked(item.url, { method: "POST", body }, item.files.reduce((sum, file) => sum + file.bytes.byteLength, 0));
}

// After a log-in the page's token is an old one: ask for today's, once.
async function posted(item) {
  const answer = await post(item);
  if (answer.code !== 403) return answer;
  const fresh = await asked(config.ready, { method: "GET" });
  if (fresh.code !== 200) return fresh;
  config.token = JSON.parse(fresh.text).token;
  return post(item);
}

const lines = (root, selector) => [...root.querySelectorAll(selector)].map((one) => one.textContent.replace(/\s+/g, " ").trim()).filter(Boolean);

// What the server's page says is wrong, in its own words.
function refusal(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const said = lines(page, "[role=alert] li");
  return (said.length ? said : lines(page, "main h1, [role=alert]")).join(" ");
}

// the matter an item is about: its steps go in the order they were done
const matter = (item) => (/\/cases\/[^/]+\//.exec(item.url) || [item.url])[0];

async function settle(item, { code, text }) {
  if (code === 200) {
    const { to, said } = JSON.parse(text);
    await sent(item.n, { to, said });
  } else if (code === 409) {
    const page = new DOMParser().parseFromString(text, "text/html");
    await change(item.n, { state: "clash", said: lines(page, "[data-why]").join(" "), now: lines(page, "[data-now]") });
  } else {
    await change(item.n, { state: "refused", said: refusal(text), answer: text });
  }
}

const broken = (code) => code >= 500 || [408, 425, 429].includes(code);

async function one(item) {
  // written down before, so that taking it back afterwards does not claim that it never left
  await change(item.n, { tries: item.tries + 1 });
  const answer = await posted(item);
  status.net = answer.code !== 0;
  status.login = answer.code === 401;
  if (answer.code && !status.login && !broken(answer.code)) {
    await settle(item, answer);
    failures = 0;
  } else if (answer.code) failures += 1;
  return answer.code;
}

async function run() {
  const tried = new Set();
  const held = new Set();
  for (;;) {
    const ours = (await all()).filter((item) => item.state === "waiting" && item.user === config.user);
    const next = ours.find((item) => !tried.has(item.n) && !held.has(matter(item)));
    if (!next) break;
    tried.add(next.n);
    status.sending = next.n;
    tell();
    const code = await one(next);
    if (broken(code)) held.add(matter(next));
    if (!code) failures += 1;
    if (!code || status.login) break;
  }
}

async function plan() {
  clearTimeout(timer);
  const waits = (await all()).some((item) => item.state === "waiting" && item.user === config.user);
  if (waits && !status.login) timer = setTimeout(drain, AGAIN[Math.min(failures, AGAIN.length) - 1] || AGAIN[2]);
}

async function round() {
  try {
    await alone(run);
  } finally {
    running = null;
    status.sending = 0;
    await plan();
    tell();
  }
}

// One round at a time in this tab; whoever asks meanwhile gets that round's end.
export function drain() {
  running = running || round();
  return running;
}

// What was stored while a round was just ending would miss it.
export async function drained(isThrough) {
  await drain();
  if (!(await isThrough()) && status.net && !status.login) await drain();
}

export const unsent = async () => (await all()).filter(isUnsent);

export function start(given) {
  config = given;
  const fresh = () => ((failures = 0), drain());
  window.addEventListener("online", fresh);
  window.addEventListener("pageshow", (event) => event.persisted && fresh());
  document.addEventListener("visibilitychange", () => document.hidden || drain());
  return drain();
}
