// Lighthouse, as on a phone, over pages of a signed-in patient: accessibility and best practices at 0.95 or
// better; performance and search are printed and not judged (a dev build on a busy machine, and pages that no
// search engine may index).
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import lighthouse from 'lighthouse';
import { launchAt } from '../lib/browser.mjs';
import { firstEntry } from '../lib/pages.mjs';
import { signIn } from '../lib/sign-in.mjs';
import { AURORA, fullest, origin } from '../lib/stack.mjs';

const ENOUGH = 0.95;
const JUDGED = ['accessibility', 'best-practices'];
const CATEGORIES = [...JUDGED, 'performance', 'seo'];

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** One page; what is below full marks in a judged category is said. */
async function measure(path, port) {
  const flags = { port, logLevel: 'error', output: 'json', onlyCategories: CATEGORIES };
  // The session's cookie is the browser's: nothing of it may be cleared.
  const { lhr } = await lighthouse(origin(AURORA) + path, { ...flags, disableStorageReset: true });
  if (lhr.runtimeError) throw new Error(`${path}: ${lhr.runtimeError.message}`);
  const { pathname, search } = new URL(lhr.finalDisplayedUrl);
  if (pathname + search !== path) throw new Error(`${path} led to ${pathname}`);
  const scores = CATEGORIES.map((name) => [name, lhr.categories[name].score]);
  for (const name of JUDGED) {
    for (const { id, weight } of lhr.categories[name].auditRefs) {
      const { score, title, details } = lhr.audits[id];
      if (weight === 0 || score === null || score === 1) continue;
      const where = (details?.items ?? []).map((item) => item.node?.selector ?? item.description ?? '');
      console.log(`lighthouse ${path} ${name}: ${title} ${where.slice(0, 3).join(' · ')}`);
    }
  }
  const said = scores.map(([name, score]) => `${name}=${score?.toFixed(2)}`);
  console.log(`lighthouse page=${path} ${said.join(' ')}`);
  return scores.every(([name, score]) => !JUDGED.includes(name) || (score !== null && score >= ENOUGH));
}

const folder = mkdtempSync(join(tmpdir(), 'portico-lighthouse-'));
const port = await freePort();
const context = await launchAt(folder, port, origin(AURORA));
let pages = 0;
let below = 0;
try {
  const page = await context.newPage();
  await signIn(page, await fullest(AURORA));
  const result = await firstEntry(page, '/records/results');
  if (!result) throw new Error('she has no result');
  await page.close();
  for (const path of ['/', '/records/results', result]) {
    pages += 1;
    if (!(await measure(path, port))) below += 1;
  }
} finally {
  await context.close();
  rmSync(folder, { recursive: true, force: true });
}
console.log(`lighthouse pages=${pages} below=${below}`);
process.exitCode = below === 0 && pages === 3 ? 0 : 1;
