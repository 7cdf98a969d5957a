// Reading every page of the record (R01, R03–R06, P01, D01), with and without script, as full as the EHR's.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { launch, open, visit } from '../lib/browser.mjs';
import { PATIENT_PAGES, firstEntry } from '../lib/pages.mjs';
import { signIn } from '../lib/sign-in.mjs';
import { AURORA, SLEEP_CORNER, NORTHSIDE, fromSandbox, origin, patientOf, raw } from '../lib/stack.mjs';

const TYPES = {
  medications: ['MedicationRequest', 'MedicationStatement'],
  allergies: ['AllergyIntolerance'],
  conditions: ['Condition'],
};

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

/** What the FHIR server itself counts. */
async function countOf(org, type, patient) {
  const query = `/fhir/${type}?patient=${encodeURIComponent(patient)}&_total=accurate&_count=1`;
  return (await fromSandbox(query, { headers: { 'x-tenant-id': org } })).total;
}

for (const [how, nth, options] of [
  ['with script', 3, {}],
  ['without script', 4, { javaScriptEnabled: false }],
]) {
  describe(`reading ${how}`, () => {
    let seen;
    before(async () => {
      seen = await visit(browser, origin(AURORA), options);
      await signIn(seen.page, await patientOf(AURORA, nth));
    });
    after(() => seen.context.close());

    for (const path of PATIENT_PAGES) {
      test(`${path} is one page with one head`, async () => {
        await open(seen.page, path);
        assert.equal(await seen.page.getByRole('heading', { level: 1 }).count(), 1);
        assert.equal(await seen.page.getByRole('main').count(), 1);
        assert.notEqual(await seen.page.title(), '');
        seen.settle();
      });
    }

    for (const kind of Object.keys(TYPES)) {
      test(`an entry of ${kind} opens from its list and leads back`, async () => {
        const href = await firstEntry(seen.page, `/records/${kind}`);
        if (href === undefined) {
          // A patient without any: the list says so in words instead of showing nothing.
          assert.notEqual((await seen.page.getByRole('main').innerText()).trim(), '');
          return;
        }
        await seen.page.getByRole('main').locator(`a[href="${href}"]`).first().click();
        await seen.page.waitForURL((url) => url.pathname + url.search === href);
        assert.equal(await seen.page.getByRole('heading', { level: 1 }).count(), 1);
        await seen.page.getByRole('main').locator(`a[href="/records/${kind}"]`).first().click();
        await seen.page.waitForURL((url) => url.pathname === `/records/${kind}`);
        seen.settle();
      });
    }

    test('the access log says what was just read', async () => {
      await open(seen.page, '/records/allergies');
      await open(seen.page, '/access-log');
      assert.ok(
        (await seen.page.getByRole('main').getByRole('listitem').count()) > 0,
        'the log is not empty',
      );
      seen.settle();
    });
  });
}

/** The ids of the entries that a page shows, each row leading to one. */
async function rows(page, path) {
  await open(page, path);
  const hrefs = await page
    .getByRole('main')
    .locator('.list > li > a, article.rx a')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  return hrefs.map((href) => href.split('/').at(-1).split('?')[0]).sort();
}

/** One list in JSON, all of its pages. */
async function listOf(host, path, cookie) {
  const items = [];
  for (let next = ''; next !== null; ) {
    const query = next && `?cursor=${encodeURIComponent(next)}`;
    const answer = await raw(host, 'GET', `/v1/portal${path}${query}`, { headers: { cookie } });
    assert.equal(answer.status, 200, answer.text);
    const list = JSON.parse(answer.text);
    items.push(...list.items);
    if (list.next === null) return { ...list, items };
    next = list.next;
  }
}

const LISTS = {
  ...Object.fromEntries(Object.entries(TYPES).map(([kind, types]) => [`/records/${kind}`, types])),
  '/prescriptions': ['MedicationRequest'],
};

async function accountFor({ page, context, settle }, org, host, patient) {
  await signIn(page, patient);
  const cookies = await context.cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  let shown = 0;
  for (const [path, types] of Object.entries(LISTS)) {
    const list = await listOf(host, path, cookie);
    const withheld = list.withheld.reduce((sum, { count }) => sum + count, 0);
    let held = 0;
    for (const type of types) held += await countOf(org, type, patient.patient);
    assert.equal(list.items.length + withheld, list.total, `${path}: every entry is accounted for`);
    assert.equal(list.complete, true, `${path}: ${list.reason}`);
    assert.equal(list.total, held, `${path}: as many as the EHR counts`);
    // "No known allergies" is a sentence of the page, not a row of it.
    const asRows = list.items.filter((item) => !item.none_known).map(({ id }) => id);
    assert.deepEqual(await rows(page, path), asRows.sort(), `${path}: a row an entry`);
    shown += asRows.length;
  }
  settle();
  return shown;
}

for (const [org, host, several] of [
  ['aurora', AURORA, [2, 3, 5, 8]],
  ['sleepcorner', SLEEP_CORNER, [0, 1]],
  ['northside', NORTHSIDE, [0, 1]],
]) {
  test(`${org}: pages, API and the EHR's own totals agree`, async () => {
    let shown = 0;
    for (const nth of several) {
      const visitor = await visit(browser, origin(host));
      shown += await accountFor(visitor, org, host, await patientOf(org, nth));
      await visitor.context.close();
    }
    assert.ok(shown > 0, 'somebody has something');
  });
}
