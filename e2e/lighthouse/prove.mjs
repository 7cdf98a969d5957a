// Lighthouse, as on a phone, over pages of a signed-in patient: performance, accessibility and best practices
// at 0.95 or better, each the median of three runs; search is printed and not judged (no search engine may
// index these pages). The portal is the dev build, which is slower than what runs anywhere: RELEASE=1 builds
// and measures the release. RUNS=n, PAGES=/a,/b for a closer look.
//
// Lighthouse slows the processor four times to make a phone of a fast machine. A machine that is slow or busy
// already is slowed less, by Lighthouse's own measure of it (its BenchmarkIndex), so that the phone stays the
// same one: docs/throttling.md of Lighthouse. The index and the factor are printed.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import lighthouse from 'lighthouse';
import * as constants from 'lighthouse/core/config/constants.js';
import { launchAt } from '../lib/browser.mjs';
import { firstEntry } from '../lib/pages.mjs';
import { signIn } from '../lib/sign-in.mjs';
import { AURORA, fullest, origin } from '../lib/stack.mjs';

const ENOUGH = 0.95;
const JUDGED = ['performance', 'accessibility', 'best-practices'];
const CATEGORIES = [...JUDGED, 'seo'];
const RUNS = Number(process.env.RUNS ?? 3);
/** What is behind the score of performance, printed so that a bad one can be read. */
const TIMES = {
  ttfb: 'server-response-time',
  fcp: 'first-contentful-paint',
  lcp: 'largest-contentful-paint',
  tbt: 'total-blocking-time',
  si: 'speed-index',
};

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** What four times slower is meant for: a fast desktop. */
const FAST = 1_600;
/** How much this machine, with an index, is to be slowed to be a phone of the middle. */
const slowdown = (index) => Math.min(4, Math.max(1, (4 * index) / FAST));

/** The one in the middle; `null` as soon as one of them is. */
function median(values) {
  if (values.some((value) => value === null || value === undefined)) return null;
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
}

/** One look at one page, on a processor slowed by a factor. */
async function look(path, port, cpuSlowdownMultiplier, again = true) {
  const flags = { port, logLevel: 'error', output: 'json', onlyCategories: CATEGORIES };
  const throttling = { ...constants.throttling.mobileSlow4G, cpuSlowdownMultiplier };
  // The session's cookie is the browser's: nothing of it may be cleared.
  const more = { throttling, disableStorageReset: true };
  const { lhr } = await lighthouse(origin(AURORA) + path, { ...flags, ...more });
  // Now and then the browser's trace misses the start of the navigation: such a look has seen nothing.
  if (lhr.runtimeError?.code === 'NO_NAVSTART' && again)
    return look(path, port, cpuSlowdownMultiplier, false);
  if (lhr.runtimeError) throw new Error(`${path}: ${lhr.runtimeError.message}`);
  const { pathname, search } = new URL(lhr.finalDisplayedUrl);
  if (pathname + search !== path) throw new Error(`${path} led to ${pathname}`);
  return lhr;
}

/** What is below full marks in a category, with where it is. */
function faults(lhr, name) {
  const found = [];
  for (const { id, weight } of lhr.categories[name].auditRefs) {
    const { score, title, details, displayValue } = lhr.audits[id];
    // Of performance the advice has no weight: what it would save is told.
    const idle = name === 'performance' ? score === null || score >= 0.9 : weight === 0 || score === null;
    if (idle || score === 1) continue;
    const items = details?.items ?? [];
    const where = items.map((item) => item.node?.selector ?? item.description ?? item.url ?? '');
    found.push(`${title} ${displayValue ?? ''} ${where.slice(0, 3).join(' · ')}`.trim());
  }
  return found;
}

/** One page, several times; which judged categories are not good enough. */
async function measure(path, port) {
  const looks = [];
  let { benchmarkIndex } = (await look(path, port, 1)).environment;
  for (let run = 0; run < RUNS; run += 1) {
    looks.push(await look(path, port, slowdown(benchmarkIndex)));
    ({ benchmarkIndex } = looks.at(-1).environment);
  }
  const scores = CATEGORIES.map((name) => [name, median(looks.map((one) => one.categories[name].score))]);
  const times = Object.entries(TIMES).map(([short, id]) => {
    const told = median(looks.map(({ audits }) => audits[id].numericValue));
    return `${short}=${told === null ? '?' : Math.round(told)}`;
  });
  const bad = scores.filter(([name, score]) => JUDGED.includes(name) && (score === null || score < ENOUGH));
  const last = looks.at(-1);
  for (const [name, score] of scores.filter(([name, score]) => JUDGED.includes(name) && score !== 1)) {
    for (const fault of faults(last, name)) console.log(`lighthouse ${path} ${name}=${score}: ${fault}`);
  }
  const said = scores.map(([name, score]) => `${name}=${score?.toFixed(2)}`);
  const index = median(looks.map(({ environment }) => environment.benchmarkIndex));
  const machine = `index=${index} slowed=${slowdown(index).toFixed(1)}`;
  console.log(`lighthouse page=${path} runs=${RUNS} ${said.join(' ')} ${times.join(' ')} ${machine}`);
  return bad.map(([name, score]) => `${path} ${name} ${score} is below ${ENOUGH}`);
}

const folder = mkdtempSync(join(tmpdir(), 'portico-lighthouse-'));
const port = await freePort();
const context = await launchAt(folder, port, origin(AURORA));
const below = [];
let pages = 0;
try {
  const page = await context.newPage();
  await signIn(page, await fullest(AURORA));
  const result = await firstEntry(page, '/records/results');
  if (!result) throw new Error('she has no result');
  await page.close();
  for (const path of process.env.PAGES?.split(',') ?? ['/', '/records/results', result]) {
    pages += 1;
    below.push(...(await measure(path, port)));
  }
} finally {
  await context.close();
  rmSync(folder, { recursive: true, force: true });
}
for (const sentence of below) console.log(`lighthouse BELOW ${sentence}`);
const build = process.env.RELEASE === '1' ? 'release' : 'dev';
console.log(`lighthouse pages=${pages} build=${build} below=${below.length}`);
process.exitCode = below.length === 0 && pages > 0 ? 0 : 1;
