// Drafts 草稿: what is being written is kept in this browser every two seconds, and is back after a crash.
// A draft goes when the server says that what was sent is saved: by the form's key, in a cookie that lasts until it is
// read. So a broken line loses nothing, and a form that comes back empty stays empty. Photos, passwords, hidden keys and
// what rings or reaches a person (numbers, addresses of mail) are never kept: an office PC has many users.

const EVERY = 2000;
const PREFIX = "huying-draft:";

function store(name, value) {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
    return true;
  } catch (refused) {
    return false; // a full or a forbidden store: the page goes on without drafts
  }
}

function kept(name) {
  try {
    return JSON.parse(localStorage.getItem(name) || "null");
  } catch (refused) {
    return null;
  }
}

const reaches = (field) => ["tel", "email"].includes(field.inputMode) || ["tel", "email"].includes(field.type);
const writable = (field) => field.name && !reaches(field) && !["hidden", "file", "password", "submit", "button"].includes(field.type);
const chosen = (field) => field.type === "checkbox" || field.type === "radio";

function read(form) {
  return [...form.elements].filter(writable).map((field) => [field.name, field.value, chosen(field) ? field.checked : null]);
}

function write(form, values) {
  values.forEach(([name, value, checked]) => {
    const field = [...form.elements].find((one) => one.name === name && (!chosen(one) || one.value === value));
    if (!field || !writable(field)) return;
    if (chosen(field)) field.checked = checked;
    else field.value = value;
  });
}

// the time on the page's own clock: the server said when it was made, the rest is counted
function clock() {
  const [, hours, minutes] = /T(\d\d):(\d\d)/.exec(document.documentElement.dataset.now || "") || [0, 0, 0];
  const now = Number(hours) * 60 + Number(minutes) + Math.floor(performance.now() / 60000);
  return [Math.floor(now / 60) % 24, now % 60].map((part) => String(part).padStart(2, "0")).join(":");
}

function follow(form) {
  const name = PREFIX + form.dataset.draft;
  const line = form.querySelector("[data-draft-line]");
  const say = (text) => line && (line.textContent = text);
  const corrected = form.querySelector("[aria-invalid=true], .note.over"); // the server shows what was sent: that is newer
  const before = kept(name);
  const empty = JSON.stringify(read(form));
  if (before && !corrected && JSON.stringify(before.values) !== empty) {
    write(form, before.values);
    say(line ? line.dataset.restored : "");
    form.dispatchEvent(new Event("input", { bubbles: true }));
  }
  let last = JSON.stringify(read(form));
  const timer = setInterval(() => {
    if (!document.contains(form)) return clearInterval(timer);
    const values = read(form);
    const now = JSON.stringify(values);
    if (now === last) return undefined;
    last = now;
    if (store(name, now === empty ? null : JSON.stringify({ values }))) say(now === empty ? "" : line ? line.dataset.saved.replace("%s", clock()) : "");
    return undefined;
  }, EVERY);
  form.addEventListener("submit", () => {
    const values = read(form);
    last = JSON.stringify(values); // or the next look would write it down as unsent
    store(name, JSON.stringify({ values, sent: (form.elements.once || {}).value }));
  });
  form.addEventListener("kept", () => store(name, null)); // it lies in the outbox now
}

function clearSaved() {
  const [, key] = /(?:^|; )saved=([^;]+)/.exec(document.cookie) || [];
  if (!key) return;
  document.cookie = "saved=; Path=/; Max-Age=0";
  try {
    Object.keys(localStorage)
      .filter((name) => name.startsWith(PREFIX) && (kept(name) || {}).sent === key)
      .forEach((name) => store(name, null));
  } catch (refused) {
    // no store, no drafts
  }
}

export function drafts(root) {
  if (root === document) clearSaved();
  root.querySelectorAll("form[data-draft]").forEach(follow);
}
