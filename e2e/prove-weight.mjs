// What Home costs on the wire (P6): its HTML and everything that it loads, compressed as a browser asks for
// it, for the patient with something of every kind, in each language. Headers and TLS are not counted.
//
//   node run.mjs node prove-weight.mjs
import { brotliDecompressSync } from 'node:zlib';

import { enter, readable, speak } from './lib/portal.mjs';
import { AURORA, fullest, rawBytes } from './lib/stack.mjs';
import { LANGUAGES, t } from './lib/words.mjs';

/** One flight of a new TCP connection: ten segments. */
const MOST = 14 * 1024;
/** Of that, script. */
const MOST_SCRIPT = 4 * 1024;

/** The bytes of one answer's body as they came. */
async function fetched(path, cookie) {
  const headers = { cookie, 'accept-encoding': 'gzip, deflate, br, zstd' };
  const answer = await rawBytes(AURORA, 'GET', path, { headers });
  const coding = answer.headers['content-encoding'] ?? '-';
  return { path, bytes: answer.body.length, status: answer.status, coding, body: answer.body };
}

/** Home with every card: on a busy machine one may be late, and a page without it weighs less. */
async function home(cookie, language) {
  for (let tries = 1; ; tries += 1) {
    const answer = await fetched('/', cookie);
    const html = (answer.coding === 'br' ? brotliDecompressSync(answer.body) : answer.body).toString();
    if (!html.includes(t('try-again', language))) return { answer, html };
    if (tries === 5) throw new Error(`Home (${language}) is never whole`);
    await new Promise((done) => setTimeout(done, tries * 1_000));
  }
}

/** What a browser fetches for it: stylesheets, scripts, icons, and what `<use>` points into. */
function loads(html) {
  const tags = [...html.matchAll(/<(link|script|use|img)\b[^>]*?(?:href|src)="([^"#]+)/g)];
  return [...new Set(tags.map(([, , address]) => readable(address)))];
}

// With the invitation that stands below for who has typed a code: Home is never heavier.
const cookie = `${await enter(AURORA, await fullest(AURORA))}; __Host-invite=yes`;
let bad = 0;
for (const language of LANGUAGES) {
  await speak(AURORA, cookie, language);
  const { answer, html } = await home(cookie, language);
  const parts = [answer];
  const addresses = loads(html);
  const elsewhere = addresses.filter((address) => !address.startsWith('/'));
  for (const address of addresses) if (address.startsWith('/')) parts.push(await fetched(address, cookie));
  const sum = parts.reduce((all, { bytes }) => all + bytes, 0);
  const script = parts.reduce((all, { path, bytes }) => all + (path.endsWith('.js') ? bytes : 0), 0);
  for (const { path, bytes, coding, status } of parts) {
    console.log(`weight ${language} ${path} ${bytes} ${coding}${status === 200 ? '' : ` ANSWERS ${status}`}`);
  }
  const wrong = parts.some(({ status }) => status !== 200) || parts.length < 4 || elsewhere.length > 0;
  if (wrong || !html.includes('/security/passkey/later') || sum > MOST || script > MOST_SCRIPT) bad += 1;
  const said = `bytes=${sum} most=${MOST} script=${script} elsewhere=${elsewhere.length}`;
  console.log(`weight page=/ language=${language} ${said}`);
}
await speak(AURORA, cookie, 'en');
console.log(`weight languages=${LANGUAGES.length} above=${bad}`);
process.exitCode = bad === 0 ? 0 : 1;
