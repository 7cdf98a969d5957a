// Signing in and out (A01, A02, A04), with and without script.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { launch, open, visit } from '../lib/browser.mjs';
import { askForCode, enterCode, signIn, signOut } from '../lib/sign-in.mjs';
import { AURORA, codesFor, family, newCode, origin, patientOf } from '../lib/stack.mjs';
import { t } from '../lib/words.mjs';

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

for (const [how, nth, options] of [
  ['with script', 0, {}],
  ['without script', 1, { javaScriptEnabled: false }],
]) {
  describe(`signing in ${how}`, () => {
    test('the code of the mail opens the page that was asked for, and signing out closes it', async () => {
      const { context, page, settle } = await visit(browser, origin(AURORA), options);
      await signIn(page, await patientOf(AURORA, nth), '/records/medications');
      await open(page, '/');
      const held = await context.cookies();
      await signOut(page);
      await page.waitForURL((url) => url.pathname.startsWith('/sign-in'));
      // The old cookie opens nothing any more, also when it is brought back.
      await context.addCookies(held);
      await page.goto('/records/medications');
      assert.equal(new URL(page.url()).pathname, '/sign-in');
      settle();
      await context.close();
    });

    test('a wrong code says so, keeps the form, and the right one still works', async () => {
      const { context, page, settle } = await visit(browser, origin(AURORA), options);
      const { email } = await patientOf(AURORA, nth);
      await page.goto('/sign-in');
      const before = (await codesFor(email)).length;
      await askForCode(page, email);
      const code = await newCode(email, before);
      await enterCode(
        page,
        code.replace(/\d/g, (digit) => String((Number(digit) + 1) % 10)),
      );
      await page.getByRole('alert').waitFor();
      await enterCode(page, code);
      await page.waitForURL((url) => url.pathname === '/');
      settle();
      await context.close();
    });
  });
}

test('an address that nobody has gets the same page as one that somebody has', async () => {
  const { context, page, settle } = await visit(browser, origin(AURORA));
  const pages = [];
  const { email } = await patientOf(AURORA, 2);
  for (const address of [email, 'nobody.of.ours@patients.example']) {
    await page.goto('/sign-in');
    await askForCode(page, address);
    pages.push((await page.getByRole('main').innerText()).replaceAll(address, 'ADDRESS'));
  }
  assert.equal(pages[0], pages[1]);
  settle();
  await context.close();
});

test('an address of several patients asks whose record, after the code', async () => {
  const shared = await family(AURORA);
  const { context, page, settle } = await visit(browser, origin(AURORA));
  await signIn(page, shared);
  await page.getByRole('banner').getByText(shared.name).first().waitFor({ state: 'attached' });
  settle();
  await context.close();
});

test('a malformed address is refused with a summary that leads to the field', async () => {
  const { context, page, settle } = await visit(browser, origin(AURORA));
  await open(page, '/sign-in');
  await page.getByRole('textbox', { name: t('email') }).fill('not an address');
  const answer = page.waitForResponse((response) => response.request().method() === 'POST');
  await page.getByRole('button', { name: t('send-code') }).click();
  assert.equal((await answer).status(), 422);
  assert.equal(await page.getByRole('textbox', { name: t('email') }).inputValue(), 'not an address');
  await page.getByRole('alert').getByRole('link').click();
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'email');
  settle();
  await context.close();
});
