// Every fault of the EHR on every route that reads, on both dialects: the stated status or the stated card,
// within three seconds, without a word of where the EHR stands and without a byte of somebody else; what has
// nothing to do with the fault is unharmed, memory stays, and the EHR is not asked more often than before.
//
//   node run.mjs node prove-faults.mjs
//   ONLY_FAULT="hang|drop" ONLY_PATH="^/records"   a part of it; with NEIGHBOR=1 the neighbor, too
//   WITHIN=ms                                     on a busy machine
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { deadNeighbor } from './lib/neighbor.mjs';
import { forgetPeak, peak, rss } from './lib/measure.mjs';
import { reads } from './lib/reads.mjs';
import { Replica, prepare } from './lib/replica.mjs';
import { FAULTS, WITHIN, isLate, tells, unstated } from './lib/stated.mjs';
import { t } from './lib/words.mjs';
import { fromSandbox, fullest, patientOf, patients, sandbox } from './lib/stack.mjs';

const ORGS = [
  { slug: 'aurora', host: 'aurora', vendor: 'fhir', who: fullest },
  { slug: 'sleepcorner', host: 'patients.sleepcorner', vendor: 'canvas', who: patientOf },
];
/** Reads at once of one patient; those that ask for everything go alone. */
const AT_ONCE = 5;
const GREEDY = ['/', '/records', '/records?view=print', '/v1/portal/dashboard'];
/** What a fault of one type of resource is put on, to see that the rest is unharmed. */
const ONE_TYPE = 'Observation';
const MOST_MB = 8;
const SHOW = Number(process.env.SHOW ?? 100);

const folder = mkdtempSync(join(tmpdir(), 'portico-faults-'));
const db = `sqlite://${join(folder, 'portico.db')}`;
await prepare(db, folder);
const settings = {
  PORTICO__HTTP__PER_ADDRESS__PER_SECOND: '100000',
  PORTICO__HTTP__PER_ADDRESS__BURST: '100000',
  PORTICO__LOG__FILTER: 'off',
};
const portal = await Replica.start(db, settings);
process.on('exit', () => portal.child.kill());
const everybody = await patients();
const wrong = [];
const tally = { cells: 0, unstated: 0, leaks: 0, foreign: 0, harmed: 0, followed: 0, slowest: 0 };

const inJson = { 'content-type': 'application/json' };
const order = (fault) =>
  fromSandbox('/faults', { method: 'POST', headers: inJson, body: JSON.stringify(fault) });
const clear = () => fromSandbox('/faults', { method: 'DELETE' });
const callsOf = async (vendor) => (await fromSandbox(`/calls?vendor=${vendor}`)).map((call) => call.path);
const forget = () => fromSandbox('/calls', { method: 'DELETE' });
const isFile = (path) => path.includes('/files/');

/** One read, timed; a file only until it has begun. */
async function ask(org, path) {
  const began = performance.now();
  const late = new Promise((done) => setTimeout(() => done({ error: 'no answer in 12 s' }), 12_000).unref());
  const asked = portal
    .call(org.host, 'GET', path, { cookie: org.cookie })
    .catch((error) => ({ error: error.message }));
  const answer = await Promise.race([asked, late]);
  const ms = performance.now() - began;
  return { status: 0, headers: {}, text: '', ...answer, path, ms };
}

/** A read while all is well: on a busy machine, once more when the EHR was late. */
async function well(org, path) {
  let answer;
  for (let tries = 0; tries < 5; tries++) {
    await forget();
    answer = await ask(org, path);
    if (answer.status === 200 && !isLate(answer)) break;
  }
  return answer;
}

/** What each route answers and asks for while all is well. */
async function baseline(org) {
  const person = await org.who(org.slug);
  const { patient } = person;
  org.cookie = await portal.signInAs(org.host, person);
  org.paths = await reads((path) => well(org, path));
  const only = process.env.ONLY_PATH;
  if (only) org.paths = org.paths.filter((path) => new RegExp(only).test(path));
  org.healthy = new Map();
  for (const path of org.paths) {
    const answer = await well(org, path);
    org.healthy.set(path, { answer, calls: await callsOf(org.vendor) });
    if (answer.status !== 200) wrong.push(`${org.slug} ${path}: healthy, and ${answer.status}`);
  }
  const others = everybody.filter((one) => one.patient !== patient);
  const said = [...org.healthy.values()].map((one) => one.answer.text).join('\n');
  const spellings = others.flatMap((one) => [
    one.patient,
    one.patient.replaceAll('-', ''),
    one.email,
    one.name,
  ]);
  org.foreign = [...new Set(spellings)].filter((word) => word.length > 6 && !said.includes(word));
}

