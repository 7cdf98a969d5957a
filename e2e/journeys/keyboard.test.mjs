// Without a mouse (U02): everything can be reached, where one is can be seen, nothing lies under a bar.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, open, visit } from '../lib/browser.mjs';
import { signIn } from '../lib/sign-in.mjs';
import { AURORA, origin, patientOf } from '../lib/stack.mjs';
import { t } from '../lib/words.mjs';

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

/** What the keyboard is on: its name, whether it shows that, and whether all of it can be seen. */
function focused() {
  let element = document.activeElement;
  if (!element || element === document.body) return null;
  // The frame of a streamed page is a tree of its own.
  while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  const style = getComputedStyle(element);
  const outlined = style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 2;
  // A link that wraps has a box a line: the first one is looked at.
  const box = element.getClientRects()[0];
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const top = element.getRootNode().elementFromPoint(middle.x, middle.y);
  return {
    name: `${element.tagName} ${(element.innerText || element.id || '').trim().slice(0, 40)}`,
    outlined,
    seen: Boolean(top && (element.contains(top) || top.contains(element))),
  };
}

/** Tabs through the whole page; every stop is marked and in sight. Gives back their names. */
async function tabThrough(page) {
  const all = await page.locator('a[href], button, input:not([type=hidden]), summary').count();
  const names = [];
  for (let step = 0; step <= all; step += 1) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(focused);
    if (!at) break;
    assert.ok(at.outlined, `${page.url()}: ${at.name} does not show that it has the focus`);
    assert.ok(at.seen, `${page.url()}: ${at.name} has the focus and lies under something`);
    names.push(at.name);
  }
  return names;
}

for (const [size, viewport] of [
  ['phone', { width: 390, height: 844 }],
  ['desktop', { width: 1280, height: 900 }],
]) {
  test(`every stop of the keyboard can be seen on a ${size}`, async () => {
    const { context, page, settle } = await visit(browser, origin(AURORA), { viewport });
    await open(page, '/sign-in');
    const before = await tabThrough(page);
    assert.ok(before[0]?.includes(t('skip')), `first comes the way past the navigation, not ${before[0]}`);
    await signIn(page, await patientOf(AURORA, 7));
    for (const path of ['/', '/records/medications', '/access-log', '/profile']) {
      await open(page, path);
      const names = await tabThrough(page);
      assert.ok(names.length > 10, `${path}: only ${names.length} stops`);
    }
    settle();
    await context.close();
  });
}

test('the way past the navigation, the account menu and Escape work by keyboard', async () => {
  const { context, page, settle } = await visit(browser, origin(AURORA));
  await signIn(page, await patientOf(AURORA, 7));
  await open(page, '/');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  const inMain = await page.evaluate(() => document.querySelector('main').contains(document.activeElement));
  assert.ok(inMain, 'the next stop is in the page itself');
  await page.locator('header details summary').focus();
  await page.keyboard.press('Enter');
  const out = page.getByRole('banner').getByRole('button', { name: t('menu-out') });
  await out.waitFor();
  await page.keyboard.press('Escape');
  await out.waitFor({ state: 'hidden' });
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'SUMMARY');
  settle();
  await context.close();
});
