// The published SDK against a running gateway, where a person must log in: node sdk.mjs <gateway>
import assert from 'node:assert/strict';
import { test as nodeTest } from 'node:test';

import sdk from '@pieces.app/pieces-os-client';

import { Person } from './browser.mjs';
import { client, codeOf, gateway, redeem, refused, seed, tokenCall } from './program.mjs';

const api = client();
const test = (name, step) => nodeTest(name, { timeout: 20_000 }, step);

test('getChallenge brings a challenge', async () => {
  const { challenge } = await api.getChallenge();
  assert.ok(sdk.instanceOfChallengedPKCE(challenge));
  assert.equal(challenge.method, sdk.ChallengedPKCEMethodEnum.S256);
  assert.equal(challenge.nonce, challenge.state);
  assert.notEqual(challenge.challenge, challenge.verifier);
});

for (const responseMode of [undefined, ...['Query', 'FormPost'].map((mode) => sdk.SeededPKCEResponseModeEnum[mode])]) {
  test(`generateCode waits for a person, generateToken redeems (response_mode ${responseMode})`, async () => {
    const { challenge } = await api.getChallenge();
    const parked = api.generateCode({ seededPKCE: seed(challenge, { responseMode }) });
    const shown = await new Person(gateway).act(challenge.state, 'approve');
    assert.equal(shown.status, 200);
    const pkce = await parked;
    assert.deepEqual(pkce.seed, { ...pkce.seed, ...seed(challenge, { responseMode }) });
    await redeem(api, codeOf(pkce, challenge.state), challenge.verifier);
  });
}

test('a seed of nothing but UNKNOWN, where the SDK allows it, asks for nothing', async () => {
  const { challenge } = await api.getChallenge();
  const unknown = { prompt: 'UNKNOWN', screenHint: 'UNKNOWN', responseMode: 'UNKNOWN' };
  const parked = api.generateCode({ seededPKCE: seed(challenge, unknown) });
  await new Person(gateway).act(challenge.state, 'approve');
  await redeem(api, codeOf(await parked, challenge.state), challenge.verifier);
});

test('respondWithCode hands a code over, in a form that begins with schema=[object Blob]', async () => {
  const { challenge } = await api.getChallenge();
  const parked = api.generateCode({ seededPKCE: seed(challenge) });
  const answer = await new Person(gateway).answer(challenge.state, 'approve');
  const code = new URL(answer.headers.get('location')).searchParams.get('code');

  const schema = { migration: 0, semantic: sdk.EmbeddedModelSchemaSemanticVersionEnum.Major0Minor0Patch1 };
  let sent;
  const watched = api.withPreMiddleware(async ({ init }) => void (sent = init.body));
  const { result } = await watched.respondWithCode({ code, state: challenge.state, schema });

  assert.equal(sent.get('schema'), '[object Blob]');
  assert.ok(sdk.instanceOfResultedPKCE(result));
  assert.deepEqual([result.code, result.state], [code, challenge.state]);
  assert.equal(codeOf(await parked, challenge.state), code);
  await redeem(api, code, challenge.verifier);
});

test('generateCode without a seed says which flow to log in to, if it does not wait', async () => {
  const { challenge, result, seed: made } = await client({ headers: { Prefer: 'respond-async' } }).generateCode();
  assert.equal(result, undefined);
  assert.ok(sdk.instanceOfChallengedPKCE(challenge));
  assert.ok(sdk.instanceOfSeededPKCE(made));
  const parked = api.generateCode({ seededPKCE: made });
  await new Person(gateway).act(made.state, 'approve');
  await redeem(api, codeOf(await parked, challenge.state), challenge.verifier);
});

test('a person who says no fails generateCode', async () => {
  const { challenge } = await api.getChallenge();
  const parked = refused(api.generateCode({ seededPKCE: seed(challenge) }), 400, 'access_denied');
  const shown = await new Person(gateway).act(challenge.state, 'deny');
  assert.equal(shown.status, 400);
  await parked;
});

test('a wrong verifier fails generateToken, and the right one still works', async () => {
  const { challenge } = await api.getChallenge();
  const parked = api.generateCode({ seededPKCE: seed(challenge) });
  await new Person(gateway).act(challenge.state, 'approve');
  const code = codeOf(await parked, challenge.state);
  await refused(api.generateToken({ tokenizedPKCE: tokenCall(code, 'x'.repeat(43)) }), 400, 'invalid_grant');
  await redeem(api, code, challenge.verifier);
  await refused(api.generateToken({ tokenizedPKCE: tokenCall(code, challenge.verifier) }), 400, 'invalid_grant');
});

test('generateToken refreshes, with the refresh token for a code', async () => {
  const { challenge } = await api.getChallenge();
  const scope = [sdk.SeededPKCEScopeEnum.Openid, sdk.SeededPKCEScopeEnum.OfflineAccess];
  const parked = api.generateCode({ seededPKCE: seed(challenge, { scope }) });
  await new Person(gateway).act(challenge.state, 'approve');
  const call = tokenCall(codeOf(await parked, challenge.state), challenge.verifier);
  const { auth0: first } = await api.generateToken({ tokenizedPKCE: call });

  const grantType = sdk.TokenizedPKCEGrantTypeEnum.RefreshToken;
  const refresh = { ...call, grantType, code: first.oAuth.token.refreshToken };
  const { auth0: second } = await api.generateToken({ tokenizedPKCE: refresh });
  assert.ok(sdk.instanceOfOAuthToken(second.oAuth.token));
  assert.notEqual(second.oAuth.token.accessToken, first.oAuth.token.accessToken);
  assert.ok(second.oAuth.token.refreshToken);
});

test('clearPKCE fails the generateCode that waits', async () => {
  const { challenge } = await api.getChallenge();
  const parked = refused(api.generateCode({ seededPKCE: seed(challenge) }), 410, 'flow_cleared');
  await new Person(gateway).loginPage(challenge.state);
  assert.equal(await api.clearPKCE(), undefined);
  await parked;
});

test('clearPKCE ends the flows of one X-Application-ID and no others', async () => {
  const [mine, yours] = ['mine', 'yours'].map((id) => client({ apiKey: (name) => `${name}: ${id}` }));
  const { challenge } = await mine.getChallenge();
  const parked = refused(mine.generateCode({ seededPKCE: seed(challenge) }), 410, 'flow_cleared');
  const person = new Person(gateway);
  await person.loginPage(challenge.state);
  await yours.clearPKCE();
  await api.clearPKCE();
  await person.loginPage(challenge.state);
  await mine.clearPKCE();
  await parked;
  await refused(mine.generateCode({ seededPKCE: seed(challenge) }), 400, 'invalid_request');
});
