import assert from 'node:assert/strict';

import sdk from '@pieces.app/pieces-os-client';

/** The address of the gateway, which every script here takes as its argument. */
export const gateway = process.argv[2];
export const callback = `${gateway}/pkce/response/code`;

/** The SDK's own client, made the way its users make one. */
export function client(configuration = {}) {
  return new sdk.PKCEApi(new sdk.Configuration({ basePath: gateway, ...configuration }));
}

/** The seed of a login, as a program fills it in. */
export function seed(challenge, more = {}) {
  return {
    responseType: sdk.SeededPKCEResponseTypeEnum.Code,
    state: challenge.state,
    nonce: challenge.nonce,
    codeChallenge: challenge.challenge,
    codeChallengeMethod: sdk.SeededPKCECodeChallengeMethodEnum.S256,
    redirectUri: callback,
    scope: [sdk.SeededPKCEScopeEnum.Openid, sdk.SeededPKCEScopeEnum.Profile, sdk.SeededPKCEScopeEnum.Email],
    clientId: 'client',
    ...more,
  };
}

/** The code that generateCode came back with, read as the SDK reads it. */
export function codeOf(pkce, state) {
  assert.ok(sdk.instanceOfSeededPKCE(pkce.seed));
  assert.ok(sdk.instanceOfResultedPKCE(pkce.result));
  assert.equal(pkce.seed.state, state);
  assert.equal(pkce.result.state, state);
  return pkce.result.code;
}

/** The token call of a login. */
export function tokenCall(code, codeVerifier) {
  return {
    grantType: sdk.TokenizedPKCEGrantTypeEnum.AuthorizationCode,
    clientId: 'client',
    code,
    redirectUri: callback,
    codeVerifier,
  };
}

/** Redeems a code and looks at every member that the SDK has for what comes back. */
export async function redeem(api, code, codeVerifier) {
  const { auth0 } = await api.generateToken({ tokenizedPKCE: tokenCall(code, codeVerifier) });
  assert.ok(sdk.instanceOfAuth0(auth0));
  assert.equal(auth0.client, 'client');
  assert.equal(auth0.redirects.authenticated, callback);
  const { token } = auth0.oAuth;
  assert.ok(sdk.instanceOfOAuthToken(token));
  assert.equal(token.tokenType, sdk.OAuthTokenTokenTypeEnum.Bearer);
  assert.equal(token.expiresIn, 3600);
  assert.equal(token.scope, 'openid profile email');
  assert.equal(token.idToken.split('.').length, 3);
  assert.match(auth0.user.userId, /^auth0\|/);
  assert.equal(auth0.user.emailVerified, true);
  return auth0;
}

/** Fails unless a call is refused with this status and OAuth error, in the way the SDK tells of it. */
export async function refused(call, status, error) {
  const failure = await call.then(assert.fail, (reason) => reason);
  assert.ok(failure instanceof sdk.ResponseError, failure);
  assert.equal(failure.response.status, status);
  assert.equal((await failure.response.json()).error, error);
}
