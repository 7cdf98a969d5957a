// What the Canvas twin itself answers, asked as any client of Canvas asks: with the bearer of a machine.
import assert from 'node:assert/strict';

import { parseExact } from './exact.mjs';
import { sandbox } from './stack.mjs';

/** The one client of the twin (`crates/sandbox/src/canvas/oauth.rs`). */
const CLIENT = { client_id: 'sandbox-client', client_secret: 'sandbox-secret' };

const bearers = new Map();

function bearer(org) {
  if (!bearers.has(org)) bearers.set(org, granted(org));
  return bearers.get(org);
}

async function granted(org) {
  const body = new URLSearchParams({ grant_type: 'client_credentials', ...CLIENT });
  const answer = await fetch(`${sandbox}/canvas/${org}/auth/token/`, { method: 'POST', body });
  assert.ok(answer.ok, `the twin's token: ${answer.status}`);
  return (await answer.json()).access_token;
}

async function asked(org, url) {
  const headers = { authorization: `Bearer ${await bearer(org)}`, accept: 'application/fhir+json' };
  const answer = await fetch(url, { headers });
  assert.ok(answer.ok, `${url}: ${answer.status}`);
  return answer;
}

/** One resource, as Canvas gives it out. */
export async function fromCanvas(org, { resourceType, id }) {
  const answer = await asked(org, `${sandbox}/canvas/${org}/${resourceType}/${id}`);
  return parseExact(await answer.text());
}
