// The rolling restart: two replicas on one PostgreSQL under load, each replaced by a new one in turn. No
// request fails, no acknowledged write is lost, and a replica is gone within ten seconds of being told.
//
//   scripts/postgres.sh run node run.mjs node prove-restart.mjs
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Replica, logged, prepare, run } from './lib/replica.mjs';
import { patients } from './lib/stack.mjs';

const RATE = Number(process.env.RATE ?? 100);
const db = process.env.PORTICO_TEST_DB;
assert.ok(db?.startsWith('postgres'), 'run it under scripts/postgres.sh run');
const host = 'aurora';
const settings = { PORTICO__HTTP__LINGER: 'PT2S', PORTICO__HTTP__PER_ADDRESS__PER_SECOND: '10000' };
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

const folder = mkdtempSync(join(tmpdir(), 'portico-restart-'));
await prepare(db, folder);
const replicas = [await Replica.start(db, settings), await Replica.start(db, settings)];
const people = (await patients()).filter((one) => one.org === host);
const alone = people.filter((one) => people.filter((other) => other.email === one.email).length === 1);
const cookies = [];
for (const { email } of alone.slice(0, 5)) cookies.push(await replicas[0].signIn(host, email));

// What a balancer knows: who said to be ready a moment ago.
let ready = [...replicas];
let watching = true;
const watch = (async () => {
  while (watching) {
    const asked = await Promise.all(replicas.map(async (one) => [one, await one.isReady()]));
    ready = asked.filter(([, is]) => is).map(([one]) => one);
    await sleep(200);
  }
})();

const written = cookies.map(() => new Set());
const failures = [];
let sent = 0;
let slowest = 0;
async function one(n) {
  const who = n % cookies.length;
  // Most write an audit line; some ask the EHR.
  const path = n % 10 === 0 ? '/v1/portal/profile' : '/v1/portal/access-log';
  const replica = ready[n % ready.length];
  const began = Date.now();
  try {
    if (!replica) throw new Error('nobody is ready');
    const answer = await replica.call(host, 'GET', path, { cookie: cookies[who] });
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.text.slice(0, 200)}`);
    written[who].add(answer.id);
  } catch (error) {
    failures.push(String(error.message ?? error));
  }
  slowest = Math.max(slowest, Date.now() - began);
}

let loading = true;
const load = (async () => {
  const open = new Set();
  for (const began = Date.now(); loading; ) {
    const due = Math.floor(((Date.now() - began) / 1_000) * RATE);
    for (; sent < due; sent++) {
      const request = one(sent).finally(() => open.delete(request));
      open.add(request);
    }
    await sleep(5);
  }
  await Promise.all(open);
})();

await sleep(3_000);
let longest = 0;
for (let round = 0; round < 2; round++) {
  const next = await Replica.start(db, settings);
  replicas.push(next);
  // As a new version would, though there is nothing to change.
  run(db, 'migrate');
  await sleep(1_000);
  const old = replicas.shift();
  longest = Math.max(longest, await old.stop());
  await sleep(2_000);
}
loading = false;
await load;
watching = false;
await watch;

let lost = 0;
for (const [who, cookie] of cookies.entries()) {
  const kept = await logged(replicas[0], host, cookie);
  lost += [...written[who]].filter((id) => !kept.has(id)).length;
}
const problems = /problems=(?!0)/.test(run(db, 'audit', 'verify')) ? 1 : 0;
for (const replica of replicas) await replica.stop();
rmSync(folder, { recursive: true });
for (const failure of new Set(failures)) console.log(`failed: ${failure}`);
console.log(
  `restart db=postgres replaced=2 requests=${sent} rate=${RATE} failed=${failures.length} lost=${lost} ` +
    `audit_problems=${problems} slowest_answer_ms=${slowest} longest_stop_s=${longest.toFixed(1)}`,
);
process.exitCode = failures.length || lost || problems || longest > 14 ? 1 : 0;
