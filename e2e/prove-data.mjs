// The proof on patients nobody here wrote: everyone of a data folder signs in by her e-mailed code and sees
// as many medications, allergies, conditions and prescriptions as the FHIR server's own totals say, less a
// printed list of what was withheld and why.
//
//   DATA=dir node run.mjs node prove-data.mjs            behind the generic FHIR client
//   DATA=dir ORG=sleepcorner node run.mjs …              behind the Canvas twin
import assert from 'node:assert/strict';

import { codesFor, fromSandbox, patients, raw } from './lib/stack.mjs';

const HOSTS = { aurora: 'aurora', sleepcorner: 'patients.sleepcorner', northside: 'northside' };
const LISTS = [
  ['records/medications', ['MedicationRequest', 'MedicationStatement']],
  ['records/allergies', ['AllergyIntolerance']],
  ['records/conditions', ['Condition']],
  ['prescriptions', ['MedicationRequest']],
];
// Every kind. Observations belong to four of them by their category, so kinds are compared with the server's
// totals type by type, all kinds together.
const KINDS = [
  ...['medications', 'allergies', 'conditions', 'procedures', 'results', 'vitals'],
  ...['immunizations', 'visits'],
  ...['documents', 'care-team', 'care-plans', 'goals', 'coverage', 'explanations-of-benefit'],
  ...['social-history', 'other'],
];
const WITHHELD = new Set(['entered-in-error', 'wrong-patient', 'hold']);

/** JSON to and from the portal. */
async function call(host, method, path, { cookie, body } = {}) {
  const headers = {
    ...(cookie ? { cookie } : {}),
    ...(body ? { 'content-type': 'application/json' } : {}),
  };
  const sent = { headers, body: body && JSON.stringify(body) };
  const answer = await raw(host, method, `/v1/portal/${path}`, sent);
  const session = answer.headers['set-cookie']?.find((line) => line.startsWith('__Host-portico='));
  return { ...answer, json: answer.text ? JSON.parse(answer.text) : null, cookie: session?.split(';')[0] };
}

