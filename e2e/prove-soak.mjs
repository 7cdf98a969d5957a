// The soak: half of what the portal can do at most, for minutes; memory, descriptors and database connections
// stay flat, and the last answers come as fast as the first. Reads that ask no EHR (session, audit line, the
// patient's log), so that the portal is measured and not the twin beside it.
//
//   node run.mjs node prove-soak.mjs                     SQLite
//   scripts/postgres.sh run node run.mjs node prove-soak.mjs
//   SECONDS=120 for a short one, LONG=1 for fifteen minutes
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { descriptors, percentile, rss, sleep, slope } from './lib/measure.mjs';
import { Replica, prepare } from './lib/replica.mjs';
import { patients } from './lib/stack.mjs';

const SECONDS = Number(process.env.SECONDS ?? (process.env.LONG ? 900 : 480));
/** Before this share of the time is over, caches fill. */
const WARM = 0.2;
const EVERY = 2;
const host = 'aurora';

const folder = mkdtempSync(join(tmpdir(), 'portico-soak-'));
const server = process.env.PORTICO_TEST_DB;
const kind = server?.startsWith('postgres') ? 'postgres' : 'sqlite';
const db = kind === 'postgres' ? server : `sqlite://${join(folder, 'portico.db')}`;
await prepare(db, folder);
const rate = {
  PORTICO__HTTP__PER_ADDRESS__PER_SECOND: '1000000',
  PORTICO__HTTP__PER_ADDRESS__BURST: '1000000',
};
const portal = await Replica.start(db, rate);
process.on('exit', () => portal.child.kill());
const { pid } = portal.child;

const people = (await patients()).filter((one) => one.org === host);
const alone = people.filter((one) => people.filter((other) => other.email === one.email).length === 1);
const cookies = [];
for (const { email } of alone.slice(0, 8)) cookies.push(await portal.signIn(host, email));

// Session and audit line, the session alone, a page, a stylesheet.
const paths = ['/v1/portal/access-log', '/v1/portal/release', '/help', '/theme.css'];
let failed = 0;
async function one(n) {
  const began = performance.now();
  const [path, cookie] = [paths[n % paths.length], cookies[n % cookies.length]];
  // Signed in, a page asks the EHR for her name.
  const who = path === '/help' ? {} : { cookie };
  const answer = await portal.call(host, 'GET', path, who).catch(() => null);
  if (answer?.status !== 200) failed++;
  return performance.now() - began;
}

/** Requests a second when each of a few readers asks again as soon as it was answered. */
async function most(seconds) {
  let [n, over] = [0, false];
  const reader = async () => {
    while (!over) await one(n++);
  };
  const readers = Array.from({ length: 16 }, reader);
  await sleep(seconds * 1_000);
  over = true;
  await Promise.all(readers);
  return n / seconds;
}

/** Connections to the database, as the database or the operating system counts them. */
function connections() {
  if (kind === 'sqlite') return null;
  const sql = 'SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()';
  return Number(
    execFileSync('psql', ['--no-psqlrc', '--tuples-only', '--no-align', `--dbname=${db}`, '-c', sql], {
      encoding: 'utf8',
    }),
  );
}

await most(3);
const peak = await most(5);
const half = peak / 2;
failed = 0;
const samples = [];
const times = [];
const began = performance.now();
const at = () => (performance.now() - began) / 1_000;
const open = new Set();
let sent = 0;
for (let next = 0; at() < SECONDS;) {
  const due = Math.floor(at() * half);
  for (; sent < due; sent++) {
    const when = at();
    const request = one(sent)
      .then((ms) => times.push([when, ms]))
      .finally(() => open.delete(request));
    open.add(request);
  }
  if (at() >= next) {
    samples.push({ t: at(), mb: rss(pid), fds: descriptors(pid), dbs: connections() });
    next += EVERY;
  }
  await sleep(5);
}
await Promise.all(open);
await portal.stop();
rmSync(folder, { recursive: true });

const steady = samples.filter((one) => one.t >= SECONDS * WARM);
/** By ten minutes, with the half width of its 95 % interval. */
const by = (name) => {
  const { value, half } = slope(steady.map((one) => [one.t / 600, one[name]]));
  return { value, half, words: `${value.toFixed(2)}+-${half.toFixed(2)}` };
};
const part = SECONDS / 3;
const p99 = (from, to) =>
  percentile(
    times.filter(([t]) => t >= from && t < to).map(([, ms]) => ms),
    0.99,
  );
const [first, last] = [p99(SECONDS * 0.05, part), p99(SECONDS - part, SECONDS)];
const [mb, fds] = [by('mb'), by('fds')];
const dbs = kind === 'postgres' ? `${steady[0].dbs}..${steady.at(-1).dbs}` : 'embedded';
console.log(
  `soak db=${kind} seconds=${SECONDS} peak=${peak.toFixed(0)} rate=${half.toFixed(0)} ` +
    `requests=${sent} failed=${failed} ` +
    `rss_mb=${steady[0].mb.toFixed(1)}..${steady.at(-1).mb.toFixed(1)} rss_mb_by_10min=${mb.words} ` +
    `descriptors=${steady[0].fds}..${steady.at(-1).fds} descriptors_by_10min=${fds.words} ` +
    `db_connections=${dbs} ` +
    `p99_first_ms=${first.toFixed(1)} p99_last_ms=${last.toFixed(1)} p99_ratio=${(last / first).toFixed(2)}`,
);
// Flat: at most 1 MB in ten minutes, or an interval that includes nothing at all.
process.exitCode = failed || mb.value - mb.half > 1 ? 1 : 0;
