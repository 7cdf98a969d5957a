// Home: what needs the patient comes first, and its cards are arranged by keyboard alone (D01, D08, U02).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { findings } from '../lib/axe.mjs';
import { launch, open, visit } from '../lib/browser.mjs';
import { signIn } from '../lib/sign-in.mjs';
import { AURORA, origin, patientOf, patients } from '../lib/stack.mjs';
import { t } from '../lib/words.mjs';

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

/** The ids of the cards on Home, in order. */
async function cards(page) {
  await open(page, '/');
  // Cards come in any order; their places are the order of the page.
  const places = page.locator('.grid-cards slot');
  return places.evaluateAll((all) => all.map((one) => one.name));
}

/** A button of one card: its words, and for a screen reader the card's name. */
const button = (page, words, card) =>
  page.getByRole('button', { name: new RegExp(`^${t(words)}\\s*: ${t(card)}$`) });

for (const [how, options] of [
  ['with script', {}],
  ['without script', { javaScriptEnabled: false }],
]) {
  test(`cards are moved, hidden and put back by keyboard ${how}`, async () => {
    const { context, page, settle } = await visit(browser, origin(AURORA), options);
    await signIn(page, await patientOf(AURORA, 3));
    const first = await cards(page);
    assert.ok(first.length >= 8, `only ${first.length} cards`);
    const arrange = page.getByRole('link', { name: t('cards-title') });
    await arrange.focus();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/home/cards');
    const up = button(page, 'cards-up', 'card-results');
    await up.focus();
    // The focus comes back to the button, so that it can be pressed again and again.
    for (const place of [3, 2]) {
      await page.keyboard.press('Enter');
      // Both presses end at the same address, so the words are what tells the second page from the first.
      const said = page.getByRole('main').getByRole('status').filter({ hasText: t('card-results') });
      await said.filter({ hasText: String(place) }).waitFor();
      await page.waitForFunction(() => document.activeElement?.id === 'results-up');
    }
    const moved = await cards(page);
    assert.equal(moved.indexOf('results'), 1);
    await open(page, '/home/cards');
    await button(page, 'cards-hide', 'card-results').focus();
    await page.keyboard.press('Enter');
    await button(page, 'cards-show', 'card-results').waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.id), 'results-shown');
    assert.ok(!(await cards(page)).includes('results'));
    await open(page, '/home/cards');
    await page.getByRole('button', { name: t('cards-reset') }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL('**done=reset**');
    assert.deepEqual(await cards(page), first);
    settle();
    await context.close();
  });
}

test('what needs the patient today stands before the cards and leads to it', async () => {
  const { context, page, settle } = await visit(browser, origin(AURORA));
  const elena = (await patients()).find((one) => one.patient === 'aurora-elena-marquez');
  await signIn(page, elena);
  await open(page, '/');
  const hero = page.locator('section.hero');
  await hero.waitFor();
  const [top, care] = await Promise.all([hero.boundingBox(), page.locator('#care').boundingBox()]);
  assert.ok(top.y < care.y, 'the hero comes first');
  const needs = page.locator('section[aria-labelledby=needs] a.item');
  assert.ok((await needs.count()) >= 4, 'an unconfirmed visit, a result, a supply, a note');
  for (const href of await needs.evaluateAll((all) => all.map((one) => one.getAttribute('href')))) {
    await open(page, href);
  }
  await open(page, '/');
  await hero.getByRole('link').click();
  await page.waitForURL('**/records/other/**');
  settle();
  await context.close();
});

test('the page about the API is readable on the smallest phone', async () => {
  const viewport = { width: 320, height: 700 };
  const { context, page, settle } = await visit(browser, origin(AURORA), { viewport });
  await open(page, '/docs');
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(wide <= 0, `${wide} px wider than the window`);
  const found = await findings(page, { language: 'en', theme: 'light', width: 320 });
  assert.deepEqual(found, []);
  settle();
  await context.close();
});
