// The phone's own copies of the last pages, by a service worker where the page is secure. Never needed: only then can
// today's page be opened with no signal. Nothing is installed and nothing asks to be.

export function cached(words) {
  if (!window.isSecureContext || !navigator.serviceWorker) return;
  navigator.serviceWorker.register(words.sw, { scope: words.scope }).catch(() => {}); // refused: then without copies
  navigator.serviceWorker.ready.then((worker) => {
    const next = [...document.querySelectorAll("a[data-warm]")].map((link) => link.href);
    // the first page was loaded before there was anybody to keep it
    const first = navigator.serviceWorker.controller ? [] : [location.href.split("#")[0]];
    worker.active.postMessage({ user: words.user, missing: [...first, ...next, words.box] });
  });
}

export function forget() {
  if (window.caches) caches.delete("huying-pages");
}
