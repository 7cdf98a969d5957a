// When results show (C5): a patient asks to be told first, a result comes, it waits, she opens it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { FOUR_CELLS, cellName, choose, findings } from '../lib/axe.mjs';
import { launch, open, visit } from '../lib/browser.mjs';
import { signIn } from '../lib/sign-in.mjs';
import { AURORA, advance, fromSandbox, origin, patientOf } from '../lib/stack.mjs';
import { t } from '../lib/words.mjs';

const ID = 'release-journey';
const RESULTS = '/records/results';
const headers = { 'x-tenant-id': AURORA, 'content-type': 'application/fhir+json' };

let browser;
before(async () => (browser = await launch()));
after(async () => {
  await browser.close();
  // Other journeys count what the demo began with.
  await fromSandbox(`/fhir/Observation/${ID}`, { method: 'DELETE', headers });
});

/** The laboratory gives out a result now. */
async function comes(patient, issued) {
  const result = {
    resourceType: 'Observation',
    id: ID,
    status: 'final',
    category: [{ coding: [{ code: 'laboratory' }] }],
    code: { text: 'Journey test' },
    subject: { reference: `Patient/${patient}` },
    issued: issued.toISOString(),
    valueQuantity: { value: 4242, unit: 'mg/dL' },
  };
  await fromSandbox(`/fhir/Observation/${ID}`, { method: 'PUT', headers, body: JSON.stringify(result) });
}

async function chooses(page, way) {
  await open(page, '/results-timing');
  await page.getByRole('radio', { name: t(way) }).check();
  await page.getByRole('button', { name: t('timing-save') }).click();
  await page.getByRole('status').filter({ hasText: t('timing-saved') }).waitFor();
  assert.equal(await page.getByRole('radio', { name: t(way) }).isChecked(), true);
}

for (const [how, nth, options] of [
  ['with script', 6, {}],
  ['without script', 7, { javaScriptEnabled: false }],
]) {
  test(`told first, then shown, ${how}`, async () => {
    const { context, page, settle } = await visit(browser, origin(AURORA), options);
    const patient = await patientOf(AURORA, nth);
    await signIn(page, patient);
    await chooses(page, 'timing-tell-first');
    await comes(patient.patient, await advance('PT1S'));

    await open(page, RESULTS);
    await page.getByRole('heading', { name: t('waiting-title') }).waitFor();
    const link = page.getByRole('main').getByRole('link', { name: 'Journey test' });
    await link.waitFor();
    assert.equal(await page.getByText('4242').count(), 0, 'its name is told, its value is not');
    if (options.javaScriptEnabled === undefined) {
      for (const place of [RESULTS, `${RESULTS}/${ID}`]) {
        for (const cell of FOUR_CELLS) {
          await open(page, place);
          await choose(page, cell);
          assert.deepEqual(await findings(page, cell, `${place} waiting`), [], `${place} ${cellName(cell)}`);
        }
        await open(page, place);
        await choose(page, { language: 'en', theme: 'light' });
      }
      await page.setViewportSize({ width: 1280, height: 900 });
      await open(page, RESULTS);
    }

    await page.getByRole('button', { name: new RegExp(`^${t('waiting-show')}\\s*: Journey test$`) }).click();
    await page.waitForURL((url) => url.pathname === `${RESULTS}/${ID}`);
    await page.getByText('4242').first().waitFor();
    await open(page, RESULTS);
    assert.equal(await page.getByRole('heading', { name: t('waiting-title') }).count(), 0);
    await chooses(page, 'timing-at-once');
    settle();
    await context.close();
  });
}
