// A person tries a sign-in on the gateway's own page: node playground.mjs <JSON of where everything is>
import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test as nodeTest } from 'node:test';

import { chromium } from 'playwright-core';

const { executable, screenshots, tried, brief, down, asking } = JSON.parse(process.argv[2]);
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
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByText('Cancelled.').waitFor();
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