/** The calls of a healthy read on which a fault acts. */
function struck(fault, calls, type) {
  const ofType = type ? calls.filter((path) => path.includes(`/${type}`)) : calls;
  if (fault.pages) return ofType.filter((path) => path.includes('?'));
  if (fault.others) return ofType.filter((path) => /[Pp]atient/.test(path));
  return ofType;
}

function judge(org, fault, type, answer) {
  const { answer: healthy, calls } = org.healthy.get(answer.path);
  const where = `${org.slug} ${fault.name}${type ? ` on ${type}` : ''} ${answer.path}`;
  const hit = struck(fault, calls, type).length > 0;
  tally.cells++;
  if (!isFile(answer.path)) tally.slowest = Math.max(tally.slowest, answer.ms);
  const told = tells(answer, healthy, sandbox);
  if (told.length) wrong.push(`${where}: tells ${told}`);
  tally.leaks += told.length;
  const foreign = org.foreign.filter((word) => answer.text.includes(word));
  if (foreign.length) wrong.push(`${where}: holds ${foreign.length} words of others`);
  tally.foreign += foreign.length;
  // A page that asks for her name alone stands without it.
  const frame =
    calls.every((call) => /^\/(Patient\/|metadata)/.test(call)) && !answer.path.includes('profile');
  if (!hit || fault.once || (frame && answer.status === 200)) {
    if (answer.status === 200 && answer.ms < WITHIN) return;
    wrong.push(`${where}: unharmed is 200, not ${answer.status} ${answer.error ?? ''}`);
    tally.harmed++;
    return;
  }
  // A file has its own times, breaks off rather than end like a whole one, and drips as it comes.
  const begun =
    isFile(answer.path) && ['truncate', 'slow_body', 'drop'].some((kind) => fault.name.startsWith(kind));
  if (begun && answer.error) return;
  const judged = isFile(answer.path) ? { ...answer, ms: answer.ms < 11_000 ? 0 : answer.ms } : answer;
  // An entry that came is whole, whatever a further page would have brought; and where only some calls are
  // struck, what they bring may be nothing.
  const entry = fault.pages && /\/records\/[\w-]+\/[^?]/.test(answer.path);
  const some = (type || fault.others) && calls.length > 1;
  // Nor can anything be taken away from what the EHR does not offer.
  const absent = [t('not-offered'), '"not-offered"'].some((words) => healthy.text.includes(words));
  const why = unstated(judged, { ...fault, harmless: () => entry || some || absent }, healthy);
  if (!why) return;
  tally.unstated++;
  wrong.push(`${where}: ${why}`);
}

/** In Home's JSON, the cards of other types are as ever. */
function harmedCards(org, answer) {
  if (answer.status !== 200) return ['Home'];
  const cards = (one) =>
    new Map(JSON.parse(one.text).cards.map((card) => [card.card, JSON.stringify({ ...card, as_of: 0 })]));
  const [now, before] = [cards(answer), cards(org.healthy.get(answer.path).answer)];
  const others = [...before.keys()].filter((name) => !['results', 'vitals'].includes(name));
  return others.filter((name) => now.get(name) !== before.get(name));
}

/** The same, asked once more where a busy machine was late. */
async function unharmedCards(org, fault, answer) {
  if (!harmedCards(org, answer).length) return;
  for (const name of harmedCards(org, await ask(org, answer.path))) {
    tally.harmed++;
    wrong.push(`${org.slug} ${fault.name} on ${ONE_TYPE}: the card ${name} is harmed`);
  }
}

function batches(paths) {
  const alone = paths.filter((path) => GREEDY.includes(path)).map((path) => [path]);
  const rest = paths.filter((path) => !GREEDY.includes(path));
  for (let at = 0; at < rest.length; at += AT_ONCE) alone.push(rest.slice(at, at + AT_ONCE));
  return alone;
}

/** One fault over all reads of both organisations; gives how often the EHRs were asked, and should be. */
async function strike(fault, type, choose) {
  const orgs = ORGS.filter((org) => !fault.vendors || fault.vendors.includes(org.vendor));
  const work = orgs.map((org) => batches(choose(org)));
  const asked = { was: 0, should: 0 };
  for (let turn = 0; turn < Math.max(...work.map((list) => list.length)); turn++) {
    await forget();
    for (const org of orgs)
      await order({ vendor: org.vendor, ...fault.order, ...(type ? { path: `/${type}` } : {}) });
    const turns = orgs.map(async (org, nth) => {
      const answers = await Promise.all((work[nth][turn] ?? []).map((path) => ask(org, path)));
      for (let answer of answers) {
        const { calls } = org.healthy.get(answer.path);
        // Late on a busy machine is no harm done by the fault: once more, alone.
        if (!struck(fault, calls, type).length && answer.status !== 200) answer = await ask(org, answer.path);
        judge(org, fault, type, answer);
        if (type && answer.path === '/v1/portal/dashboard') await unharmedCards(org, fault, answer);
        asked.should += org.healthy.get(answer.path).calls.length;
      }
    });
    await Promise.all(turns);
    for (const org of orgs)
      asked.was += (await callsOf(org.vendor)).filter((path) => !path.includes('/auth/token')).length;
    tally.followed += (await callsOf('redirected')).length;
    await clear();
    // One good answer between: each batch meets an EHR that is asked.
    if (!fault.once) await Promise.all(orgs.map((org) => ask(org, '/v1/portal/profile')));
  }
  return asked;
}

