// A person tries a sign-in on the gateway's own page: node playground.mjs <JSON of where everything is>
import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { connect, createServer } from 'node:net';
import { after, before, test as nodeTest } from 'node:test';

import { chromium } from 'playwright-core';

const { executable, screenshots, tried, brief, down, asking, bound, cut } = JSON.parse(process.argv[2]);
const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SCHEMES = ['light', 'dark'];
const test = (name, step) => nodeTest(name, { timeout: 120_000 }, step);

let browser;
before(async () => {
  await mkdir(screenshots, { recursive: true });
  browser = await chromium.launch({ executablePath: executable });
});
after(() => browser.close());

/** A person's window at a gateway's page; whatever leaves that gateway by itself, or fails, is a misdeed. */
async function open(gateway, options = {}) {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const misdeeds = [];
  page.on('pageerror', (error) => misdeeds.push(`error: ${error}`));
  page.on('console', (message) => message.type() === 'error' && misdeeds.push(message.text()));
  page.on('request', (request) => new URL(request.url()).origin === gateway || misdeeds.push(`left: ${request.url()}`));
  await page.goto(`${gateway}/`);
  return { context, page, misdeeds };
}

const lit = (page, name, state) => page.locator(`#step-${name}[data-state=${state}]`).waitFor();

/** Begins a sign-in whose answer is a form post, and follows the link to the provider. */
async function leave(page) {
  await page.getByText('Options').click();
  await page.getByLabel('How the code comes back').selectOption('form_post');
  await page.getByRole('button', { name: 'Start' }).click();
  const link = page.getByRole('link', { name: 'Sign in at the provider' });
  await link.and(page.locator(':focus')).waitFor();
  const [provider] = await Promise.all([page.context().waitForEvent('page'), page.keyboard.press('Enter')]);
  return provider;
}

async function decide(provider, button) {
  const posted = provider.waitForRequest((request) => request.method() === 'POST' && /response\/code/.test(request.url()));
  await provider.getByRole('textbox', { name: 'Name' }).fill('ada');
  await provider.getByRole('button', { name: button }).click();
  const headers = await (await posted).allHeaders();
  assert.notEqual(headers['sec-fetch-site'], 'same-origin', 'the callback came from elsewhere');
}

/** In both colours: a picture, and nothing that keeps somebody from reading it. */
async function look(page, name) {
  await page.evaluate(AXE);
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: `${screenshots}/${name}-${colorScheme}.png`, fullPage: true });
    const { violations } = await page.evaluate(() => globalThis.axe.run());
    assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]), []);
  }
}

test('a person signs in and reads the token', async () => {
  const { context, page, misdeeds } = await open(tried);
  await look(page, 'playground');
  const provider = await leave(page);
  await look(page, 'playground-waiting');
  await decide(provider, 'Approve');
  await page.getByRole('heading', { name: 'Signed in' }).and(page.locator(':focus')).waitFor();
  for (const name of ['challenge', 'seed', 'browser', 'callback', 'token']) {
    await lit(page, name, 'done');
    assert.match(await page.locator(`#step-${name} .took`).textContent(), /^done, [\d,.]+ ms$/);
  }
  assert.match(await page.getByRole('table', { name: 'What the ID token says' }).textContent(), /ada/);
  assert.equal(await page.locator('#secrets pre').count(), 0, 'no token before somebody asks for it');
  await look(page, 'playground-signed-in');
  await page.getByText('Show the ID token').click();
  assert.match(await page.locator('#secrets pre').textContent(), /^[\w-]+\.[\w-]+\.[\w-]+$/);
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })));
  assert.equal(await page.locator('#secrets *').count(), 0, 'a page that the browser keeps for the way back has no token');
  const kept = await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie, location.href]);
  assert.deepEqual(kept, [0, 0, '', `${tried}/`]);
  assert.deepEqual(misdeeds, []);
  await context.close();
});

test('a person says no, and starts again', async () => {
  const { context, page } = await open(tried);
  await decide(await leave(page), 'Deny');
  await page.getByRole('heading', { name: 'The sign-in was refused' }).and(page.locator(':focus')).waitFor();
  await lit(page, 'browser', 'failed');
  await look(page, 'playground-denied');
  await page.getByRole('button', { name: 'Start again' }).click();
  await lit(page, 'browser', 'active');
  const [cleared] = await Promise.all([
    page.waitForResponse(/pkce\/clear/), page.getByRole('button', { name: 'Cancel' }).click(),
  ]);
  assert.equal(cleared.status(), 204);
  await page.getByText('Cancelled. The gateway has forgotten the sign-in.').waitFor();
  await context.close();
});

test('a sign-in is cancelled before the page knows its state', async () => {
  const { context, page } = await open(tried);
  let goOn;
  const held = new Promise((resolve) => { goOn = resolve; });
  await page.route('**/pkce/challenge', async (route) => {
    const response = await route.fetch();
    await held;
    await route.fulfill({ response }).catch(() => {});
  });
  const [asked] = await Promise.all([
    page.waitForRequest(/pkce\/challenge/), page.getByRole('button', { name: 'Start' }).click(),
  ]);
  const [cleared] = await Promise.all([
    page.waitForResponse(/pkce\/clear/), page.getByRole('button', { name: 'Cancel' }).click(),
  ]);
  const name = (request) => request.headers()['x-application-id'];
  assert.match(name(asked), /^playground-[0-9a-f]{32}$/);
  assert.equal(name(cleared.request()), name(asked));
  assert.equal(cleared.status(), 204);
  goOn();
  await context.close();
});

