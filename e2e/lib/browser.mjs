// One Chromium a file, a fresh profile a context, and an eye on every request that leaves.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

const ARGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The browser of this machine. */
function executable() {
  const names = [process.env.CHROMIUM, 'chromium', 'chromium-browser', 'google-chrome'].filter(Boolean);
  const folders = ['', ...(process.env.PATH ?? '').split(delimiter)];
  const found = names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => existsSync(path));
  if (!found) throw new Error('no Chromium found: run scripts/need.sh browser');
  return found;
}

/** Starts a browser. */
export function launch() {
  return chromium.launch({ executablePath: executable(), headless: true, args: ARGS });
}

/**
 * A browser whose own profile lies in a folder and that another tool may steer through a port.
 */
export function launchAt(folder, port, baseURL) {
  const args = [...ARGS, `--remote-debugging-port=${port}`];
  const options = { executablePath: executable(), headless: true, args, baseURL, locale: 'en-US' };
  return chromium.launchPersistentContext(folder, options);
}

/**
 * A fresh context at an organisation's host. `settle()` fails when anything was asked of another origin, when
 * the page complained (an error, a refused load), or when a dialog opened.
 */
export async function visit(browser, at, options = {}) {
  const context = await browser.newContext({
    baseURL: at,
    locale: 'en-US',
    viewport: { width: 1280, height: 900 },
    ...options,
  });
  context.setDefaultTimeout(15_000);
  const elsewhere = [];
  const complaints = [];
  const watch = (page) => {
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (url.protocol !== 'data:' && url.origin !== at) elsewhere.push(request.url());
    });
    page.on('pageerror', (error) => complaints.push(`error on ${page.url()}: ${error.message}`));
    page.on('console', (message) => {
      const expected = /Failed to load resource: the server responded with a status/.test(message.text());
      if (message.type() === 'error' && !expected)
        complaints.push(`console on ${page.url()}: ${message.text()}`);
    });
    page.on('dialog', (dialog) => {
      complaints.push(`dialog on ${page.url()}: ${dialog.message()}`);
      void dialog.dismiss();
    });
  };
  context.on('page', watch);
  const page = await context.newPage();
  const settle = () => {
    assert.deepEqual(elsewhere, [], 'requests to other origins');
    assert.deepEqual(complaints, [], 'the browser complained');
  };
  return { context, page, settle };
}

/** Goes to a path and expects a status. */
export async function open(page, path, status = 200) {
  const answer = await page.goto(path, { waitUntil: 'load' });
  assert.equal(answer?.status(), status, `${path} answered ${answer?.status()}`);
  return answer;
}
