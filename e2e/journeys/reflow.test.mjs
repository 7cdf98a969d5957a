// Every page in a window of 320 px, which is 1280 px at 400 % zoom (WCAG 1.4.10), and on a phone with text at
// twice its size (WCAG 1.4.4): nothing scrolls sideways, nothing is cut off, no words of a chart overlap.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, open, visit } from '../lib/browser.mjs';
import { OPEN_PAGES, PATIENT_PAGES, oneEntryEach } from '../lib/pages.mjs';
import { misfits } from '../lib/reflow.mjs';
import { signIn } from '../lib/sign-in.mjs';
import { AURORA, fullest, origin } from '../lib/stack.mjs';

const WINDOWS = [
  ['a window of 320 px, as of 1280 px at 400 %', { width: 320, height: 256 }, null],
  ['a phone with text at twice its size', { width: 390, height: 844 }, { standard: 32, fixed: 26 }],
];

let browser;
let seen;
before(async () => {
  browser = await launch();
  seen = await visit(browser, origin(AURORA));
});
after(() => browser.close());

/** Looks at pages in both windows, with the details of `unfolded` open; all that does not fit is said. */
async function fit(paths, unfolded) {
  const { context, page, settle } = seen;
  const session = await context.newCDPSession(page);
  const found = [];
  for (const [what, viewport, fontSizes] of WINDOWS) {
    await page.setViewportSize(viewport);
    await session.send('Page.setFontSizes', { fontSizes: fontSizes ?? { standard: 16, fixed: 13 } });
    for (const path of paths) {
      await open(page, path);
      if (unfolded) {
        await page.locator(unfolded).evaluateAll((all) => all.forEach((one) => (one.open = true)));
      }
      if (fontSizes) {
        const size = await page.evaluate(() => getComputedStyle(document.documentElement).fontSize);
        assert.equal(size, `${fontSizes.standard}px`);
      }
      found.push(...(await misfits(page)).map((line) => `${path} in ${what}: ${line}`));
    }
  }
  settle();
  assert.deepEqual(found, []);
}

test('pages that anyone may open fit', () => fit(OPEN_PAGES));

test('every page of a patient fits, and one entry of each kind with everything unfolded', async (outer) => {
  await signIn(seen.page, await fullest(AURORA));
  const entries = await oneEntryEach(seen.page);
  assert.equal(entries.length, 16, 'she has something of every kind');
  await outer.test('pages', () => fit(PATIENT_PAGES));
  await outer.test('entries', () => fit(entries, 'main details'));
  await outer.test('the account menu', () => fit(['/'], 'details'));
});
