// Ten thousand idle connections and what each costs; then slow and greedy clients: thousands of connections
// that dawdle, a body of a gigabyte and heads without end, while honest people read on.
//
//   node run.mjs node prove-slow.mjs
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { descriptors, percentile, rss, sleep } from './lib/measure.mjs';
import { Replica, prepare } from './lib/replica.mjs';
import { fullest } from './lib/stack.mjs';

const SLOW = Number(process.env.SLOW ?? 5_000);
const IDLE = Number(process.env.IDLE ?? 10_000);
const SECONDS = Number(process.env.SECONDS ?? 20);
/** Honest reads a second. */
const RATE = 20;
/** Connections of one address, below the portal's own bound. */
const PER_ADDRESS = 250;
const host = 'aurora';

const folder = mkdtempSync(join(tmpdir(), 'portico-slow-'));
const db = `sqlite://${join(folder, 'portico.db')}`;
await prepare(db, folder);
const rate = { PORTICO__HTTP__PER_ADDRESS__PER_SECOND: '100000' };
let portal;
let cookie;
let head;

/** A fresh portal, for memory that nothing has used before, with somebody signed in. */
async function fresh() {
  portal = await Replica.start(db, rate);
  cookie = await portal.signInAs(host, await fullest(host));
  head = `Host: ${host}.localhost:${portal.port}\r\n`;
  await honest(3);
}
process.on('exit', () => portal?.child.kill());

/** One connection from the nth address of the loopback network. */
function dial(nth, says) {
  const localAddress = `127.0.1.${1 + Math.floor(nth / PER_ADDRESS)}`;
  const line = connect({ host: '127.0.0.1', port: portal.port, localAddress });
  line.on('error', () => line.destroy());
  line.on('connect', () => line.write(says));
  line.resume();
  return line;
}

/** What honest people see: the times of their answers, and how many failed. */
async function honest(seconds) {
  // Session and audit line, the session alone, a page, a stylesheet; none asks the EHR.
  const paths = ['/v1/portal/access-log', '/v1/portal/release', '/help', '/theme.css'];
  const times = [];
  let failed = 0;
  const open = [];
  for (let n = 0, began = performance.now(); n < seconds * RATE; n++) {
    await sleep(Math.max(0, began + (n * 1_000) / RATE - performance.now()));
    const sent = performance.now();
    const path = paths[n % paths.length];
    // Signed in, a page asks the EHR for her name.
    const asked = portal.call(host, 'GET', path, path === '/help' ? {} : { cookie });
    open.push(
      asked.then(
        ({ status }) => (status === 200 ? times.push(performance.now() - sent) : failed++),
        () => failed++,
      ),
    );
  }
  await Promise.all(open);
  return { failed, p50: percentile(times, 0.5), p99: percentile(times, 0.99) };
}

/** Connections that send a byte now and then and open again when they are closed. */
function loris(count) {
  let [reopened, over] = [0, false];
  const lines = new Array(count);
  const begin = (nth) => {
    lines[nth] = dial(nth, `GET /help HTTP/1.1\r\n${head}X-Slow: `);
    lines[nth].on('close', () => {
      if (over) return;
      reopened++;
      setTimeout(() => over || begin(nth), 500).unref();
    });
  };
  for (let nth = 0; nth < count; nth++) begin(nth);
  const drip = setInterval(() => lines.forEach((line) => line.writable && line.write('x')), 2_000);
  const end = () => {
    over = true;
    clearInterval(drip);
    lines.forEach((line) => line.destroy());
    return reopened;
  };
  return { end, open: () => lines.filter((line) => line.readyState === 'open').length };
}

