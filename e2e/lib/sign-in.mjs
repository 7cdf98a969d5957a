// Signing in as a patient does: address, code from the inbox, and whose record when there are several.
import assert from 'node:assert/strict';
import { codesFor, newCode } from './stack.mjs';
import { t } from './words.mjs';

/** Asks for a code on the sign-in page. The page must be in English and show the first form. */
export async function askForCode(page, email) {
  await page.getByRole('textbox', { name: t('email') }).fill(email);
  await page.getByRole('button', { name: t('send-code') }).click();
  await page.getByRole('heading', { level: 1, name: t('code-title') }).waitFor();
}

/** Types a code on the second form. */
export async function enterCode(page, code) {
  await page.getByRole('main').getByRole('textbox').fill(code);
  await page
    .getByRole('main')
    .getByRole('button', { name: t('signin-title'), exact: true })
    .click();
}

/** The whole way in, from `path`; ends on the page that was asked for. */
export async function signIn(page, patient, path = '/') {
  await page.goto(path);
  assert.equal(new URL(page.url()).pathname, '/sign-in');
  const before = (await codesFor(patient.email)).length;
  await askForCode(page, patient.email);
  await enterCode(page, await newCode(patient.email, before));
  await page.waitForURL((url) => url.pathname !== '/sign-in/code' && url.pathname !== '/sign-in');
  if (new URL(page.url()).pathname === '/sign-in/whom') {
    await page.getByRole('radio', { name: patient.name }).check();
    await page.getByRole('button', { name: t('whom-open') }).click();
    await page.waitForURL((url) => url.pathname !== '/sign-in/whom');
  }
  assert.equal(new URL(page.url()).pathname, path.split('?')[0]);
}

/** Presses Sign out in the account menu. */
export async function signOut(page) {
  await page.locator('header details summary').click();
  await page
    .getByRole('banner')
    .getByRole('button', { name: t('menu-out') })
    .click();
}
