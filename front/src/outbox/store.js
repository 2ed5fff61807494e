// What was done and not yet sent, kept in this phone's IndexedDB until the server has it.
// Only add a step to MIGRATIONS, never change one: phones carry unsent work across an upgrade of huying.

const NAME = "huying-outbox";
const MIGRATIONS = [
  (db) => db.createObjectStore("items", { keyPath: "n", autoIncrement: true }),
  (db, tx) => tx.objectStore("items").createIndex("key", "key", { unique: true }),
];
const KEEP_SENT = 20; // lines "发好了" that stay to be read

let opened = null;

const promised = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

function asked(version) {
  const request = indexedDB.open(NAME, version);
  request.onupgradeneeded = ({ oldVersion }) =>
    MIGRATIONS.slice(oldVersion).forEach((step) => step(request.result, request.transaction));
  return promised(request);
}

async function connect() {
  let db;
  try {
    db = await asked(MIGRATIONS.length);
  } catch (error) {
    if (error.name !== "VersionError") throw error;
    db = await asked(undefined); // a newer huying was here, and this page is from before: what it kept is still sent
  }
  const forget = () => (opened = null);
  db.onclose = forget;
  db.onversionchange = () => (db.close(), forget()); // another tab upgrades: do not stand in its way
  return db;
}

async function work(mode, act) {
  opened = opened || connect();
  let db;
  try {
    db = await opened;
  } catch (error) {
    opened = null;
    throw error;
  }
  const tx = db.transaction("items", mode, { durability: "strict" });
  const result = await act(tx.objectStore("items"));
  if (mode === "readwrite") {
    await new Promise((resolve, reject) => {
      tx.oncomplete = resolve;
      tx.onabort = tx.onerror = () => reject(tx.error);
    });
  }
  return result;
}

// the phone's own time, only to say how long something has waited; in words it is told by the house's clock, which this
// page brought along and which may be another
export const moment = () => Math.round(performance.timeOrigin + performance.now());

const AHEAD = "huying-clock-ahead";
const words = new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false });

export function setClock(houseTime) {
  try {
    localStorage.setItem(AHEAD, String(Date.parse(houseTime) - performance.timeOrigin));
  } catch (forbidden) {
    // then by the phone's clock
  }
}

export function told(at) {
  let ahead = 0;
  try {
    ahead = Number(localStorage.getItem(AHEAD)) || 0;
  } catch (forbidden) {
    // by the phone's clock
  }
  const part = {};
  words.formatToParts(at + ahead).forEach(({ type, value }) => (part[type] = value));
  return [part.month, part.day, `${part.hour}:${part.minute}`];
}

export const all = () => work("readonly", (items) => promised(items.getAll()));
export const get = (n) => work("readonly", (items) => promised(items.get(n)));
export const byKey = (key) => work("readonly", (items) => promised(items.index("key").get(key)));
export const put = (item) => work("readwrite", (items) => promised(items.put(item)));
export const drop = (n) => work("readwrite", (items) => promised(items.delete(n)));

// Change one item as it is now. An item that was taken back meanwhile stays gone.
export const change = (n, facts) =>
  work("readwrite", async (items) => {
    const item = await promised(items.get(n));
    if (item) await promised(items.put({ ...item, ...facts }));
    return item;
  });

export const isUnsent = (item) => item.state !== "sent";

// Sent: the words and photos leave the phone, the line stays a while.
export async function sent(n, facts) {
  await change(n, { ...facts, state: "sent", fields: [], files: [], shown: [] });
  const old = (await all()).filter((item) => !isUnsent(item)).slice(0, -KEEP_SENT);
  for (const item of old) await drop(item.n);
}
