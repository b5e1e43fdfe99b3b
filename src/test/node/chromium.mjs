// What people see, in a real browser: node chromium.mjs <JSON of where everything is>
import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test as nodeTest } from 'node:test';

import { chromium } from 'playwright-core';

const { executable, plain, confirm, cookie, app, start, screenshots } = JSON.parse(process.argv[2]);
const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SCHEMES = ['light', 'dark'];
const EVIL = 'https://evil.example/';
const test = (name, step) => nodeTest(name, { timeout: 120_000 }, step);

let browser;
before(async () => {
  await mkdir(screenshots, { recursive: true });
  browser = await chromium.launch({ executablePath: executable });
});
after(() => browser.close());

/** A person's window, and everything in it that a page of ours must not do. */
async function open(options = {}) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const misdeeds = [];
  page.on('dialog', (dialog) => misdeeds.push(`dialog: ${dialog.message()}`));
  page.on('pageerror', (error) => misdeeds.push(`error: ${error}`));
  page.on('console', (message) => message.type() === 'error' && misdeeds.push(message.text()));
  page.on('request', (request) => request.isNavigationRequest() || misdeeds.push(`loaded: ${request.url()}`));
  return { context, page, misdeeds };
}

const json = { 'content-type': 'application/json' };
const link = (gateway, state) => `${gateway}/pkce/authorize?state=${encodeURIComponent(state)}`;

function seed(gateway, challenge, more = {}) {
  return JSON.stringify({
    response_type: 'code',
    client_id: 'client',
    scope: ['openid'],
    state: challenge.state,
    nonce: challenge.nonce,
    code_challenge: challenge.challenge,
    code_challenge_method: 'S256',
    redirect_uri: `${gateway}/pkce/response/code`,
    ...more,
  });
}

/** A program's sign-in, which waits for a person. */
async function begin(gateway, more) {
  const { challenge } = await (await fetch(`${gateway}/pkce/challenge`)).json();
  const body = seed(gateway, challenge, more);
  const pending = await fetch(`${gateway}/pkce/code`, {
    method: 'POST', body, headers: { ...json, prefer: 'respond-async' },
  });
  assert.equal(pending.status, 202);
  const result = async () =>
    fetch(`${gateway}/pkce/code`, { method: 'POST', body, headers: { ...json, prefer: 'wait=20' } });
  return { state: challenge.state, result };
}

async function logIn(page, url, button = 'Approve') {
  await page.goto(url);
  await page.getByRole('textbox', { name: 'Name' }).fill('ada');
  await page.getByRole('button', { name: button }).click();
  await page.waitForURL(/pkce\/response\/code/);
}

/** In both colours: nothing loaded, nothing run, nothing that keeps somebody from reading it, and a picture. */
async function look(name, title, go) {
  for (const colorScheme of SCHEMES) {
    const { context, page, misdeeds } = await open({ colorScheme });
    await go(page);
    assert.equal(await page.getByRole('heading', { level: 1 }).textContent(), title);
    assert.equal(await page.title(), title);
    misdeeds.length = 0;
    await page.evaluate(AXE);
    const { violations } = await page.evaluate(() => globalThis.axe.run());
    assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]), []);
    await page.screenshot({ path: `${screenshots}/${name}-${colorScheme}.png` });
    assert.deepEqual(misdeeds, []);
    await context.close();
  }
}

for (const responseMode of ['query', 'form_post']) {
  test(`a person signs in (${responseMode})`, async () => {
    const flow = await begin(plain, { response_mode: responseMode });
    const waiting = flow.result();
    const { context, page, misdeeds } = await open();
    await logIn(page, link(plain, flow.state));
    assert.equal(await page.getByRole('heading').textContent(), 'You are signed in');
    assert.equal((await waiting).status, 200);
    await page.reload();
    assert.equal(await page.getByRole('heading').textContent(), 'You are signed in', 'J8: a reload changes nothing');
    assert.deepEqual(misdeeds, []);
    await context.close();
  });
}

