// A sign-in as any program does it, by the gateway's own addresses. The verifier is in this memory and in one call.

const PATIENCE_SECONDS = 60;
const LOST_AT_MOST = 8;

/** An answer that is a problem (RFC 9457), or no answer at all (status 0). */
export class Refused extends Error {
  constructor(problem, retryAfter = null) {
    super(problem.detail ?? problem.error);
    this.problem = problem;
    this.retryAfter = retryAfter;
  }
}

async function call(application, method, path, { body, headers = {}, ...more } = {}) {
  const response = await fetch(path, {
    method,
    // So that it fails rather than leave the gateway.
    mode: 'same-origin', credentials: 'same-origin', redirect: 'error', cache: 'no-store', referrerPolicy: 'no-referrer',
    headers: { 'X-Application-ID': application, ...(body && { 'Content-Type': 'application/json' }), ...headers },
    body: body && JSON.stringify(body),
    ...more,
  });
  if (response.ok) {
    return response.status === 204 ? null : response.json();
  }
  const problem = await response.json().catch(() => ({ error: 'server_error' }));
  throw new Refused({ ...problem, status: response.status }, response.headers.get('Retry-After'));
}

const awaiting = (state) => `pkce/code?state=${encodeURIComponent(state)}`;

/** Ends a sign-in, or all of `application` before its state is known, also while the page closes; says whether it did. */
export const clear = (application, state) =>
  call(application, 'POST', state ? `pkce/clear?state=${encodeURIComponent(state)}` : 'pkce/clear', { keepalive: true })
    .then(() => true, () => false);

function pause(millis, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, millis);
    signal.addEventListener('abort', () => { clearTimeout(timer); reject(signal.reason); }, { once: true });
  });
}

/** Whether it is worth asking again: nobody has come yet, or the connection is gone and the flow perhaps is not. */
function goesOn(failure, lost) {
  if (failure instanceof Refused) {
    return failure.problem.status === 504 && failure.problem.error === 'temporarily_unavailable';
  }
  return failure instanceof TypeError && lost < LOST_AT_MOST;
}

/** The code of the flow, however often it takes to ask for it. */
async function result(wish, state, tell, signal) {
  for (let lost = 0; ;) {
    try {
      const answer = await call(wish.application, 'GET', awaiting(state), {
        headers: { Prefer: `wait=${PATIENCE_SECONDS}` }, signal,
      });
      if (answer.result) {
        return answer.result;
      }
      lost = 0;
      tell.waiting();
    } catch (failure) {
      if (!goesOn(failure, lost)) {
        throw failure;
      }
      lost += 1;
      tell.lost();
      await pause(Math.min(500 * 2 ** lost, 5000), signal);
    }
  }
}

const seedOf = (wish, challenge) => ({
  response_type: 'code',
  client_id: wish.client,
  domain: wish.domain,
  scope: wish.scope.split(/\s+/).filter(Boolean),
  state: challenge.state,
  nonce: challenge.nonce,
  code_challenge: challenge.challenge,
  code_challenge_method: challenge.method,
  ...(wish.mode && { response_mode: wish.mode }),
});

async function answered(wish, challenge, tell, signal) {
  const seeded = await tell.step('seed', () => call(wish.application, 'POST', 'pkce/code', {
    body: seedOf(wish, challenge), headers: { Prefer: 'respond-async' }, signal,
  }));
  const callback = seeded.seed?.redirect_uri ?? wish.callback;
  if (seeded.result) {
    tell.nobodyNeeded();
    return { ...seeded.result, callback };
  }
  const came = tell.person(challenge.state);
  const found = await result(wish, challenge.state, tell, signal);
  came();
  return { ...found, callback };
}

/** The whole of it, as `wish.application`; `tell` learns of each step. Fails with `Refused`, or as `fetch` does. */
export async function signIn(wish, tell, signal) {
  const { challenge } = await tell.step('challenge', () => call(wish.application, 'GET', 'pkce/challenge', { signal }));
  tell.begun(challenge.state);
  const { code, state, callback } = await answered(wish, challenge, tell, signal);
  if (state !== challenge.state) {
    throw new Refused({ status: 0, error: 'other_state' });
  }
  const answer = await tell.step('token', () => call(wish.application, 'POST', 'pkce/token', {
    body: {
      grant_type: 'authorization_code', client_id: wish.client, domain: wish.domain,
      code, redirect_uri: callback, code_verifier: challenge.verifier,
    },
    signal,
  }));
  return (answer.auth0 ?? answer.descope).oAuth.token;
}
