/* What axe does not see, asked of the page as it stands: `() => look({target, text, inline})` gives a list of sentences. */
(() => {
  const shown = node => {
    const box = node.getBoundingClientRect();
    if (box.width < 2 || box.height < 2 || !node.checkVisibility({ visibilityProperty: true })) return false;
    return box.right > 0 && !node.closest(".hide, .skip");
  };
  const name = node => {
    const words = (node.getAttribute("aria-label") || node.innerText || node.name || "").trim().slice(0, 12);
    const kind = node.className.baseVal ?? node.className;
    return `<${node.localName}${node.id && "#" + node.id}${kind && "." + kind.split(" ").join(".")}> ${words}`;
  };
  const under = node => (node.parentElement ? name(node.parentElement).split(" ")[0] + " > " : "") + name(node);

  /* A link inside a sentence is as high as its line (WCAG 2.5.8, “inline”). */
  const inSentence = node => {
    if (node.localName !== "a" || getComputedStyle(node).display !== "inline") return false;
    const around = [...node.parentNode.childNodes].filter(one => one !== node);
    return around.some(one => one.nodeType === 3 && one.data.trim().length > 1);
  };
  /* What a finger may hit: the label too, where there is one around it or beside it. */
  const area = node => {
    const boxes = [node, ...(node.labels || []), ...node.querySelectorAll("img, svg")].map(one => one.getBoundingClientRect());
    const sides = side => boxes.map(box => box[side]);
    return {
      wide: Math.max(...sides("right")) - Math.min(...sides("left")),
      high: Math.max(...sides("bottom")) - Math.min(...sides("top")),
    };
  };
  const CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const TICKS = "[type=radio], [type=checkbox], [type=file]";
  const visible = node => shown(node) || [...(node.labels || [])].some(shown);

  /* On the desk a link among words may be as high as WCAG asks; what looks like a control may not. */
  const plain = node => node.localName === "a" && getComputedStyle(node).display === "inline";
  const small = (node, box, least, line) => (plain(node) && line < least ? box.high < line - 0.5
    : Math.min(box.wide, box.high) < least - 0.5);

  const targets = (least, line, except) => [...document.querySelectorAll(CONTROLS)]
    .filter(node => visible(node) && !inSentence(node) && !(except && node.closest(except)))
    .map(node => [node, area(node)])
    .filter(([node, box]) => small(node, box, least, line))
    .map(([node, box]) => `target ${Math.round(box.wide)}×${Math.round(box.high)} ${under(node)}`);

  const texts = (least, except) => {
    const found = new Map();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode.parentElement;
      if (!walker.currentNode.data.trim() || found.has(node) || !shown(node) || node.closest("script, noscript")) continue;
      if (except && node.closest(except)) continue;
      const scale = node.ownerSVGElement ? node.getScreenCTM().a : 1;
      const size = parseFloat(getComputedStyle(node).fontSize) * scale;
      if (size < least - 0.05) found.set(node, `text ${size.toFixed(1)} ${under(node)}`);
    }
    return [...found.values()];
  };

  const rim = node => {
    const style = getComputedStyle(node);
    const line = style.outlineStyle === "none" ? "0" : style.outlineWidth + style.outlineColor;
    return [line, style.boxShadow, style.stroke, style.strokeWidth, style.fill, style.borderColor].join();
  };
  const ringed = node => [node, node.nextElementSibling, ...node.querySelectorAll("*")].filter(Boolean);
  const unseen = () => [...document.querySelectorAll(CONTROLS + ", [tabindex='0']")]
    .filter(node => visible(node) && !node.disabled)
    .filter(node => {
      document.activeElement.blur();
      const before = ringed(node).map(rim);
      node.focus({ preventScroll: true });
      if (document.activeElement !== node) return true;
      return ringed(node).every((one, at) => rim(one) === before[at]);
    })
    .map(node => `no focus to be seen ${under(node)}`);

  const wide = () => {
    const most = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= most) return [];
    const scrolls = node => {
      for (let up = node.parentElement; up && up !== document.body; up = up.parentElement) {
        if (getComputedStyle(up).overflowX !== "visible") return true;
      }
      return false;
    };
    const out = [...document.body.querySelectorAll("*")]
      .filter(node => shown(node) && node.getBoundingClientRect().right > most + 0.5 && !scrolls(node));
    return [`${document.documentElement.scrollWidth} px wide at ${most}: ${out.slice(-3).map(under).join(" | ")}`];
  };

  /* What the keyboard is at must not lie under a bar that stays. */
  const covered = () => {
    const node = document.activeElement;
    if (node === document.body) return "";
    const box = node.getBoundingClientRect();
    const middle = (from, to, most) => Math.min(Math.max((Math.max(from, 0) + Math.min(to, most)) / 2, 0), most - 1);
    const hit = document.elementFromPoint(middle(box.left, box.right, innerWidth), middle(box.top, box.bottom, innerHeight));
    const own = [node, ...(node.labels || [])];
    return hit && own.some(one => one.contains(hit) || hit.contains(one)) ? "" : `covered ${under(node)}`;
  };
  const MAIN = "main .btn:not(.btn-quiet), .foot .btn:not(.btn-quiet)";
  const main = () => [...document.querySelectorAll(MAIN)].filter(shown).length;
  const atMain = () => document.activeElement.matches(MAIN);

  window.look = { targets, texts, unseen, wide, covered, main, atMain };
})();