test('every outcome has a page that can be read', async () => {
  await look('signed-in', 'You are signed in', async (page) => logIn(page, link(plain, (await begin(plain)).state)));
  await look('denied', 'You are not signed in', async (page) =>
    logIn(page, link(plain, (await begin(plain)).state), 'Deny'));
  await look('over', 'This sign-in is over', (page) =>
    page.goto(`${plain}/pkce/response/code?code=c&state=${'x'.repeat(43)}`));
  await look('failed', 'The sign-in failed', (page) => page.goto(`${plain}/pkce/response/code?code=c`));
  await look('elsewhere', 'This sign-in was started elsewhere', async (page) =>
    page.goto(link(cookie, (await begin(cookie)).state)));
  await look('question', 'Did you start this sign-in?', async (page) =>
    logIn(page, link(confirm, (await begin(confirm)).state)));
});

test('the page of a sign-in that is over leads to another one', async () => {
  const { context, page } = await open({ javaScriptEnabled: false });
  await page.route(start, (route) => route.fulfill({ contentType: 'text/html', body: '<h1>The application</h1>' }));
  await page.goto(`${plain}/pkce/response/code?code=c&state=${'x'.repeat(43)}`);
  await page.getByRole('link', { name: 'Start again' }).click();
  assert.equal(page.url(), start);
  await context.close();
});

test('a person who uses the keyboard agrees, without any script', async () => {
  const flow = await begin(confirm, { response_mode: 'form_post' });
  const waiting = flow.result();
  const { context, page, misdeeds } = await open();
  await logIn(page, link(confirm, flow.state));
  await page.keyboard.press('Tab');
  await page.keyboard.type((await page.locator('#message').textContent()).slice(0, 4));
  await page.keyboard.press('Tab');
  assert.equal(await page.locator(':focus').textContent(), 'Yes, I started it');
  await page.screenshot({ path: `${screenshots}/question-focused.png` });
  await page.keyboard.press('Enter');
  await page.waitForURL(/pkce\/confirm/);
  assert.equal(await page.getByRole('heading').textContent(), 'You are signed in');
  assert.equal((await waiting).status, 200);
  assert.deepEqual(misdeeds, []);
  await context.close();
});

test('a person who did not start it says no', async () => {
  const flow = await begin(confirm);
  const waiting = flow.result();
  const { context, page } = await open({ javaScriptEnabled: false });
  await page.goto(link(confirm, flow.state));
  await page.getByRole('button', { name: 'Approve' }).click();
  await page.getByRole('button', { name: 'Yes, I started it' }).click();
  assert.equal(await page.getByRole('heading').textContent(), 'Did you start this sign-in?', 'a click alone does nothing');
  await page.getByRole('button', { name: 'No, cancel it' }).click();
  await page.waitForURL(/pkce\/confirm/);
  assert.equal(await page.getByRole('heading').textContent(), 'You are not signed in');
  assert.equal((await (await waiting).json()).error, 'access_denied');
  await context.close();
});

/** The application's own page, which starts a sign-in from the browser. */
async function startInBrowser(page) {
  await page.goto(`${app}/`);
  const challenge = await page.evaluate(
    async (gateway) => (await (await fetch(`${gateway}/pkce/challenge`, { credentials: 'include' })).json()).challenge,
    cookie,
  );
  const body = seed(cookie, challenge, { response_mode: 'form_post' });
  const status = await page.evaluate(
    async ([url, text]) => (await fetch(url, {
      method: 'POST', body: text, credentials: 'include',
      headers: { 'content-type': 'application/json', prefer: 'respond-async' },
    })).status,
    [`${cookie}/pkce/code`, body],
  );
  assert.equal(status, 202);
  return challenge.state;
}

test('the browser that began a sign-in finishes it, another one does not', async () => {
  const own = await open();
  const state = await startInBrowser(own.page);
  const victim = await open();
  await victim.page.goto(link(cookie, state));
  assert.equal(await victim.page.getByRole('heading').textContent(), 'This sign-in was started elsewhere');

  await logIn(own.page, link(cookie, state));
  assert.equal(await own.page.getByRole('heading').textContent(), 'You are signed in');
  await own.context.close();
  await victim.context.close();
});

