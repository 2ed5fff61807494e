// One tab sends at a time. The server's key makes a second sending harmless; this makes it rare, and keeps the order.

import { moment } from "./store.js";

const NAME = "huying-outbox-sending";
const LEASE = 10000;
const BEAT = 2000;

// Web Locks are there only where the page is secure (https, or this very machine); plain http in an office network is not.
export const locked = () => Boolean(navigator.locks);

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function holder() {
  const [id, until] = (localStorage.getItem(NAME) || "").split("|");
  return Number(until) > moment() ? id : "";
}

// A note in localStorage with an end, renewed while we send: a killed tab's note runs out by itself.
async function leased(work) {
  const me = String(crypto.getRandomValues(new Uint32Array(2)));
  const sign = () => localStorage.setItem(NAME, `${me}|${moment() + LEASE}`);
  try {
    if (holder()) return undefined; // another tab is at it
    sign();
    await pause(60); // two tabs may have signed in the same moment: the last one has it
    if (holder() !== me) return undefined;
  } catch (forbidden) {
    return work(); // no localStorage: then nothing to agree by
  }
  const beat = setInterval(sign, BEAT);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    if (holder() === me) localStorage.removeItem(NAME);
  }
}

export const alone = (work) => (locked() ? navigator.locks.request(NAME, work) : leased(work));
