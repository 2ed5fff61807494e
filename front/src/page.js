// What every page gains from a script 页面脚本. Without it every page still works: this only saves taps and words.
// Plain ES2019, no packages. Times come from the server (<html data-now>), and from performance.now() after that.
import { pasted, photos } from "./page/photos.js";
import { batch } from "./page/batch.js";
import { drafts } from "./page/drafts.js";
import { glance } from "./page/glance.js";
import { keys } from "./page/keys.js";
import { copies, clocks, counts, focusOnErrors } from "./page/small.js";
import { resume } from "./page/resume.js";
import { phrases } from "./page/phrases.js";
import { sendOnce } from "./page/send.js";
import { voices } from "./page/voice.js";

function dress(root) {
  photos(root);
  voices(root);
  drafts(root);
  copies(root);
  clocks(root);
  counts(root);
}

resume(); // before sendOnce: what goes in parts is sent by it
sendOnce();
keys();
pasted();
dress(document);
focusOnErrors();
glance();
batch();
phrases();
// htmx puts new parts into the page: they are dressed alike
document.body.addEventListener("htmx:load", (event) => event.target !== document.body && dress(event.target));