test('the sign-in of the sidecar guide runs in a single-page application', async () => {
  const guide = await readFile('sidecar.mjs', 'utf8');
  const code = guide.slice(guide.indexOf('async function call'), guide.indexOf('/** The browser of this machine'));
  const { context, page } = await open();
  await page.goto(`${app}/`);
  await page.addScriptTag({ type: 'module', content: `${code}\nglobalThis.signIn = signIn;` });
  await page.waitForFunction(() => globalThis.signIn);
  const signedIn = page.evaluate((gateway) => globalThis.signIn(gateway, 'client', (url) => {
    const link = Object.assign(document.createElement('a'), { href: url, target: '_blank', textContent: 'Sign in' });
    document.body.append(link);
  }), cookie);
  const [tab] = await Promise.all([context.waitForEvent('page'), page.getByRole('link', { name: 'Sign in' }).click()]);
  await tab.getByRole('textbox', { name: 'Name' }).fill('ada');
  await tab.getByRole('button', { name: 'Approve' }).click();
  assert.equal((await signedIn).token.token_type, 'Bearer');
  await context.close();
});

test('another browser that went to the provider by itself is refused on its way back', async () => {
  const thief = await open();
  const state = await startInBrowser(thief.page);
  const stolen = thief.page.waitForRequest((request) => /\/authorize\?.*client_id/.test(request.url()));
  await thief.page.goto(link(cookie, state));
  const victim = await open();
  await logIn(victim.page, (await stolen).url());
  assert.equal(await victim.page.getByRole('heading').textContent(), 'This sign-in was started elsewhere');
  await thief.context.close();
  await victim.context.close();
});

test('K6, K7, K11: a page elsewhere reads nothing, ends nothing and frames nothing', async () => {
  const flow = await begin(plain);
  // Whoever has once said yes to a page that asked for this machine is protected by the gateway alone.
  const { context, page } = await open({ permissions: ['local-network-access'] });
  await page.route(EVIL, (route) => route.fulfill({ contentType: 'text/html', body: '<h1>Evil</h1>' }));
  await page.goto(EVIL);
  const read = (url) => page.evaluate((at) => fetch(at).then((r) => r.text(), () => 'blocked'), url);
  assert.equal(await read(`${plain}/pkce/challenge`), 'blocked');
  assert.equal(await read(`${plain}/pkce/code?state=${flow.state}`), 'blocked');
  await page.evaluate((url) => fetch(url, { method: 'POST', mode: 'no-cors' }).catch(() => {}), `${plain}/pkce/clear`);
  await page.evaluate((url) => {
    document.body.innerHTML = `<iframe src="${url}"></iframe>`;
  }, `${plain}/pkce/response/code?code=c&state=${flow.state}`);
  const framed = await (await page.locator('iframe').elementHandle()).contentFrame();
  await framed.waitForURL('chrome-error://chromewebdata/');
  await context.close();
  const still = await fetch(`${plain}/pkce/code?state=${flow.state}`, { headers: { prefer: 'respond-async' } });
  assert.ok([200, 202].includes(still.status), 'the flow was not cleared');
});

test('K14: the form post of a provider on the web reaches a gateway on this machine', async () => {
  const flow = await begin(plain);
  const waiting = flow.result();
  const { context, page } = await open();
  const form = `<form method="post" action="${plain}/pkce/response/code"><input name="code" value="posted-from-the-web">
    <input name="state" value="${flow.state}"></form><script>document.forms[0].submit()</script>`;
  await page.route('https://tenant.example/', (route) => route.fulfill({ contentType: 'text/html', body: form }));
  await page.goto('https://tenant.example/', { waitUntil: 'commit' });
  await page.waitForURL(/pkce\/response\/code/);
  assert.equal(await page.getByRole('heading').textContent(), 'You are signed in');
  assert.equal((await (await waiting).json()).result.code, 'posted-from-the-web');
  await context.close();
});

test('J7: nothing that a browser is led to runs what is in its address', async () => {
  const { context, page, misdeeds } = await open();
  const markup = encodeURIComponent('<script>alert(1)</script><img src=x onerror=alert(1)>');
  for (const path of ['challenge', 'code', 'response/code', 'authorize', 'token', 'clear', 'nothing']) {
    await page.goto(`${plain}/pkce/${path}?state=${markup}&code=${markup}&error=${markup}`);
    assert.equal(await page.locator('script, img').count(), 0, path);
  }
  assert.deepEqual(misdeeds.filter((deed) => !deed.startsWith('Failed to load resource')), []);
  await context.close();
});
