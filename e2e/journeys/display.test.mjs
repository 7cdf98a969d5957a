// Language and theme (L01, L02, D08): chosen anywhere, kept everywhere, with and without script.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { choose } from '../lib/axe.mjs';
import { launch, open, visit } from '../lib/browser.mjs';
import { signIn } from '../lib/sign-in.mjs';
import { AURORA, origin, patientOf } from '../lib/stack.mjs';
import { LANGUAGES, t } from '../lib/words.mjs';

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

for (const [how, nth, options] of [
  ['with script', 6, {}],
  ['without script', 0, { javaScriptEnabled: false }],
]) {
  test(`a language and a theme chosen ${how} hold on every page after`, async () => {
    const { context, page, settle } = await visit(browser, origin(AURORA), options);
    await signIn(page, await patientOf(AURORA, nth));
    for (const [language, theme] of [
      ['es', 'dark'],
      ['zh', 'contrast'],
      ['vi', 'light'],
      ['en', 'auto'],
    ]) {
      await open(page, '/records');
      await choose(page, { language, theme });
      assert.equal(new URL(page.url()).pathname, '/records', 'the choice comes back to the same page');
      await open(page, '/prescriptions');
      assert.equal(await page.locator('html').getAttribute('lang'), language);
      assert.equal(await page.locator('html').getAttribute('data-theme'), theme);
      await page.getByRole('navigation', { name: t('nav-main', language) }).waitFor();
    }
    settle();
    await context.close();
  });
}

test('before sign-in the browser’s language decides', async () => {
  for (const language of LANGUAGES) {
    const { context, page, settle } = await visit(browser, origin(AURORA), { locale: language });
    await open(page, '/sign-in');
    assert.equal(await page.locator('html').getAttribute('lang'), language);
    await page.getByRole('button', { name: t('send-code', language) }).waitFor();
    settle();
    await context.close();
  }
});
