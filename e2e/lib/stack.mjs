// Where the portal, its operations port and the sandbox answer, and how to speak to them from Node.
import { request } from 'node:http';

const base = new URL(process.env.E2E_BASE ?? 'http://localhost:8080');
const ops = process.env.E2E_OPS ?? 'http://127.0.0.1:8081';
export const sandbox = process.env.E2E_SANDBOX ?? 'http://localhost:8090';

/** The origin of an organisation, as a browser sees it. */
export function origin(host) {
  return `http://${host}.localhost:${base.port}`;
}

/** The three organisations' primary hosts. */
export const AURORA = 'aurora';
export const SLEEP_CORNER = 'patients.sleepcorner';
export const NORTHSIDE = 'northside';

/**
 * One request straight to the portal. Not every resolver knows `*.localhost`, so it goes to the loopback
 * address with the organisation in the `Host` header.
 */
export async function raw(host, method, path, more) {
  const { body, ...answer } = await rawBytes(host, method, path, more);
  return { ...answer, text: body.toString('utf8') };
}

/** The same with the body as the bytes that came. */
export function rawBytes(host, method, path, { headers = {}, body = '' } = {}) {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: base.port, method, path, agent: false };
    const sent = request({ ...options, headers: { host: `${host}.localhost:${base.port}`, ...headers } });
    sent.on('error', reject);
    sent.on('response', (answer) => {
      const { statusCode: status, headers: told } = answer;
      const whole = answer.toArray().then((parts) => Buffer.concat(parts));
      whole.then((bytes) => resolve({ status, headers: told, body: bytes }), reject);
    });
    sent.end(body);
  });
}

/** JSON from the sandbox. */
export async function fromSandbox(path, init = {}) {
  const headers = { accept: 'application/json', ...init.headers };
  const answer = await fetch(`${sandbox}${path}`, { ...init, headers });
  if (!answer.ok)
    throw new Error(`sandbox ${init.method ?? 'GET'} ${path}: ${answer.status} ${await answer.text()}`);
  const text = await answer.text();
  return text === '' ? null : JSON.parse(text);
}

/** The patients that can sign in. */
export async function patients() {
  return fromSandbox('/patients');
}

/** A patient alone under her address, the `nth` of her organisation. */
export async function patientOf(org, nth = 0) {
  const all = await patients();
  const alone = all.filter(
    (one) => one.org === org && all.filter((other) => other.email === one.email).length === 1,
  );
  if (alone.length <= nth)
    throw new Error(`${org} has only ${alone.length} patients with an address of their own`);
  return alone[nth];
}

/** The first patient of an organisation whose address is also another one's. */
export async function family(org) {
  const all = (await patients()).filter((one) => one.org === org);
  const shared = all.find((one) => all.some((other) => other !== one && other.email === one.email));
  if (!shared) throw new Error(`${org} has no two patients under one address`);
  return shared;
}

/** The patient of the demo who has something of every kind. */
export async function fullest(org) {
  const found = (await patients()).find((one) => one.org === org && one.patient.endsWith('-elena-marquez'));
  if (!found) throw new Error(`${org} has no patient with something of every kind`);
  return found;
}

/** The patient whose record is full of markup. */
export async function markup(org) {
  const found = (await patients()).find((one) => one.org === org && one.name.includes('<script>'));
  if (!found) throw new Error(`${org} has no patient with markup in her name`);
  return found;
}

/** Moves the portal's time forward; gives the new time. */
export async function advance(span) {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${ops}/clock`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ advance: span }),
  });
  if (!answer.ok) throw new Error(`POST /clock: ${answer.status} ${await answer.text()}`);
  return new Date((await answer.json()).now);
}

/** Codes in the inbox of an address, newest first. */
export async function codesFor(email) {
  const mails = await fromSandbox(`/inbox?to=${encodeURIComponent(email)}`);
  return mails.map((mail) => mail.text.match(/(?<!\d)\d{6,8}(?!\d)/)?.[0]).filter(Boolean);
}

/** The code that arrives after `before` codes were there. */
export async function newCode(email, before) {
  const end = Date.now() + 20_000;
  while (Date.now() < end) {
    const codes = await codesFor(email);
    if (codes.length > before) return codes[0];
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`no new code for ${email} in 20 s`);
}
