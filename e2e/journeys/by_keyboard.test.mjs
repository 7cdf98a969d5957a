// One visit without a mouse (U02): signing in, choosing whose record, a result with its details, a document.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, open, visit } from '../lib/browser.mjs';
import { signIn } from '../lib/sign-in.mjs';
import { AURORA, codesFor, fromSandbox, fullest, newCode, origin } from '../lib/stack.mjs';

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

/** More stops than any page has. */
const MOST = 600;

/** Presses Tab until the focus is on something that fits the selector. */
async function tabTo(page, selector) {
  for (let stop = 0; stop < MOST; stop += 1) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector);
    if (at) return;
  }
  throw new Error(`${page.url()}: the keyboard does not come to ${selector}`);
}

/** Follows a link by keyboard. */
async function follow(page, selector) {
  await tabTo(page, selector);
  const href = await page.evaluate(() => document.activeElement.getAttribute('href'));
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.pathname === href.split('?')[0]);
  assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1, href);
  return href;
}

const path = (page) => new URL(page.url()).pathname;

/** The way in, from a page that asks to sign in. */
async function enterByKeyboard(page, { email, name }) {
  const before = (await codesFor(email)).length;
  await tabTo(page, '#email');
  await page.keyboard.type(email);
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.pathname === '/sign-in/code');
  await tabTo(page, '#code');
  await page.keyboard.type(await newCode(email, before));
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in') || url.pathname === '/sign-in/whom');
  if (path(page) !== '/sign-in/whom') return;
  const wanted = page.getByRole('radio', { name });
  await tabTo(page, 'main input[type="radio"]');
  await page.keyboard.press('Space');
  // Among radios the arrows choose.
  for (let tries = 0; tries < 10 && !(await wanted.isChecked()); tries += 1) {
    await page.keyboard.press('ArrowDown');
  }
  assert.ok(await wanted.isChecked());
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.pathname !== '/sign-in/whom');
}

/** Opens every disclosure of the page in its order; each says that it is open. */
async function unfoldByKeyboard(page) {
  const count = await page.locator('main summary:visible').count();
  for (let nth = 0; nth < count; nth += 1) {
    await tabTo(page, 'main details:not([open]) > summary');
    await page.keyboard.press('Enter');
    const open = await page.evaluate(() => document.activeElement.closest('details').open);
    assert.ok(open, 'Enter opens a disclosure');
  }
  return count;
}

test('from the sign-in to a result and a document, by keyboard alone', async () => {
  const { context, page, settle } = await visit(browser, origin(AURORA));
  await page.goto('/records');
  await enterByKeyboard(page, await fullest(AURORA));
  assert.equal(path(page), '/records', 'the page that was asked for');
  await follow(page, 'main a[href="/records/results"]');
  const result = await follow(page, 'main a[href^="/records/results/"]');
  assert.ok((await unfoldByKeyboard(page)) > 0, `${result}: nothing unfolds`);
  // A picture of numbers has its numbers as a table, for whoever cannot see it.
  const drawn = await page.locator('main svg:has(polyline), main svg[role="img"]').count();
  if (drawn) assert.ok((await page.locator('main table:visible').count()) > 0, `${result}: no table`);
  await page.evaluate(() => document.activeElement.blur());
  await follow(page, 'main a[href="/records/results"]');
  await follow(page, 'a[href="/records/documents"]');
  await follow(page, 'main a[href^="/records/documents/"]');
  settle();
  await context.close();
});

/** The ids of her documents that have something in them. */
async function filled(patient) {
  const headers = { 'x-tenant-id': 'aurora' };
  const query = `/fhir/DocumentReference?patient=Patient/${patient}&_count=100`;
  const { entry } = await fromSandbox(query, { headers });
  const has = ({ content = [] }) => content.some(({ attachment }) => attachment?.data || attachment?.url);
  return entry.map(({ resource }) => resource).filter(has);
}

test('a document is downloaded by keyboard, and every document with content offers it', async () => {
  const { context, page, settle } = await visit(browser, origin(AURORA));
  const patient = await fullest(AURORA);
  await signIn(page, patient);
  const documents = (await filled(patient.patient)).filter(({ status }) => status !== 'entered-in-error');
  assert.ok(documents.length > 0, 'she has documents with content');
  for (const [nth, { id }] of documents.entries()) {
    const list = `/records/documents/${id}`;
    await open(page, list);
    const link = `main a[href^="${list}/files/"]`;
    assert.ok((await page.locator(link).count()) > 0, `${list} offers no file`);
    if (nth > 0) continue;
    await tabTo(page, link);
    const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
    assert.equal(await download.failure(), null);
    assert.notEqual(download.suggestedFilename(), '');
    assert.equal(new URL(page.url()).pathname, list, 'the page stays');
  }
  settle();
  await context.close();
});
