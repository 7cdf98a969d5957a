// What a browser must never be made to do (goal 21): give the cookie away, obey another site, run what
// stands in the record.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { launch, open, visit } from '../lib/browser.mjs';
import { PATIENT_PAGES } from '../lib/pages.mjs';
import { signIn } from '../lib/sign-in.mjs';
import { AURORA, fromSandbox, markup, origin, patientOf, raw } from '../lib/stack.mjs';

const PAYLOAD =
  '"><img src=x onerror="window.ran=1"><script>window.ran=1</script><svg onload=window.ran=1>{{7*7}}';

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

test('every cookie is __Host-, HttpOnly, Secure and SameSite', async () => {
  const { context, page, settle } = await visit(browser, origin(AURORA));
  await signIn(page, await patientOf(AURORA, 4));
  await page.locator('footer button[name="language"][value="es"]').click();
  await page.locator('html[lang="es"]').waitFor({ state: 'attached' });
  const cookies = await context.cookies();
  assert.ok(cookies.length > 0);
  for (const cookie of cookies) {
    assert.ok(cookie.name.startsWith('__Host-'), cookie.name);
    assert.ok(cookie.httpOnly && cookie.secure && cookie.path === '/', cookie.name);
    assert.ok(['Lax', 'Strict'].includes(cookie.sameSite), `${cookie.name}: ${cookie.sameSite}`);
    assert.equal(cookie.domain, `${AURORA}.localhost`);
  }
  assert.equal(await page.evaluate(() => document.cookie), '');
  settle();
  await context.close();
});

test('the content security policy allows nothing inline and nothing from elsewhere', async () => {
  for (const path of ['/sign-in', '/help', '/no-such-page']) {
    const { headers } = await raw(AURORA, 'GET', path);
    const policy = headers['content-security-policy'] ?? '';
    assert.match(policy, /default-src 'none'/, path);
    assert.doesNotMatch(policy, /unsafe|\*|nonce-/, path);
    assert.match(policy, /frame-ancestors 'none'/, path);
    assert.equal(headers['x-content-type-options'], 'nosniff', path);
  }
});

test('a form on another site changes nothing here', async () => {
  const { context, page } = await visit(browser, origin(AURORA));
  await signIn(page, await patientOf(AURORA, 5));
  const language = await page.locator('html').getAttribute('lang');
  const other = language === 'vi' ? 'es' : 'vi';
  const targets = ['/sign-out', '/display', '/sign-in', '/sign-in/code', '/v1/portal/auth/send-code'];
  const form = (path) => `<form method="post" action="${origin(AURORA)}${path}">
    <input name="language" value="${other}"><input name="email" value="a@patients.example">
    <button>go</button></form>`;
  const evil = createServer((request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(
      `<!doctype html><title>prize</title>${form(new URL(request.url, 'http://x').searchParams.get('to'))}`,
    );
  }).listen(0, '127.0.0.1');
  await once(evil, 'listening');
  try {
    for (const target of targets) {
      const prize = await context.newPage();
      await prize.goto(`http://127.0.0.1:${evil.address().port}/?to=${encodeURIComponent(target)}`);
      const answer = prize.waitForResponse((response) => response.request().method() === 'POST');
      await prize.getByRole('button', { name: 'go' }).click();
      assert.equal((await answer).status(), 403, target);
      await prize.close();
    }
  } finally {
    evil.close();
  }
  await open(page, '/profile');
  assert.equal(new URL(page.url()).pathname, '/profile', 'still signed in');
  assert.equal(await page.locator('html').getAttribute('lang'), language, 'the same language');
  await context.close();
});

/** Text that would run if anything forgot to escape it, in every field that the pages show. */
async function poison(patient) {
  const subject = { reference: `Patient/${patient}` };
  const concept = {
    text: PAYLOAD,
    coding: [{ system: 'http://example.org/x', code: 'x', display: PAYLOAD }],
  };
  const active = (system) => ({ coding: [{ system, code: 'active' }] });
  const resources = [
    {
      resourceType: 'MedicationRequest',
      status: 'active',
      intent: 'order',
      subject,
      authoredOn: '2026-01-02',
      medicationCodeableConcept: concept,
      dosageInstruction: [{ text: PAYLOAD }],
      note: [{ text: PAYLOAD }],
      requester: { display: PAYLOAD },
      reasonCode: [concept],
    },
    {
      resourceType: 'AllergyIntolerance',
      patient: subject,
      code: concept,
      note: [{ text: PAYLOAD }],
      clinicalStatus: active('http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical'),
      reaction: [{ manifestation: [concept], description: PAYLOAD }],
    },
    {
      resourceType: 'Condition',
      subject,
      code: concept,
      note: [{ text: PAYLOAD }],
      clinicalStatus: active('http://terminology.hl7.org/CodeSystem/condition-clinical'),
    },
  ];
  const headers = { 'content-type': 'application/fhir+json', 'x-tenant-id': 'aurora' };
  for (const resource of resources) {
    await fromSandbox(`/fhir/${resource.resourceType}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(resource),
    });
  }
}

test('markup in the record and in a name is shown as text and runs nothing', async () => {
  const patient = await markup(AURORA);
  await poison(patient.patient);
  const { context, page, settle } = await visit(browser, origin(AURORA));
  await signIn(page, patient);
  await open(page, '/profile');
  await page.getByRole('main').getByText('<script>alert(1)</script>', { exact: false }).first().waitFor();
  for (const path of PATIENT_PAGES) {
    await open(page, path);
    assert.equal(await page.evaluate(() => window.ran), undefined, path);
    assert.equal(await page.locator('img[src="x"]').count(), 0, path);
  }
  for (const kind of ['medications', 'allergies', 'conditions']) {
    await open(page, `/records/${kind}`);
    await page.getByRole('main').getByText('window.ran=1', { exact: false }).first().waitFor();
    const hrefs = await page.getByRole('main').locator(`a[href^="/records/${kind}/"]`).all();
    for (const href of await Promise.all(hrefs.map((link) => link.getAttribute('href')))) {
      await open(page, href);
      assert.equal(await page.evaluate(() => window.ran), undefined, href);
    }
  }
  settle();
  await context.close();
});