/** The growth of memory by one fault on each read alone. */
async function memory(fault) {
  let most = 0;
  for (const org of ORGS) {
    await order({ vendor: org.vendor, ...fault.order });
    for (const path of org.paths) {
      if (!org.healthy.get(path).calls.length) continue;
      const before = rss(portal.child.pid);
      forgetPeak(portal.child.pid);
      judge(org, fault, null, await ask(org, path));
      const grown = peak(portal.child.pid) - before;
      if (grown > MOST_MB)
        wrong.push(`${org.slug} ${fault.name} ${path}: memory grows by ${grown.toFixed(1)} MB`);
      most = Math.max(most, grown);
    }
    await clear();
    await ask(org, '/v1/portal/profile');
  }
  return most;
}

async function incidents() {
  let lines = 0;
  for (const org of ORGS) {
    const answer = await portal.call(org.host, 'GET', '/v1/portal/access-log', { cookie: org.cookie });
    const found = JSON.parse(answer.text).items.filter(
      (item) => item.action === 'incident.wrong_patient',
    ).length;
    if (!found) wrong.push(`${org.slug}: no incident was written`);
    lines += found;
  }
  return lines;
}

let shown = 0;
/** Says what is wrong so far, and how much that is: a proof that ends early has not kept it to itself. */
function told() {
  for (const one of wrong.slice(shown)) if (shown++ < SHOW) console.log(`wrong: ${one}`);
  return wrong.length;
}

const began = Date.now();
await clear();
for (const org of ORGS) {
  await baseline(org);
  const calls = [...org.healthy.values()].reduce((sum, one) => sum + one.calls.length, 0);
  console.log(`faults org=${org.slug} reads=${org.paths.length} calls=${calls}`);
}
const only = process.env.ONLY_FAULT;
const total = { was: 0, should: 0, grown: 0, incidents: 0 };
for (const fault of FAULTS.filter((one) => !only || new RegExp(`^(${only})`).test(one.name))) {
  const [cells, bad] = [tally.cells, told()];
  let grown = null;
  let asked = { was: 0, should: 0 };
  if (fault.memory) grown = await memory(fault);
  else asked = await strike(fault, null, (org) => org.paths);
  if (fault.others) total.incidents = await incidents();
  // The same on one type alone; the slow ones only where many cards stand beside each other.
  const some = (org) => (fault.slow ? org.paths.filter((path) => GREEDY.includes(path)) : org.paths);
  if (!fault.once) await strike(fault, ONE_TYPE, some);
  // What a fault of pages makes up, and what a revoked token refused, is asked for by its nature.
  if (!fault.pages && !fault.once) ((total.was += asked.was), (total.should += asked.should));
  total.grown = Math.max(total.grown, grown ?? 0);
  const more = grown === null ? `asked=${asked.was}/${asked.should}` : `grown_mb=${grown.toFixed(1)}`;
  console.log(`faults kind=${fault.name} cells=${tally.cells - cells} wrong=${told() - bad} ${more}`);
}
const neighbor =
  only && !process.env.NEIGHBOR
    ? { separable: false, words: 'neighbor=not_asked' }
    : await deadNeighbor(portal, ORGS, order, clear);
await portal.stop();
rmSync(folder, { recursive: true });
const often = total.should ? total.was / total.should : 0;
told();
console.log(neighbor.words);
console.log(
  `faults cells=${tally.cells} unstated=${tally.unstated} leaks=${tally.leaks} foreign=${tally.foreign} ` +
    `harmed=${tally.harmed} followed=${tally.followed} incidents=${total.incidents} ` +
    `grown_mb=${total.grown.toFixed(1)} asked=${often.toFixed(2)} slowest_ms=${Math.round(tally.slowest)} ` +
    `seconds=${Math.round((Date.now() - began) / 1_000)}`,
);
process.exitCode = wrong.length || tally.followed || neighbor.separable || often > 1.1 ? 1 : 0;
