// Finding and printing (R01): a search with and without script, by keyboard alone, and paper.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, open, visit } from '../lib/browser.mjs';
import { signIn } from '../lib/sign-in.mjs';
import { AURORA, origin, patientOf } from '../lib/stack.mjs';
import { t } from '../lib/words.mjs';

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

/** A condition of the patient: its address and the longest word of its name. */
async function something(page) {
  await open(page, '/records/conditions');
  const row = page.getByRole('main').locator('a[href^="/records/conditions/"]').first();
  const name = await row.locator('.item-title').innerText();
  const word = name.split(/[^\p{L}]+/u).sort((one, other) => other.length - one.length)[0];
  return { href: await row.getAttribute('href'), word: word.toUpperCase() };
}

const said = (page) => page.getByRole('main').getByRole('status');

test('with script a search swaps the page and leaves history alone', async () => {
  const { context, page, settle } = await visit(browser, origin(AURORA));
  await signIn(page, await patientOf(AURORA, 3));
  const { href, word } = await something(page);
  await open(page, '/records');
  const before = await page.evaluate(() => history.length);
  await page.getByRole('searchbox', { name: t('find-words') }).fill(word);
  await page.getByRole('main').getByRole('button', { name: t('find-go') }).click();
  await said(page).waitFor();
  assert.equal(new URL(page.url()).pathname + new URL(page.url()).search, '/records');
  assert.equal(await page.evaluate(() => history.length), before);
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('role')), 'status');
  assert.ok((await page.title()).startsWith(t('find-title')));
  await page.getByRole('main').locator(`a[href="${href}"]`).click();
  await page.waitForURL((url) => url.pathname === href);
  await page.goBack();
  // Back is the page that was opened, not a question whether to send the form again.
  await page.getByRole('heading', { level: 1, name: t('records-title') }).waitFor();
  settle();
  await context.close();
});

test('without script the answer is the page', async () => {
  const { context, page, settle } = await visit(browser, origin(AURORA), { javaScriptEnabled: false });
  await signIn(page, await patientOf(AURORA, 3));
  const { href, word } = await something(page);
  await open(page, '/records');
  await page.getByRole('searchbox', { name: t('find-words') }).fill(word);
  await page.getByRole('main').getByRole('button', { name: t('find-go') }).click();
  await page.getByRole('heading', { level: 1, name: t('find-title') }).waitFor();
  assert.equal(new URL(page.url()).search, '', 'nothing of a search is in an address');
  assert.equal(await page.locator(`main a[href="${href}"]`).count(), 1);
  await page.getByRole('searchbox', { name: t('find-words') }).fill('');
  await page.getByRole('main').getByRole('button', { name: t('find-go') }).click();
  await page.getByRole('alert').waitFor();
  settle();
  await context.close();
});

/** Presses Tab until the element that has the focus fits. */
async function tabTo(page, fits, what) {
  for (let step = 0; step < 120; step += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(fits, what)) return;
  }
  assert.fail(`Tab never comes to ${what}`);
}

test('a search and a filter by keyboard alone', async () => {
  const { context, page, settle } = await visit(browser, origin(AURORA));
  await signIn(page, await patientOf(AURORA, 5));
  const { href, word } = await something(page);
  await open(page, '/records');
  await tabTo(page, (id) => document.activeElement.id === id, 'words');
  await page.keyboard.type(word);
  await page.keyboard.press('Enter');
  await said(page).waitFor();
  await tabTo(page, (path) => document.activeElement.getAttribute('href') === path, href);
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.pathname === href);
  const lists = ['results', 'vitals', 'visits', 'medications', 'conditions', 'immunizations'];
  for (const list of lists) {
    await open(page, `/records/${list}`);
    if ((await page.locator('main details.find').count()) === 0) continue;
    const atControls = () => Boolean(document.activeElement.closest('details.find > summary'));
    await tabTo(page, atControls, 'the controls');
    await page.keyboard.press('Enter');
    await tabTo(page, (id) => document.activeElement.id === id, 'words');
    await page.keyboard.type('zzzz');
    await page.keyboard.press('Enter');
    await said(page).waitFor();
    assert.ok((await said(page).innerText()).includes('0'));
    settle();
    await context.close();
    return;
  }
  assert.fail('no list of this patient has more than a handful of entries');
});

test('paper has every row, and nothing to press', async () => {
  const { context, page, settle } = await visit(browser, origin(AURORA));
  await signIn(page, await patientOf(AURORA, 6));
  await open(page, '/records?view=print');
  assert.equal(await page.getByRole('navigation').count(), 0);
  const button = page.getByRole('button', { name: t('print-button') });
  assert.ok(await button.isVisible(), 'with script there is a button');
  await page.emulateMedia({ media: 'print' });
  assert.equal(await button.isVisible(), false);
  assert.equal(await page.locator('.topbar').isVisible(), false);
  assert.ok((await page.locator('main tbody tr').count()) > 0);
  const paper = await page.pdf({ format: 'Letter' });
  assert.equal(paper.subarray(0, 5).toString(), '%PDF-');
  settle();
  await context.close();
});
