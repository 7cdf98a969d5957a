// Leaving the screen alone (A14): a warning at 13 minutes, the end at 15, with and without script.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, open, visit } from '../lib/browser.mjs';
import { signIn } from '../lib/sign-in.mjs';
import { AURORA, advance, origin, patientOf } from '../lib/stack.mjs';
import { t } from '../lib/words.mjs';

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

test('the warning comes at 13 minutes; staying keeps the session, leaving it alone ends it', async () => {
  const { context, page, settle } = await visit(browser, origin(AURORA));
  await page.clock.install();
  await signIn(page, await patientOf(AURORA, 1));
  const warning = page.getByRole('dialog', { name: t('idle-title') });
  await page.clock.fastForward('12:50');
  assert.equal(await warning.isVisible(), false);
  await page.clock.fastForward('00:15');
  await warning.waitFor();
  await warning.getByRole('button', { name: t('idle-stay') }).click();
  await warning.waitFor({ state: 'hidden' });
  await page.clock.fastForward('13:05');
  await warning.waitFor();
  // The server's time passes too: it has ended the session when the page gives up.
  await advance('PT16M');
  await page.clock.fastForward('02:00');
  await page.waitForURL((url) => url.pathname === '/sign-in');
  assert.equal(new URL(page.url()).searchParams.get('ended'), 'idle');
  await page.getByRole('main').getByText(t('ended-idle')).first().waitFor();
  settle();
  await context.close();
});

for (const [how, nth, options] of [
  ['with script', 2, {}],
  ['without script', 3, { javaScriptEnabled: false }],
]) {
  test(`after 16 minutes the next page asks to sign in again, ${how}`, async () => {
    const { context, page, settle } = await visit(browser, origin(AURORA), options);
    await signIn(page, await patientOf(AURORA, nth));
    await advance('PT14M');
    await open(page, '/records');
    assert.equal(new URL(page.url()).pathname, '/records', 'use keeps a session alive');
    await advance('PT16M');
    await page.goto('/records/medications');
    const url = new URL(page.url());
    assert.equal(url.pathname, '/sign-in');
    assert.equal(url.searchParams.get('next'), '/records/medications');
    settle();
    await context.close();
  });
}
