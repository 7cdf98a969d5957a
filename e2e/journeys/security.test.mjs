// Sign-in and security (U03, A10): sessions seen and ended, an authenticator app set up, used and removed.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { findings } from '../lib/axe.mjs';
import { launch, open, visit } from '../lib/browser.mjs';
import { askForCode, enterCode, signIn, signOut } from '../lib/sign-in.mjs';
import { NORTHSIDE, advance, codesFor, newCode, origin, patientOf } from '../lib/stack.mjs';
import { t } from '../lib/words.mjs';

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

const CELL = { language: 'en', theme: 'light', width: 390 };

/** What an authenticator app shows for a key at a time (RFC 6238). */
function shown(key, at) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...key.replaceAll(' ', '')].map((c) => letters.indexOf(c).toString(2).padStart(5, '0'));
  const bytes = bits.join('').match(/.{8}/g).map((byte) => parseInt(byte, 2));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at.getTime() / 30_000)));
  const mac = createHmac('sha1', Buffer.from(bytes)).update(counter).digest();
  const number = mac.readUInt32BE(mac[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

/** Presses a button of the main part by its name, or by how its name begins. */
const press = (page, name) => page.getByRole('main').getByRole('button', { name }).click();

for (const [how, nth, options] of [
  ['with script', 0, {}],
  ['without script', 1, { javaScriptEnabled: false }],
]) {
  describe(`sign-in and security ${how}`, () => {
    test('a session that is ended on one device is over on the other', async () => {
      const patient = await patientOf('northside', nth);
      const here = await visit(browser, origin(NORTHSIDE), options);
      const there = await visit(browser, origin(NORTHSIDE), options);
      await signIn(here.page, patient);
      await signIn(there.page, patient);
      await open(here.page, '/security');
      await here.page.getByRole('main').getByText(t('places-this')).waitFor();
      // The other one was used last, whatever else is still there.
      const ends = new RegExp(`^${t('places-end')} ?:`);
      await here.page.getByRole('main').getByRole('button', { name: ends }).first().click();
      await here.page.getByRole('status').getByText(t('places-ended')).waitFor();
      await there.page.goto('/records');
      assert.equal(new URL(there.page.url()).pathname, '/sign-in');
      for (const one of [here, there]) {
        one.settle();
        await one.context.close();
      }
    });

    test('an app is set up, asked for at sign-in and at a change, and removed', async () => {
      const patient = await patientOf('northside', nth);
      const { context, page, settle } = await visit(browser, origin(NORTHSIDE), options);
      const sound = async () => {
        if (!options.javaScriptEnabled && 'javaScriptEnabled' in options) return;
        assert.deepEqual(await findings(page, CELL), []);
      };
      await signIn(page, patient, '/security');
      await press(page, new RegExp(`^${t('ways-set-up')}`));
      await page.locator('svg.qr').waitFor();
      await sound();
      await page.locator('main details summary').click();
      const key = await page.locator('.secret').innerText();
      await page.locator('#code').fill(shown(key, await advance('PT1S')));
      await press(page, t('app-turn-on'));
      const codes = await page.locator('.recovery li').allInnerTexts();
      assert.equal(codes.length, 10);
      await sound();
      await page.getByRole('link', { name: t('codes-kept') }).click();
      await page.getByText(t('ways-on')).first().waitFor();
      await sound();
      await signOut(page);

      // The next sign-in asks for it, after the code of the mail.
      await page.goto('/sign-in?next=%2Fsecurity');
      const before = (await codesFor(patient.email)).length;
      await askForCode(page, patient.email);
      await enterCode(page, await newCode(patient.email, before));
      await page.getByRole('heading', { level: 1, name: t('second-title') }).waitFor();
      await sound();
      await page.locator('#code').fill('000000');
      await press(page, t('signin-title'));
      await page.getByRole('alert').waitFor();
      await page.locator('#code').fill(shown(key, await advance('PT1M')));
      await press(page, t('signin-title'));
      await page.waitForURL((url) => url.pathname === '/security');

      // Later, removing it wants a fresh proof, and leads back.
      await advance('PT11M');
      await press(page, new RegExp(`^${t('ways-remove')} ?:`));
      await page.getByRole('heading', { level: 1, name: t('step-up-title') }).waitFor();
      await sound();
      await page.locator('#code').fill(codes[0]);
      await press(page, t('step-up-go'));
      await page.getByRole('status').getByText(t('step-up-done')).waitFor();
      await press(page, new RegExp(`^${t('ways-remove')} ?:`));
      await page.getByRole('status').getByText(t('app-removed')).waitFor();
      settle();
      await context.close();
    });
  });
}
