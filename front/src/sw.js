// Keeps what a grid worker saw last, for when there is no signal. The network always comes first; sending is not its business.

const PAGES = "huying-pages";
const SHELL = "huying-shell";
const WHOSE = "huying-whose";
const PATIENCE = 4000;
const MOST = { [PAGES]: 40, [SHELL]: 40 };
const OLDEST = 12 * 3600 * 1000; // as long as a log-in lasts: these pages name people
const AT = "huying-kept";
const NONE = `${self.registration.scope}no-signal/`; // what to say for a page that was not kept

const moment = () => performance.timeOrigin + performance.now();
const isOurs = (url) => url.origin === location.origin;

async function trim(name) {
  const cache = await caches.open(name);
  const keys = await cache.keys();
  for (const key of keys.slice(0, Math.max(0, keys.length - MOST[name]))) await cache.delete(key);
}

async function keep(address, response) {
  if (!response.ok || response.redirected || response.type !== "basic") return;
  const headers = new Headers(response.headers);
  headers.delete("content-encoding");
  headers.delete("content-length");
  headers.set(AT, String(moment()));
  const whole = await response.text(); // an answer that breaks off must not take the older copy with it
  const cache = await caches.open(PAGES);
  await cache.put(address, new Response(whole, { headers })); // it moves to the end: trimming goes by what was seen last
  await trim(PAGES);
}

async function young(address) {
  const kept = await (await caches.open(PAGES)).match(address);
  return kept && moment() - Number(kept.headers.get(AT)) < OLDEST ? kept : null;
}

// The copy says of itself that it is one.
async function copy(address) {
  const kept = await young(address);
  return kept && new Response((await kept.text()).replace("<body ", "<body data-stale "), { headers: kept.headers });
}

async function page(event, address) {
  const answer = fetch(event.request);
  event.waitUntil(answer.then((response) => keep(address, response.clone())).catch(() => {}));
  const slow = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  const first = await Promise.race([answer.catch(() => null), slow]);
  const nothing = async (broken) => (await young(NONE)) || Promise.reject(broken);
  return first || (await copy(address)) || answer.catch(nothing);
}

// Addresses of static files carry a hash of the content: what is here is right.
async function still(request) {
  const cache = await caches.open(SHELL);
  const kept = await cache.match(request);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok && response.type === "basic") {
    await cache.put(request, response.clone());
    await trim(SHELL);
  }
  return response;
}

// What the next tap will ask for: the form at the door, and the outbox.
async function warm({ user, missing }) {
  const mark = await caches.open(WHOSE);
  const whose = await mark.match("/");
  if (whose && (await whose.text()) !== user) await caches.delete(PAGES); // another person has this phone now
  await mark.put("/", new Response(user));
  for (const address of [...missing.map((one) => new URL(one, location.origin).href), NONE]) {
    if (!(await young(address))) await fetch(address).then((response) => keep(address, response)).catch(() => {});
  }
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => event.waitUntil(warm(event.data)));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || !isOurs(url)) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(still(request));
  else if (request.mode === "navigate") event.respondWith(page(event, url.origin + url.pathname + url.search));
});
