"""What can be measured of a page that is open in a browser: where it is cut off, and where the focus cannot be seen."""

# Says which words are cut off by a box that hides what does not fit in it, and which stand on one another.
UNREADABLE = """() => {
  const faults = [];
  const boxes = [];
  const name = (element) => element.outerHTML.slice(0, 120);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.textContent.trim() || element.closest(".vh, .skip, [hidden], script, style, option, noscript")) continue;
    if (!element.checkVisibility({ visibilityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const lines = [...range.getClientRects()].filter((line) => line.width > 1 && line.height > 1);
    for (let box = element; box && box !== document.body; box = box.parentElement) {
      const style = getComputedStyle(box);
      if (style.clipPath !== "none") { lines.length = 0; break; }
      const across = ["hidden", "clip"].includes(style.overflowX), down = ["hidden", "clip"].includes(style.overflowY);
      if (["auto", "scroll"].includes(style.overflowX)) break;
      if (!across && !down) continue;
      const edge = box.getBoundingClientRect();
      const cut = lines.some((line) => (across && (line.left < edge.left - 1 || line.right > edge.right + 1))
        || (down && (line.top < edge.top - line.height / 4 || line.bottom > edge.bottom + line.height / 4)));
      if (cut) { faults.push(`cut off: ${name(element)}`); break; }
    }
    // Of a tall face only the letters count, not the air above and below them.
    const letters = parseFloat(getComputedStyle(element).fontSize);
    const flowing = !element.closest("[data-toast], .menu__sheet, .menu__list");
    if (flowing) lines.forEach(({ left, right, top, bottom, height }) => {
      const air = Math.max(0, (height - letters) / 2);
      boxes.push({ element, line: { left, right, top: top + air, bottom: bottom - air, height: height - 2 * air } });
    });
  }
  boxes.sort((one, other) => one.line.top - other.line.top);
  boxes.forEach(({ element, line }, i) => {
    for (let j = i + 1; j < boxes.length && boxes[j].line.top < line.bottom; j += 1) {
      const other = boxes[j];
      if (other.element === element || element.contains(other.element) || other.element.contains(element)) continue;
      const across = Math.min(line.right, other.line.right) - Math.max(line.left, other.line.left);
      const down = Math.min(line.bottom, other.line.bottom) - Math.max(line.top, other.line.top);
      if (across > 2 && down > Math.min(line.height, other.line.height) / 2) {
        faults.push(`on one another: ${name(element)} and ${name(other.element)}`);
      }
    }
  });
  return [...new Set(faults)];
}"""

# WCAG 1.4.12: what a reader may set by a style sheet of their own, by a person who needs it to read.
TEXT_SPACING = """
* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-block-end: 2em !important; }
"""

# Somebody goes on from another place of the page: what comes next need not stand after what came last.
FROM_HERE = "() => { window.lightUpBefore = null; }"

# Says what is wrong with the stop where the keyboard stands: a sign of the focus of at least 2 px and 3:1 against what
# is around it (WCAG 2.4.7, 2.4.13), and nothing of the page over it (2.4.11). Null where the focus has left the page or come
# round to its beginning.
STOP = """() => {
  const at = document.activeElement;
  if (!at || at === document.body || (window.lightUpBefore && at.matches(".skip"))) return null;
  const faults = [];
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const over = (colors) => { // painted one on another, the lowest first
    canvas.fillStyle = "#fff"; canvas.fillRect(0, 0, 1, 1);
    colors.forEach((color) => { canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1); });
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (rgb) => rgb.map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const grounds = (element) => {
    const found = [];
    for (let box = element; box; box = box.parentElement) found.unshift(getComputedStyle(box).backgroundColor);
    return found;
  };
  let sign = at;
  while (sign && getComputedStyle(sign).outlineStyle === "none") sign = sign.parentElement;
  if (!sign) {
    faults.push("nothing shows the focus");
  } else {
    const style = getComputedStyle(sign);
    if (parseFloat(style.outlineWidth) < 2) faults.push(`the sign of the focus is ${style.outlineWidth} wide`);
    const around = grounds(parseFloat(style.outlineOffset) < 0 ? sign : sign.parentElement);
    const [a, b] = [light(over([...around, style.outlineColor])), light(over(around))].sort((x, y) => y - x);
    const contrast = (a + 0.05) / (b + 0.05);
    if (contrast < 3) faults.push(`the sign of the focus has a contrast of ${contrast.toFixed(2)}`);
  }
  const box = [...at.getClientRects()].find((each) => each.width && each.height) ?? at.getBoundingClientRect();
  const x = Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1);
  const y = Math.min(Math.max(box.top + Math.min(box.height, innerHeight) / 2, 0), innerHeight - 1);
  if (box.bottom <= 0 || box.top >= innerHeight) faults.push("out of sight");
  const top = document.elementFromPoint(x, y);
  if (top && top !== at && !at.contains(top) && !top.contains(at)) faults.push(`under ${top.outerHTML.slice(0, 80)}`);
  if (at.tabIndex > 0) faults.push("out of order: tabindex is above 0");
  const before = window.lightUpBefore;
  if (before?.isConnected && before.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_PRECEDING) {
    faults.push("comes after what stands after it");
  }
  window.lightUpBefore = at;
  return faults.map((fault) => `${fault}: ${at.outerHTML.slice(0, 120)}`);
}"""
