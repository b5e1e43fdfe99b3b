// The program of the sidecar guide against a running gateway: node sidecar-guide.mjs <gateway> <guide>
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

import { Person } from './browser.mjs';
import { signIn } from './sidecar.mjs';

const [gateway, guide] = process.argv.slice(2);
const packed = (text) => text.replaceAll(/\s+/g, '');

test('what the guide shows is what is run here', async () => {
  const program = packed(await readFile('sidecar.mjs', 'utf8'));
  const shown = [...(await readFile(guide, 'utf8')).matchAll(/```js\n(.*?)```/gs)].map(([, code]) => packed(code));
  assert.equal(shown.length, 2);
  shown.forEach((code) => assert.ok(program.includes(code), code));
});

for (const [action, outcome] of [['approve', 'signed in'], ['deny', 'refused']]) {
  test(`a person is ${outcome}`, { timeout: 60_000 }, async () => {
    // As a browser does it: opened, and not waited for.
    const open = (url, state) => void new Person(gateway).act(state, action);
    const signedIn = signIn(gateway, 'client', open);
    if (action === 'deny') {
      await assert.rejects(signedIn, /^Error: access_denied: /);
    } else {
      const { token, user } = await signedIn;
      assert.ok(user);
      assert.ok(token.access_token);
    }
  });
}
