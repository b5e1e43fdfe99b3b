// What happened, in words for people, and what they can do.

const AGAIN = 'Start again when you like.';

const BY_ERROR = {
  access_denied: ['The sign-in was refused', 'Somebody said no at the provider, or you may not use this application. No code and no token was handed out.', AGAIN],
  flow_expired: ['The sign-in took too long', 'Nobody came back from the provider in time, so the gateway has forgotten the sign-in.', AGAIN],
  flow_cleared: ['The sign-in was ended', 'Somebody cleared it while this page waited.', AGAIN],
  unauthorized_domain: ['The provider is not known', 'The gateway has no provider of that name, or not for that client.', 'Reload the page, and look at the client ID among the options.'],
  unauthorized_client: ['The client is not known', 'The provider does not let this client sign people in.', 'Look at the client ID among the options, and at what is registered at the provider.'],
  invalid_scope: ['The scope was refused', 'The provider does not know one of the words in the scope.', 'Change the scope among the options.'],
  other_state: ['That is another sign-in', 'The answer belongs to another sign-in than the one this page started, so it was not used.', AGAIN],
};

const BY_STATUS = {
  0: ['The gateway does not answer', 'The connection was lost and did not come back.', 'See whether the gateway still runs, then start again.'],
  400: ['The gateway refused the call', 'Something about it was not as it must be; a sign-in that is over gets this answer too.', AGAIN],
  403: ['This page may not do that here', 'The gateway takes calls of its own page only, by the address it is known by.', 'Open the page by its own address, in the browser the sign-in was started in.'],
  429: ['Too many calls', 'The gateway or the provider wants fewer of them.', 'Wait a moment, then start again.'],
  500: ['The gateway failed', 'That is a fault of the gateway; its log says more.', AGAIN],
  502: ['The provider does not answer as it should', 'It cannot be reached, or what it said is no OAuth answer.', 'Check the provider above and its configuration; pkce-gateway doctor tells what is wrong. Then start again.'],
  503: ['No sign-in is possible at the moment', 'The gateway has its hands full, is stopping, or knows that the provider is down.', 'Wait a moment, then start again.'],
  504: ['The provider is too slow', 'It did not answer in time.', 'Check the provider above, then start again.'],
};

/** Title, text and advice for a problem that the gateway answered with. */
export function explain({ problem, retryAfter }) {
  const [title, text, advice] = BY_ERROR[problem.error] ?? BY_STATUS[problem.status] ?? BY_STATUS[500];
  const wait = retryAfter ? ` It says to wait ${retryAfter} s.` : '';
  const code = problem.status ? `${problem.status} ${problem.error ?? ''}: ${problem.detail ?? ''}` : '';
  return { title, text, advice: advice + wait, code };
}

const TIMES = new Set(['exp', 'iat', 'auth_time', 'nbf', 'updated_at']);
const MEANINGS = {
  iss: 'who says so', sub: 'who you are there', aud: 'for whom it is said', exp: 'until when it holds', iat: 'when it was said',
  auth_time: 'when you signed in', nonce: 'ties it to this sign-in', at_hash: 'ties it to the access token', azp: 'who asked for it',
};

/** A claim as a row to read: name, value, meaning. */
export function claim([name, value]) {
  const time = TIMES.has(name) && Number.isFinite(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return [name, time ? `${new Date(value * 1000).toLocaleString()} (${value})` : text, MEANINGS[name] ?? ''];
}

/** The claims of a token that the gateway has validated already: this only reads them. */
export function claims(idToken) {
  const payload = idToken.split('.')[1].replaceAll('-', '+').replaceAll('_', '/');
  return JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(payload), (letter) => letter.charCodeAt(0))));
}
