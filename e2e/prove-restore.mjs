// The restore drill: a backup taken under load, the database lost, the backup put back by one command, the
// audit chains verified, and everything that was acknowledged before the backup began is there.
//
//   node run.mjs node prove-restore.mjs                              SQLite: portico backup and restore
//   scripts/postgres.sh run node run.mjs node prove-restore.mjs      PostgreSQL: pg_dump and pg_restore
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { Replica, logged, prepare, run } from './lib/replica.mjs';
import { patients } from './lib/stack.mjs';

const LINES = Number(process.env.LINES ?? 2_000);
const host = 'aurora';
const settings = { PORTICO__HTTP__PER_ADDRESS__PER_SECOND: '10000' };
const folder = mkdtempSync(join(tmpdir(), 'portico-restore-'));
const copy = join(folder, 'copy');
const server = process.env.PORTICO_TEST_DB;
const kind = server?.startsWith('postgres') ? 'postgres' : 'sqlite';
const file = join(folder, 'portico.db');
const db = kind === 'postgres' ? server : `sqlite://${file}`;

/** What an operator does on each database (docs/operations.md). */
const how = {
  sqlite: {
    backUp: async () => run(db, 'backup', copy),
    lose: () => ['', '-wal', '-shm'].forEach((end) => rmSync(`${file}${end}`, { force: true })),
    restore: () => run(db, 'restore', copy),
  },
  postgres: {
    backUp: () => promisify(execFile)('pg_dump', ['--format=custom', `--file=${copy}`, `--dbname=${db}`]),
    lose: () => psql('DROP SCHEMA public CASCADE; CREATE SCHEMA public'),
    restore: () => {
      execFileSync('pg_restore', ['--exit-on-error', '--no-owner', `--dbname=${db}`, copy]);
      return run(db, 'audit', 'verify');
    },
  },
}[kind];

function psql(command) {
  execFileSync('psql', ['--quiet', `--dbname=${db}`, '--command', command], { stdio: 'pipe' });
}

await prepare(db, folder);
let replica = await Replica.start(db, settings);
const people = (await patients()).filter((one) => one.org === host);
const alone = people.filter((one) => people.filter((other) => other.email === one.email).length === 1);
const cookies = [];
for (const { email } of alone.slice(0, 3)) cookies.push(await replica.signIn(host, email));

const before = cookies.map(() => new Set());
async function write(n, into) {
  const who = n % cookies.length;
  const answer = await replica.call(host, 'GET', '/v1/portal/access-log', { cookie: cookies[who] });
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
  into?.[who].add(answer.id);
}
for (let n = 0; n < LINES; n += 10) {
  await Promise.all(Array.from({ length: 10 }, (_, i) => write(n + i, before)));
}

// The backup runs while writes go on; those may be in it or not.
let backing = true;
const during = (async () => {
  let count = 0;
  for (; backing; count++) await write(count);
  return count;
})();
const began = Date.now();
await how.backUp();
backing = false;
const meanwhile = await during;
const backup = (Date.now() - began) / 1_000;

await replica.stop('SIGKILL');
how.lose();
const lost_at = Date.now();
const said = how.restore();
replica = await Replica.start(db, settings);
// The sessions are in the backup too: the patient who was signed in still is.
const back = await replica.call(host, 'GET', '/v1/portal/auth/session', { cookie: cookies[0] });
const seconds = (Date.now() - lost_at) / 1_000;

let lost = 0;
for (const [who, cookie] of cookies.entries()) {
  const kept = await logged(replica, host, cookie);
  lost += [...before[who]].filter((id) => !kept.has(id)).length;
}
const problems = [...said.matchAll(/problems=(\d+)/g)].reduce((sum, [, count]) => sum + Number(count), 0);
await replica.stop();
const bytes = statSync(copy).size;
rmSync(folder, { recursive: true });
console.log(
  `restore db=${kind} acknowledged=${LINES} during=${meanwhile} lost=${lost} audit_problems=${problems} ` +
    `backup_bytes=${bytes} backup_s=${backup.toFixed(2)} restored_to_first_answer_s=${seconds.toFixed(2)}`,
);
process.exitCode = lost || problems || back.status !== 200 || !/problems=0/.test(said) ? 1 : 0;
