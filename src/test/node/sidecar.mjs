// The program of the sidecar guide, which sidecar-guide.mjs runs.
import { spawn } from 'node:child_process';

async function call(url, body, headers = {}) {
  const response = await fetch(url, {
    method: body ? 'POST' : 'GET',
    headers: body ? { 'Content-Type': 'application/json', ...headers } : {},
    body: body && JSON.stringify(body),
    credentials: 'include',
  });
  const answer = await response.json();
  if (!response.ok) {
    throw new Error(`${answer.error}: ${answer.detail}`, { cause: answer });
  }
  return answer;
}

/** Signs somebody in; `open` shows an address in a browser. */
export async function signIn(gateway, clientId, open) {
  const { challenge } = await call(`${gateway}/pkce/challenge`);
  const seed = {
    response_type: 'code', client_id: clientId, scope: ['openid', 'profile'],
    state: challenge.state, nonce: challenge.nonce,
    code_challenge: challenge.challenge, code_challenge_method: 'S256',
  };
  let answer = await call(`${gateway}/pkce/code`, seed, { Prefer: 'respond-async' });
  if (!answer.result) {
    await open(`${gateway}/pkce/authorize?state=${encodeURIComponent(challenge.state)}`, challenge.state);
  }
  while (!answer.result) {
    answer = await call(`${gateway}/pkce/code`, seed);
  }
  const { auth0 } = await call(`${gateway}/pkce/token`, {
    grant_type: 'authorization_code', client_id: clientId, code: answer.result.code,
    redirect_uri: `${gateway}/pkce/response/code`, code_verifier: challenge.verifier,
  });
  return { token: auth0.oAuth.token, user: auth0.user };
}

/** The browser of this machine. */
export function browser(url) {
  const command = { darwin: 'open', win32: 'explorer' }[process.platform] ?? 'xdg-open';
  spawn(command, [url], { detached: true, stdio: 'ignore' }).on('error', () => {}).unref();
  console.error(`If no browser opens: ${url}`);
}
