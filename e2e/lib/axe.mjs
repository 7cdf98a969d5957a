// axe-core over a page, and the cells that pages are looked at in: language × theme × width.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { picture } from './picture.mjs';
import { LANGUAGES } from './words.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const shots = fileURLToPath(new URL('../shots', import.meta.url));
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export const THEMES = ['light', 'dark', 'contrast'];
export const WIDTHS = [390, 1280, 320];

/** Four cells that hold each language, each theme and each width at least once. */
export const FOUR_CELLS = [
  { language: 'en', theme: 'light', width: 390 },
  { language: 'es', theme: 'dark', width: 1280 },
  { language: 'zh', theme: 'contrast', width: 320 },
  { language: 'vi', theme: 'dark', width: 390 },
];

/** The full product. */
export const ALL_CELLS = LANGUAGES.flatMap((language) =>
  THEMES.flatMap((theme) => WIDTHS.map((width) => ({ language, theme, width }))),
);

/** The name of a cell, for messages and pictures. */
export function cellName(cell) {
  return `${cell.language}-${cell.theme}-${cell.width}`;
}

/** Chooses language and theme as a reader does, with the forms at the foot of the page that is open. */
export async function choose(page, { language, theme }) {
  for (const [name, value, now] of [
    ['language', language, 'lang'],
    ['theme', theme, 'data-theme'],
  ]) {
    if ((await page.locator('html').getAttribute(now)) === value) continue;
    const button = page.locator(`footer button[name="${name}"][value="${value}"]`);
    await button.evaluate((element) => element.closest('details')?.setAttribute('open', ''));
    await button.click();
    await page.locator(`html[${now}="${value}"]`).waitFor({ state: 'attached' });
  }
}

/**
 * What is wrong with the page that is open, one line each: axe's findings, sideways scrolling, and text that
 * no translation was found for.
 */
export async function findings(page, cell, place = new URL(page.url()).pathname) {
  await page.setViewportSize({ width: cell.width, height: cell.width > 1000 ? 900 : 844 });
  await page.evaluate(axe);
  const found = await page.evaluate(async (tags) => {
    // Without preload: axe would copy the sheets of shadow trees into inline styles, which are refused here.
    const how = { runOnly: tags, resultTypes: ['violations'], preload: false };
    const { violations } = await window.axe.run(document, how);
    const lines = violations.flatMap(({ id, help, nodes }) =>
      nodes.map((node) => `${id} (${help}): ${node.target.join(' ')} — ${node.html.slice(0, 160)}`),
    );
    const wide = document.documentElement.scrollWidth - window.innerWidth;
    if (wide > 0) lines.push(`reflow (WCAG 1.4.10): the page is ${wide} px wider than the window`);
    const missing = document.body.innerText.match(/\u27e6[^\u27e7]*\u27e7|\{ ?\$\w+ ?\}/);
    if (missing) lines.push(`words: ${missing[0]} is not a text`);
    return lines;
  }, TAGS);
  if (process.env.SHOTS === '1') await picture(page, shots, place, cellName(cell));
  return found.map((line) => `${place} [${cellName(cell)}] ${line}`);
}
