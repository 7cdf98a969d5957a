// Portals of one's own beside the demo's sandbox: a database to begin with, replicas that start and stop.
import { spawn, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { Agent, request } from 'node:http';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { codesFor, fromSandbox, sandbox } from './stack.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
/** BUILD=release for proofs whose figures are those of the product. */
const build = process.env.BUILD ?? 'debug';
const portico = join(process.env.CARGO_TARGET_DIR ?? join(root, 'target'), build, 'portico');

/** A port that nobody listens on now. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

function environment(db, extra = {}) {
  const mail = { PORTICO__MAIL__BASE_URL: `${sandbox}/sendgrid`, PORTICO__DB__URL: db };
  return { ...process.env, ...mail, PORTICO__LOG__FILTER: 'warn', ...extra };
}

/** Runs one command of the portal on a database; gives what it said, throws when it failed. */
export function run(db, ...args) {
  const options = { cwd: root, env: environment(db), encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] };
  return execFileSync(portico, ['--config', 'demo/portico.toml', ...args], options);
}

/** A fresh schema with the demo's clinics and the sandbox's patients. */
export async function prepare(db, folder) {
  const clinics = readFileSync(join(root, 'demo/organizations.json'), 'utf8');
  const [here, people] = [join(folder, 'organizations.json'), join(folder, 'patients.json')];
  writeFileSync(here, clinics.replaceAll('localhost:8090', new URL(sandbox).host));
  writeFileSync(people, JSON.stringify(await fromSandbox('/patients')));
  run(db, 'migrate');
  run(db, 'org', 'import', here);
  run(db, 'accounts', 'import', people);
}

/** The cookie of a session that an answer begins. */
function session(answer) {
  const line = answer.headers['set-cookie']?.find((one) => one.startsWith('__Host-portico='));
  if (!line) throw new Error(`not signed in: ${answer.status} ${answer.text}`);
  return line.split(';')[0];
}

/** One running portal. */
export class Replica {
  static async start(db, extra = {}) {
    const [port, ops] = [await freePort(), await freePort()];
    const env = environment(db, {
      PORTICO__HTTP__LISTEN: `127.0.0.1:${port}`,
      PORTICO__HTTP__OPERATIONS: `127.0.0.1:${ops}`,
      ...extra,
    });
    const args = ['--config', 'demo/portico.toml', 'serve'];
    const child = spawn(portico, args, { cwd: root, env, stdio: ['ignore', 'ignore', 'inherit'] });
    const replica = new Replica(child, port, ops);
    for (let tries = 0; !(await replica.isReady()); tries++) {
      if (tries > 300 || child.exitCode !== null) throw new Error('a replica did not start');
      await new Promise((done) => setTimeout(done, 50));
    }
    return replica;
  }

  constructor(child, port, ops) {
    Object.assign(this, { child, port, ops, agent: new Agent({ keepAlive: true, maxSockets: 64 }) });
  }

  /** What a balancer asks. */
  async isReady() {
    const answer = await fetch(`http://127.0.0.1:${this.ops}/readyz`).catch(() => null);
    return answer?.status === 200;
  }

  /** Tells it to stop, or ends it at once; gives the seconds that it took. */
  async stop(signal = 'SIGTERM') {
    const began = Date.now();
    this.child.kill(signal);
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
    this.agent.destroy();
    return (Date.now() - began) / 1_000;
  }

  /** One request to a clinic; the answer with `id`, the request id. */
  call(host, method, path, { cookie, body } = {}) {
    const headers = {
      host: `${host}.localhost:${this.port}`,
      ...(cookie ? { cookie } : {}),
      ...(body ? { 'content-type': 'application/json' } : {}),
    };
    return new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port: this.port, method, path, headers, agent: this.agent };
      const sent = request(options, (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (part) => (text += part));
        answer.on('error', reject);
        answer.on('end', () => {
          const { statusCode: status, headers: got } = answer;
          resolve({ status, headers: got, text, id: got['x-request-id'] });
        });
      });
      sent.on('error', reject);
      sent.end(body ? JSON.stringify(body) : '');
    });
  }

  /** Signs a patient in by her code; gives the cookie. */
  async signIn(host, email) {
    const auth = '/v1/portal/auth';
    const before = (await codesFor(email)).length;
    await this.call(host, 'POST', `${auth}/send-code`, { body: { email } });
    let codes = [];
    for (let tries = 0; codes.length <= before; tries++) {
      if (tries > 200) throw new Error('no code arrived');
      await new Promise((done) => setTimeout(done, 50));
      codes = await codesFor(email);
    }
    const body = { email, code: codes[0] };
    return session(await this.call(host, 'POST', `${auth}/verify`, { body }));
  }

  /** The same for one of several patients under one address. */
  async signInAs(host, { email, patient }) {
    const cookie = await this.signIn(host, email);
    const people = await this.call(host, 'GET', '/v1/portal/auth/people', { cookie });
    if (people.status !== 200 || !people.text.includes(patient)) return cookie;
    return session(await this.call(host, 'POST', '/v1/portal/auth/person', { cookie, body: { patient } }));
  }
}

/** The request ids of a patient's whole access log. */
export async function logged(replica, host, cookie) {
  const found = new Set();
  for (let path = '/v1/portal/access-log'; path; ) {
    const answer = await replica.call(host, 'GET', path, { cookie });
    if (answer.status !== 200) throw new Error(`access log: ${answer.status} ${answer.text}`);
    const { items, next } = JSON.parse(answer.text);
    for (const item of items) found.add(item.reference);
    path = next ? `/v1/portal/access-log?cursor=${encodeURIComponent(next)}` : null;
  }
  return found;
}