/** Waits for the one mail that a fresh address gets. */
async function code(email) {
  for (let tries = 0; tries < 100; tries++) {
    const [newest] = await codesFor(email);
    if (newest) return newest;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error('no code arrived');
}

/** Signs a person in; codes are used once, so everyone signs in once. */
async function signIn(host, email, patient) {
  const asked = await call(host, 'POST', 'auth/send-code', { body: { email } });
  assert.equal(asked.status, 202);
  const verified = await call(host, 'POST', 'auth/verify', { body: { email, code: await code(email) } });
  assert.equal(verified.status, 200, verified.text);
  if (!verified.json.choose) return verified.cookie;
  const chosen = await call(host, 'POST', 'auth/person', { cookie: verified.cookie, body: { patient } });
  assert.equal(chosen.status, 200);
  return chosen.cookie;
}

/** What the FHIR server itself counts for a patient. */
async function totalOf(org, types, patient, parameter = 'patient') {
  let total = 0;
  for (const type of types) {
    const query = `/fhir/${type}?${parameter}=Patient/${patient}&_total=accurate&_count=1`;
    const bundle = await fromSandbox(query, { headers: { 'x-tenant-id': org } });
    assert.equal(typeof bundle.total, 'number');
    total += bundle.total;
  }
  return total;
}

/** One list of one patient: items and withheld together are all there is, and every item is another one. */
async function compare(host, org, patient, cookie, [path, types]) {
  const expected = await totalOf(org, types, patient);
  const { status, json } = await call(host, 'GET', path, { cookie });
  assert.equal(status, 200, `${path} of ${patient}`);
  const items = [...json.items];
  for (let { next } = json; next; ) {
    const page = await call(host, 'GET', `${path}?cursor=${encodeURIComponent(next)}`, { cookie });
    assert.equal(page.json.total, json.total);
    items.push(...page.json.items);
    ({ next } = page.json);
  }
  const withheld = json.withheld.reduce((sum, one) => sum + one.count, 0);
  for (const { reason } of json.withheld) assert.ok(WITHHELD.has(reason), reason);
  const ids = new Set(items.map((item) => `${item.resource}/${item.id}`));
  assert.equal(ids.size, items.length, `${path} of ${patient}: an entry is there twice`);
  assert.equal(json.total, expected, `${path} of ${patient}: total`);
  assert.equal(items.length + withheld, expected, `${path} of ${patient}: accounted for`);
  assert.equal(json.complete, true, `${path} of ${patient}: ${json.reason}`);
  for (const one of json.withheld)
    console.log(`withheld  ${org} ${patient} ${path}: ${one.count} ${one.reason}`);
  return { shown: items.length, withheld };
}

/** Every page of one list. */
async function whole(host, path, cookie) {
  const first = await call(host, 'GET', path, { cookie });
  assert.equal(first.status, 200, `${path}: ${first.text}`);
  const items = [...first.json.items];
  for (let { next } = first.json; next; ) {
    const page = await call(host, 'GET', `${path}?cursor=${encodeURIComponent(next)}`, { cookie });
    items.push(...page.json.items);
    ({ next } = page.json);
  }
  return { ...first.json, items };
}

/** Every resource of the compartment is in exactly one kind, and nothing is nowhere. */
async function everything(host, org, patient, cookie) {
  const seen = new Map();
  let entries = 0;
  const missing = new Map();
  for (const kind of KINDS) {
    const list = await whole(host, `records/${kind}`, cookie);
    if (list.reason === 'not-offered') continue;
    assert.ok(list.complete, `${kind} of ${patient}: ${list.reason}`);
    const hidden = list.withheld.reduce((sum, one) => sum + one.count, 0);
    assert.equal(list.items.length + hidden, list.total, `${kind} of ${patient}: accounted for`);
    missing.set(kind, hidden);
    for (const { resource, id } of list.items) {
      const key = `${resource}/${id}`;
      assert.ok(!seen.has(key), `${key} is in ${seen.get(key)} and in ${kind}`);
      seen.set(key, kind);
      entries += 1;
    }
  }
  const byType = new Map();
  for (const key of seen.keys()) {
    const type = key.split('/')[0];
    byType.set(type, (byType.get(type) ?? 0) + 1);
  }
  const hiddenInAll = [...missing.values()].reduce((sum, one) => sum + one, 0);
  let gap = 0;
  for (const [type, count] of byType) {
    const total = await totalOf(org, [type], patient, PARAMETERS[type]);
    assert.ok(total >= count, `${type} of ${patient}: ${count} shown, ${total} there`);
    gap += total - count;
  }
  assert.ok(gap <= hiddenInAll, `${patient}: ${gap} entries are nowhere, ${hiddenInAll} were withheld`);
  return entries;
}

const PARAMETERS = { AdverseEvent: 'subject', SupplyRequest: 'subject', Group: 'member' };

const people = await patients();
let entries = 0;
const sums = Object.fromEntries(LISTS.map(([path]) => [path, 0]));
let withheld = 0;
const sessions = new Map();
for (const { org, email, patient } of people) {
  const host = HOSTS[org];
  // Two people under one address share the session's account; the second one is chosen, not signed in again.
  const known = sessions.get(`${org} ${email}`);
  let cookie;
  if (known) {
    const chosen = await call(host, 'POST', 'auth/person', { cookie: known, body: { patient } });
    assert.equal(chosen.status, 200);
    cookie = chosen.cookie;
  } else {
    // The inbox knows addresses, not clinics: an address used at two clinics is asked for at a quiet moment.
    const before = (await codesFor(email)).length;
    assert.ok(before === 0 || people.filter((one) => one.email === email).length > 1);
    if (before) await fromSandbox('/inbox', { method: 'DELETE' });
    cookie = await signIn(host, email, patient);
  }
  sessions.set(`${org} ${email}`, cookie);
  for (const list of LISTS) {
    const counts = await compare(host, org, patient, cookie, list);
    sums[list[0]] += counts.shown;
    withheld += counts.withheld;
  }
  entries += await everything(host, org, patient, cookie);
}
const shown = LISTS.map(([path]) => `${path.replace('records/', '')}=${sums[path]}`).join(' ');
const org = process.env.ORG ?? 'aurora';
const rest = `entries=${entries} withheld=${withheld} missing=0`;
console.log(`data org=${org} patients=${people.length} ${shown} ${rest}`);
