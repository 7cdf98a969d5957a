// The portal's API and pages from Node, signed in as a patient is: by the code of her e-mail.
import assert from 'node:assert/strict';

import { codesFor, newCode, raw, rawBytes } from './stack.mjs';

/** JSON to and from the API. */
export async function call(host, method, path, { cookie, body } = {}) {
  const headers = {
    ...(cookie ? { cookie } : {}),
    ...(body ? { 'content-type': 'application/json' } : {}),
  };
  const sent = { headers, body: body && JSON.stringify(body) };
  const answer = await raw(host, method, `/v1/portal/${path}`, sent);
  const session = answer.headers['set-cookie']?.find((line) => line.startsWith('__Host-portico='));
  return { ...answer, json: answer.text ? JSON.parse(answer.text) : null, cookie: session?.split(';')[0] };
}

/** Signs a person in and opens one of her patients; `known` is the cookie of an earlier one of hers. */
export async function enter(host, { email, patient }, known) {
  let cookie = known;
  let choose = true;
  if (!known) {
    const before = (await codesFor(email)).length;
    const asked = await call(host, 'POST', 'auth/send-code', { body: { email } });
    assert.equal(asked.status, 202, asked.text);
    const code = await newCode(email, before);
    const verified = await call(host, 'POST', 'auth/verify', { body: { email, code } });
    assert.equal(verified.status, 200, verified.text);
    ({ cookie } = verified);
    choose = Boolean(verified.json.choose);
  }
  if (!choose) return cookie;
  const chosen = await call(host, 'POST', 'auth/person', { cookie, body: { patient } });
  assert.equal(chosen.status, 200, chosen.text);
  return chosen.cookie;
}

/** Chooses the language of her pages, with the form at their foot. */
export async function speak(host, cookie, language) {
  const headers = { cookie, 'content-type': 'application/x-www-form-urlencoded' };
  const body = `language=${language}&next=%2F`;
  const { status, text } = await raw(host, 'POST', '/display', { headers, body });
  assert.equal(status, 303, text);
}

/** Reasons and statuses that say: the EHR did not answer in time, ask again. */
const LATE = new Set(['missing-page', 'not-answering', 'overloaded', 'failed', 502, 503, 504]);
const TRIES = 6;

/** How often something had to be asked again; printed, so that a slow machine does not look like a fault. */
export const patience = { retried: 0 };

/** Asks until the answer is not `late`, a few times; the last answer counts, whatever it is. */
async function patiently(ask, late) {
  for (let tries = 1; ; tries += 1) {
    const answer = await ask();
    if (!late(answer) || tries === TRIES) return answer;
    patience.retried += 1;
    await new Promise((done) => setTimeout(done, tries * 1_000));
  }
}

async function wholeNow(host, path, cookie) {
  const first = await call(host, 'GET', path, { cookie });
  if (LATE.has(first.status)) return { reason: first.status };
  assert.equal(first.status, 200, `${path}: ${first.text}`);
  const items = [...first.json.items];
  for (let { next } = first.json; next; ) {
    const page = await call(host, 'GET', `${path}?cursor=${encodeURIComponent(next)}`, { cookie });
    if (LATE.has(page.status)) return { reason: page.status };
    assert.equal(page.status, 200, `${path}: ${page.text}`);
    assert.equal(page.json.total, first.json.total, `${path}: the total changes from page to page`);
    items.push(...page.json.items);
    ({ next } = page.json);
  }
  return { ...first.json, items };
}

/** A whole list, all of its pages. */
export async function whole(host, path, cookie) {
  const list = await patiently(
    () => wholeNow(host, path, cookie),
    ({ reason }) => LATE.has(reason),
  );
  assert.ok(list.items, `${path}: answers ${list.reason}`);
  return list;
}

/** What is answered there, as text. */
export function answerOf(host, path, cookie, late = () => false) {
  return patiently(
    () => raw(host, 'GET', path, { headers: { cookie } }),
    (answer) => LATE.has(answer.status) || late(answer),
  );
}

/** What is answered there, as bytes. */
export function bytesOf(host, path, cookie) {
  return patiently(
    () => rawBytes(host, 'GET', path, { headers: { cookie } }),
    ({ status }) => LATE.has(status),
  );
}

const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** Text as people read it: without tags and what shows nothing, blanks as one blank. */
export function readable(text) {
  const characters = text.replaceAll(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name) return ENTITIES[name] ?? whole;
    return String.fromCodePoint(hex ? Number.parseInt(hex, 16) : Number(decimal));
  });
  // What shows nothing, and what only steers the direction of letters.
  const shown = characters.replaceAll(/[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g, '');
  return shown.replaceAll(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ').trim();
}

/** A page: its status, the inside of <main>, and that as text; `late` is what it says of a part missing. */
export async function pageOf(host, path, cookie, late) {
  const { status, text } = await answerOf(host, path, cookie, (answer) => late && answer.text.includes(late));
  const [, main = ''] = text.match(/<main[^>]*>([\s\S]*)<\/main>/) ?? [];
  return { status, main, text: readable(main.replaceAll(/<[^>]*>/g, ' ')) };
}

/** Where links of a page lead to, below a list: `id` or `id?type=Type`. */
export function linked(main, list) {
  const found = [...main.matchAll(/href="([^"]*)"/g)].map(([, href]) => readable(href));
  const inside = found.filter((href) => href.startsWith(`${list}/`));
  const below = inside.map((href) => href.slice(list.length + 1));
  return new Set(below.filter((rest) => /^[A-Za-z0-9.-]{1,64}(?:\?type=[A-Za-z]+)?$/.test(rest)));
}
