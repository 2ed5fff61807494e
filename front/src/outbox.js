// The grid worker's pages with no signal 未发. Without it, or without IndexedDB, every form is sent as it always was.
// How it holds together: docs/decisions/0011-the-outbox.md.
import { arrived, forms, note, restore } from "./outbox/form.js";
import { list } from "./outbox/list.js";
import { onChange, start, unsent } from "./outbox/send.js";
import { setClock } from "./outbox/store.js";
import { cached, forget } from "./outbox/copies.js";

const root = document.getElementById("outbox");
const words = root.dataset;

async function badge() {
  const count = (await unsent()).length;
  document.querySelectorAll("[data-outbox-badge]").forEach((one) => {
    one.hidden = !count;
    one.querySelector("[data-n]").textContent = count;
  });
}

if (window.indexedDB && window.crypto) {
  forms(words);
  onChange(badge);
  list(words);
  badge();
  arrived();
  restore(words.user);
  const now = document.documentElement.dataset.now || "";
  if (document.body.hasAttribute("data-stale")) note(words.stale.replace("%s", now.slice(11, 16)), "wait");
  else setClock(now);
  start({ user: words.user, token: words.token, ready: words.ready });
  cached(words);
  // whoever leaves takes the phone's copies of pages along; what is unsent stays, under their name
  document.addEventListener("submit", (event) => event.target.matches("form.leave, form[data-leave]") && forget());
}
