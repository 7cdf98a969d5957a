// Starts a demo of its own on free ports, runs a command with its addresses in the environment, stops it.
// With E2E_BASE (and E2E_OPS, E2E_SANDBOX) it uses what runs there and starts nothing.
//
//   node run.mjs COMMAND…
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

/** What has to be stopped, however this ends. */
const stops = [];

/** A port that nobody listens on now. */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** Starts scripts/demo.sh and waits until it is ready. */
async function startDemo() {
  const [portal, ops, sandbox] = [await freePort(), await freePort(), await freePort()];
  const state = mkdtempSync(join(tmpdir(), 'portico-e2e-'));
  const ready = join(state, 'ready');
  const ports = { PORTAL_PORT: portal, OPS_PORT: ops, SANDBOX_PORT: sandbox };
  const env = { ...process.env, ...ports, STATE: join(state, 'demo'), READY: ready };
  const demo = spawn('scripts/demo.sh', {
    cwd: join(here, '..'),
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  demo.stdout.on('data', (text) => (said += text));
  const ended = () => demo.exitCode !== null || demo.signalCode !== null;
  const stop = async () => {
    if (!ended()) {
      demo.kill('SIGTERM');
      await once(demo, 'exit');
    }
    rmSync(state, { recursive: true, force: true });
  };
  stops.push(stop);
  while (!existsSync(ready)) {
    if (ended()) {
      await stop();
      throw new Error(`the demo stopped with ${demo.exitCode ?? demo.signalCode}:\n${said}`);
    }
    await new Promise((done) => setTimeout(done, 250));
  }
  const addresses = {
    E2E_BASE: `http://localhost:${portal}`,
    E2E_OPS: `http://127.0.0.1:${ops}`,
    E2E_SANDBOX: `http://localhost:${sandbox}`,
  };
  return { addresses, stop };
}

let child = null;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    if (child) child.kill(signal);
    else void Promise.all(stops.map((stop) => stop())).then(() => process.exit(130));
  });
}

const given = process.env.E2E_BASE;
const demo = given ? { addresses: {}, stop: async () => {} } : await startDemo();
const [command, ...args] = process.argv.slice(2);
child = spawn(command, args, {
  cwd: here,
  env: { ...process.env, ...demo.addresses },
  stdio: 'inherit',
});
const [code] = await once(child, 'exit');
await demo.stop();
process.exitCode = code ?? 1;