test('nobody is told that a sign-in is forgotten that the gateway could not be told of', async () => {
  const { context, page } = await open(tried);
  await leave(page);
  await page.route('**/pkce/clear*', (route) => route.abort());
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByText('The gateway could not be told').waitFor();
  await context.close();
});

test('nobody comes in time', async () => {
  const { context, page } = await open(brief);
  await leave(page);
  await page.getByRole('heading', { name: 'The sign-in took too long' }).waitFor();
  await look(page, 'playground-expired');
  await context.close();
});

test('the provider is down', async () => {
  const { context, page } = await open(down);
  await page.getByRole('cell', { name: 'does not answer' }).waitFor();
  await page.getByRole('button', { name: 'Start' }).click();
  await page.locator('#problem-title:focus').waitFor();
  await look(page, 'playground-down');
  await context.close();
});

test('the code to compare is the one that the gateway asks about', async () => {
  const { context, page } = await open(asking);
  const provider = await leave(page);
  const code = await page.locator('#code').textContent();
  await decide(provider, 'Approve');
  assert.equal(await provider.locator('#message').textContent(), code);
  await provider.getByRole('textbox').fill(code.slice(0, 4));
  await provider.getByRole('button', { name: 'Yes, I started it' }).click();
  await page.getByRole('heading', { name: 'Signed in' }).waitFor();
  await context.close();
});

test('a browser without https says how else to find the code to compare', async () => {
  const { context, page } = await open(asking);
  await page.evaluate(() => Object.defineProperty(crypto, 'subtle', { value: undefined }));
  const provider = await leave(page);
  assert.equal(await page.locator('#compare').isVisible(), false);
  const state = new URL(await page.locator('#authorize').getAttribute('href'), asking).searchParams.get('state');
  assert.equal(await page.locator('#uncompared #command').textContent(), `printf %s '${state}' | sha256sum | cut -c1-8`);
  assert.ok(await page.locator('#uncompared').isVisible());
  await provider.close();
  await context.close();
});

test('the browser that began it finishes it, and no other', async () => {
  const { context, page, misdeeds } = await open(bound);
  const provider = await leave(page);
  const stranger = await browser.newContext();
  const elsewhere = await stranger.newPage();
  await elsewhere.goto(new URL(await page.locator('#authorize').getAttribute('href'), `${bound}/`).href);
  await elsewhere.getByRole('heading', { name: 'This sign-in was started elsewhere' }).waitFor();
  await decide(provider, 'Approve');
  await page.getByRole('heading', { name: 'Signed in' }).waitFor();
  assert.deepEqual(misdeeds, []);
  await stranger.close();
  await context.close();
});

/** The way to the gateway, which can be cut and mended. */
async function cable({ port, to }) {
  const sockets = new Set();
  const server = createServer((near) => {
    const far = connect(to, 'localhost');
    for (const [socket, other] of [[near, far], [far, near]]) {
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => { sockets.delete(socket); other.destroy(); });
      socket.pipe(other);
    }
  });
  const mend = () => new Promise((resolve) => { server.listen(port, 'localhost', resolve); });
  const sever = () => new Promise((resolve) => {
    server.close(resolve);
    sockets.forEach((socket) => socket.destroy());
  });
  await mend();
  return { url: `http://localhost:${port}`, mend, sever };
}

test('a gateway that goes away and comes back is asked again, one that stays away is not for ever', async () => {
  const way = await cable(cut);
  const { context, page } = await open(way.url);
  const provider = await leave(page);
  await way.sever();
  await page.getByText('The connection is lost. Asking again…').waitFor();
  await way.mend();
  await decide(provider, 'Approve');
  await page.getByRole('heading', { name: 'Signed in' }).waitFor();

  await page.clock.install();
  await page.getByRole('button', { name: 'Start again' }).click();
  await page.getByRole('link', { name: 'Sign in at the provider' }).waitFor();
  await way.sever();
  const over = page.getByRole('heading', { name: 'The gateway does not answer' });
  for (let waited = 0; waited < 600 && !await over.isVisible(); waited += 1) {
    await page.clock.fastForward(1000);
  }
  await over.waitFor();
  await context.close();
});

test('the contract can be read, and nothing is loaded from elsewhere', async () => {
  const { context, page, misdeeds } = await open(tried);
  await page.getByRole('link', { name: 'The API' }).click();
  await page.getByText('Makes a challenge.').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Try it out' }).count(), 0);
  await page.screenshot({ path: `${screenshots}/reference.png` });
  assert.deepEqual(misdeeds, []);
  await context.close();
});

test('a page elsewhere neither loads nor frames the page', async () => {
  const { context, page } = await open(tried);
  const evil = 'https://evil.example/';
  await page.route(evil, (route) => route.fulfill({ contentType: 'text/html', body: '<h1>Evil</h1>' }));
  await page.goto(evil);
  const read = (path) => page.evaluate((at) => fetch(at).then((r) => r.text(), () => 'blocked'), `${tried}${path}`);
  assert.deepEqual(await Promise.all(['/', '/playground/page.js', '/reference'].map(read)), Array(3).fill('blocked'));
  await context.close();
});
