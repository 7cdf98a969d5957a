// One clinic's EHR is dead and its patients go on asking; another clinic's patients must not notice.
import { median, percentile, sleep } from './measure.mjs';

const ROUNDS = 5;
const SECONDS = 4;
/** Reads a second of the clinic that is measured, and of the other one. */
const RATES = { measured: 15, other: 5 };

/** Sends at a steady rate, whatever comes back; gives the times of the answers. */
async function steady(seconds, rate, send) {
  const open = [];
  const times = [];
  for (let n = 0, began = performance.now(); n < seconds * rate; n++) {
    await sleep(Math.max(0, began + (n * 1_000) / rate - performance.now()));
    const sent = performance.now();
    open.push(send(n).then(() => times.push(performance.now() - sent)));
  }
  await Promise.all(open);
  return times;
}

/** Rounds with a live and with a dead neighbor in turn; whether the two can be told apart. */
export async function deadNeighbor(portal, [measured, other], order, clear) {
  const reads = ['/v1/portal/profile', '/v1/portal/records/allergies', '/access-log', '/profile'];
  const get = (org) => (n) =>
    portal.call(org.host, 'GET', reads[n % reads.length], { cookie: org.cookie }).catch(() => null);
  const rounds = { live: [], dead: [] };
  for (let round = 0; round < 2 * ROUNDS; round++) {
    const kind = round % 2 ? 'dead' : 'live';
    if (kind === 'dead') await order({ vendor: other.vendor, kind: 'hang' });
    const [times] = await Promise.all([
      steady(SECONDS, RATES.measured, get(measured)),
      steady(SECONDS, RATES.other, get(other)),
    ]);
    await clear();
    rounds[kind].push({ p50: percentile(times, 0.5), p95: percentile(times, 0.95) });
    // The breaker lets go, so that the next round is a live one.
    for (let tries = 0; (await get(other)(0))?.status !== 200 && tries < 100; tries++) await sleep(200);
  }
  const words = [];
  let separable = false;
  for (const share of ['p50', 'p95']) {
    const [live, dead] = [rounds.live, rounds.dead].map((list) => list.map((one) => one[share]));
    const ratio = median(dead) / median(live);
    if (Math.min(...dead) > Math.max(...live) && ratio > 1.05) separable = true;
    const range = (list) => `${Math.min(...list).toFixed(1)}..${Math.max(...list).toFixed(1)}`;
    words.push(
      `${share}_ratio=${ratio.toFixed(2)} ${share}_live_ms=${range(live)} ${share}_dead_ms=${range(dead)}`,
    );
  }
  return { separable, words: `neighbor rounds=${ROUNDS} separable=${separable} ${words.join(' ')}` };
}
