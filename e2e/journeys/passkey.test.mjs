// Passkeys (A11) with Chromium's own virtual authenticator: added, used to sign in and to step up, refused;
// at a clinic whose primary host is one of its own.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { findings } from '../lib/axe.mjs';
import { launch, open, visit } from '../lib/browser.mjs';
import { signIn, signOut } from '../lib/sign-in.mjs';
import { AURORA, SLEEP_CORNER, advance, origin, patientOf } from '../lib/stack.mjs';
import { t } from '../lib/words.mjs';

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

const CELL = { language: 'en', theme: 'light', width: 1280 };
const sound = async (page) => assert.deepEqual(await findings(page, CELL), []);
const main = (page) => page.getByRole('main');
const press = (page, name) => main(page).getByRole('button', { name }).click();

/** A device with a screen lock, as a phone has; gives what turns its knobs. */
async function device(context, page) {
  const cdp = await context.newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const options = {
    protocol: 'ctap2',
    transport: 'internal',
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
  };
  const add = async () => (await cdp.send('WebAuthn.addVirtualAuthenticator', { options })).authenticatorId;
  let authenticatorId = await add();
  return {
    /** Another device in place of this one. */
    change: async () => {
      await cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId });
      authenticatorId = await add();
    },
    /** Whether it knows the finger, face or screen lock that it is shown. */
    knows: (isUserVerified) => cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
    keys: async () => (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
  };
}

/** On the page that adds one: gives it a name, and ends where the list is. */
async function add(page, name) {
  await page.getByRole('textbox', { name: t('passkey-name') }).fill(name);
  await press(page, t('passkey-go'));
  await page.getByRole('status').getByText(t('passkey-added')).waitFor();
  await main(page).getByText(name, { exact: true }).first().waitFor();
}

describe('passkeys', () => {
  test('one is added, signs in by itself and steps up; a second device; removed, it is refused', async () => {
    const patient = await patientOf('sleepcorner', 2);
    const { context, page, settle } = await visit(browser, origin(SLEEP_CORNER));
    const phone = await device(context, page);
    await signIn(page, patient);
    await main(page).getByRole('link', { name: t('ways-passkey-add') }).click();
    await page.getByRole('heading', { level: 1, name: t('passkey-title') }).waitFor();
    await sound(page);
    await add(page, 'My phone');
    await sound(page);
    const [key] = await phone.keys();
    assert.equal(key.isResidentCredential, true);
    assert.equal(key.rpId, new URL(origin(SLEEP_CORNER)).hostname);

    // No address is typed: the device knows whose key it is.
    await signOut(page);
    await page.goto('/sign-in?next=%2Fsecurity');
    await sound(page);
    await press(page, t('passkey-sign-in'));
    await page.waitForURL((url) => url.pathname === '/security');
    await main(page).getByText(t('method-passkey')).first().waitFor();

    // Later, another one wants a fresh proof first, which the passkey is too, and leads back.
    await advance('PT11M');
    await main(page).getByRole('link', { name: t('ways-passkey-add') }).click();
    await page.getByRole('heading', { level: 1, name: t('step-up-title') }).waitFor();
    await sound(page);
    await press(page, t('passkey-use'));
    await page.getByRole('heading', { level: 1, name: t('passkey-title') }).waitFor();
    await press(page, t('passkey-go'));
    await page.getByRole('alert').getByText(t('passkey-there')).waitFor();
    await phone.change();
    await add(page, 'My tablet');

    // Removed from the account, the key is still on the device; it opens nothing.
    await press(page, new RegExp(`^${t('ways-remove')} ?: My tablet`));
    await page.getByRole('status').getByText(t('passkey-removed')).waitFor();
    await signOut(page);
    await page.goto('/sign-in');
    await press(page, t('passkey-sign-in'));
    await page.getByRole('alert').getByText(t('passkey-refused')).waitFor();
    await sound(page);
    settle();
    await context.close();
  });

  test('a device that does not know who holds it signs nobody in, and it can be tried again', async () => {
    const patient = await patientOf('sleepcorner', 3);
    const { context, page, settle } = await visit(browser, origin(SLEEP_CORNER));
    const phone = await device(context, page);
    await signIn(page, patient, '/security/passkey');
    await add(page, 'My phone');
    await signOut(page);
    await phone.knows(false);
    await page.goto('/sign-in');
    await press(page, t('passkey-sign-in'));
    await page.getByRole('alert').getByText(t('passkey-cancelled')).waitFor();
    await phone.knows(true);
    await press(page, t('passkey-sign-in'));
    await page.waitForURL((url) => url.pathname === '/');
    settle();
    await context.close();
  });

  test('who does not want one now is not asked again', async () => {
    const patient = await patientOf(AURORA, 6);
    const { context, page, settle } = await visit(browser, origin(AURORA));
    await signIn(page, patient);
    await sound(page);
    await press(page, t('invite-later'));
    await page.waitForLoadState('load');
    assert.equal(await main(page).getByText(t('invite-title')).count(), 0);
    await page.goto('/records');
    await page.goto('/');
    assert.equal(await main(page).getByText(t('invite-title')).count(), 0);
    settle();
    await context.close();
  });

  test('without script the other ways are there, and the page says why there is no passkey', async () => {
    const patient = await patientOf(AURORA, 7);
    const { context, page, settle } = await visit(browser, origin(AURORA), { javaScriptEnabled: false });
    await page.goto('/sign-in');
    assert.equal(await main(page).getByRole('button', { name: t('passkey-sign-in') }).count(), 0);
    await signIn(page, patient, '/security/passkey');
    await main(page).getByText(t('passkey-none')).waitFor();
    assert.equal(await main(page).getByRole('button', { name: t('passkey-go') }).count(), 0);
    settle();
    await context.close();
  });

  test('a browser without passkeys is told so', async () => {
    const patient = await patientOf(AURORA, 8);
    const { context, page, settle } = await visit(browser, origin(AURORA));
    await context.addInitScript(() => delete window.PublicKeyCredential);
    await page.goto('/sign-in');
    assert.equal(await main(page).getByRole('button', { name: t('passkey-sign-in') }).count(), 0);
    await signIn(page, patient);
    await open(page, '/security/passkey');
    await main(page).getByText(t('passkey-none')).waitFor();
    assert.equal(await main(page).getByRole('button', { name: t('passkey-go') }).count(), 0);
    await sound(page);
    settle();
    await context.close();
  });
});
