// What large text and a narrow window do to the page that is open (WCAG 1.4.4, 1.4.10): nothing sideways,
// nothing cut off, no words of a chart over one another, one line each.

/** Runs in the page. */
function look() {
  const found = [];
  const wide = document.documentElement.scrollWidth - window.innerWidth;
  if (wide > 0) found.push(`the page is ${wide} px wider than the window`);
  const named = (element) => [element.localName, ...element.classList].join('.');
  const words = (element) => element.textContent.trim().replaceAll(/\s+/g, ' ').slice(0, 40);
  const parents = (element) =>
    element === document.body ? [] : [element, ...parents(element.parentElement)];
  const cuts = (element, box) => {
    const { overflowX, overflowY } = getComputedStyle(element);
    const frame = element.getBoundingClientRect();
    const across = box.right > frame.right + 1 || box.left < frame.left - 1;
    const down = box.bottom > frame.bottom + 1 || box.top < frame.top - 1;
    const scrollsDown = ['auto', 'scroll', 'visible'].includes(overflowY);
    return (overflowX !== 'visible' && across) || (!scrollsDown && down);
  };
  const scrolls = (element) =>
    ['auto', 'scroll'].includes(getComputedStyle(element).overflowX) &&
    element.scrollWidth > element.clientWidth;
  const isShown = (element) => {
    const box = element.getBoundingClientRect();
    // Words for screen readers alone are one pixel small.
    return box.width > 2 && box.height > 2 && element.checkVisibility({ visibilityProperty: true });
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !isShown(element) || element.closest('svg, script, style, .sr')) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (box.width === 0) continue;
    // What lies in a part that scrolls for itself (a wide table) can be brought into view.
    if (parents(element).some(scrolls)) continue;
    const cutter = parents(element).find((above) => cuts(above, box));
    if (cutter) found.push(`"${words(element)}" is cut off by ${named(cutter)}`);
    if (box.right > window.innerWidth + 1 || box.left < -1) {
      found.push(`"${words(element)}" of ${named(element)} reaches out of the window`);
    }
  }
  for (const svg of document.querySelectorAll('main svg')) {
    const frame = svg.getBoundingClientRect();
    const texts = [...svg.querySelectorAll('text')]
      .map((text) => ({ text: words(text), box: text.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0);
    for (const [nth, { text, box }] of texts.entries()) {
      const outside =
        Math.min(box.left - frame.left, frame.right - box.right) < -2 ||
        Math.min(box.top - frame.top, frame.bottom - box.bottom) < -2;
      if (outside) found.push(`"${text}" reaches out of its chart`);
      for (const other of texts.slice(nth + 1)) {
        const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
        if (across > 1 && down > 1) found.push(`"${text}" and "${other.text}" of a chart overlap`);
      }
    }
  }
  return found;
}

/** What does not fit on the page that is open. */
export async function misfits(page) {
  return [...new Set(await page.evaluate(look))];
}