/** A body of a gigabyte; gives how many megabytes were taken before somebody hung up. */
function gigabyte() {
  return new Promise((done) => {
    const headers = {
      host: `${host}.localhost:${portal.port}`,
      'content-type': 'application/json',
      'content-length': 2 ** 30,
    };
    const path = '/v1/portal/auth/send-code';
    const sent = request({
      host: '127.0.0.1',
      port: portal.port,
      method: 'POST',
      path,
      headers,
      agent: false,
    });
    const chunk = Buffer.alloc(64 * 1024, 32);
    let [taken, status] = [0, 0];
    const finish = () => done({ taken, status });
    sent.on('response', (answer) => (status = answer.statusCode));
    sent.on('error', finish);
    sent.on('close', finish);
    const more = () => {
      while (taken < 2 ** 30 && !sent.destroyed) {
        taken += chunk.length;
        if (!sent.write(chunk)) return sent.once('drain', more);
      }
    };
    more();
    setTimeout(() => sent.destroy(), 15_000).unref();
  });
}

/** Heads of a megabyte, again and again. */
async function bombs(count) {
  const statuses = {};
  for (let n = 0; n < count; n++) {
    const said = await new Promise((done) => {
      const line = dial(
        SLOW + (n % 100),
        `GET /help HTTP/1.1\r\n${head}X-Long: ${'x'.repeat(1_000_000)}\r\n\r\n`,
      );
      let text = '';
      line.on('data', (part) => (text += part));
      line.on('close', () => done(text.slice(9, 12) || 'closed'));
    });
    statuses[said] = (statuses[said] ?? 0) + 1;
  }
  return JSON.stringify(statuses).replaceAll('"', '');
}

// Each idle connection has had one answer, as a browser's has.
await fresh();
const { pid } = portal.child;
const empty = rss(pid);
const lines = [];
for (let nth = 0; nth < IDLE; nth++) {
  lines.push(dial(nth, `GET /theme.css HTTP/1.1\r\n${head}\r\n`));
  if (nth % 200 === 199) await sleep(50);
}
const there = () => lines.filter((line) => line.readyState === 'open' && line.bytesRead > 0).length;
for (let tries = 0; there() < IDLE && tries < 100; tries++) await sleep(200);
const idle = there();
const each = ((rss(pid) - empty) * 1_024) / Math.max(1, idle);
const full = await honest(5);
const open = descriptors(pid);
const stop = portal.stop();
await sleep(100);
const seconds = await stop;
const closed = lines.filter((line) => line.readyState !== 'open').length;
lines.forEach((line) => line.destroy());
console.log(
  `slow idle=${idle} of=${IDLE} kb_each=${each.toFixed(1)} descriptors=${open} ` +
    `honest_failed=${full.failed} honest_p99_ms=${full.p99.toFixed(1)} ` +
    `stop_s=${seconds.toFixed(1)} closed=${closed}`,
);

await fresh();
const calm = await honest(SECONDS);
const before = rss(portal.child.pid);
let most = before;
const watch = setInterval(() => (most = Math.max(most, rss(portal.child.pid))), 200);
const slow = loris(SLOW);
await sleep(3_000);
const held = slow.open();
const [busy, body, heads] = await Promise.all([honest(SECONDS), gigabyte(), bombs(40)]);
const reopened = slow.end();
clearInterval(watch);
const times = (busy.p99 / calm.p99).toFixed(2);
console.log(
  `slow connections=${SLOW} open=${held} closed_and_reopened=${reopened} ` +
    `body_mb_taken=${(body.taken / 2 ** 20).toFixed(1)} body_status=${body.status} heads=${heads}`,
);
console.log(
  `slow honest_failed=${calm.failed + busy.failed} p50_ms=${calm.p50.toFixed(1)}..${busy.p50.toFixed(1)} ` +
    `p99_ms=${calm.p99.toFixed(1)}..${busy.p99.toFixed(1)} p99_ratio=${times} ` +
    `rss_mb=${before.toFixed(1)}..${most.toFixed(1)} grown_mb=${(most - before).toFixed(1)}`,
);

await portal.stop();
rmSync(folder, { recursive: true });
const fine =
  !calm.failed &&
  !busy.failed &&
  !full.failed &&
  busy.p99 <= 2 * calm.p99 &&
  most - before <= 64 &&
  idle >= IDLE &&
  each <= 20 &&
  seconds <= 10;
process.exitCode = fine ? 0 : 1;
