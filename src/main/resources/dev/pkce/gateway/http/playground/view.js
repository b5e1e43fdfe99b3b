// What the page shows. Text only: nothing that came from elsewhere becomes markup.
import { claim, claims, explain } from './words.js';

const element = (id) => document.getElementById(id);
const STEPS = ['challenge', 'seed', 'browser', 'callback', 'token'];
const WORDS = { active: 'under way', done: 'done', failed: 'failed' };

function make(tag, text, className = '') {
  const made = document.createElement(tag);
  made.textContent = text;
  made.className = className;
  return made;
}

export const say = (text) => { element('status').textContent = text; };

export function title(text) {
  document.title = text ? `${text} – PKCE Gateway` : 'PKCE Gateway';
}

/** Lights a step: its state in words for those who do not see it, and how long it took. */
export function light(name, state, millis = null) {
  const step = element(`step-${name}`);
  step.dataset.state = state;
  state === 'active' ? step.setAttribute('aria-current', 'step') : step.removeAttribute('aria-current');
  step.querySelector('.took')?.remove();
  const took = millis === null ? WORDS[state] : `${WORDS[state]}, ${Math.round(millis).toLocaleString()} ms`;
  step.append(make('span', took, 'took'));
}

/** No secret stays. */
export const forget = () => element('secrets').replaceChildren();

/** As before anything happened. */
export function reset() {
  for (const name of STEPS) {
    const step = element(`step-${name}`);
    delete step.dataset.state;
    step.removeAttribute('aria-current');
    step.querySelector('.took')?.remove();
  }
  for (const id of ['person', 'compare', 'uncompared', 'problem', 'result', 'claims']) {
    element(id).hidden = true;
  }
  forget();
  element('claims').tBodies[0].replaceChildren();
  element('authorize').removeAttribute('href');
  say('');
}

export function busy(running) {
  element('start').disabled = running;
  element('cancel').hidden = !running;
  for (const control of element('wish').querySelectorAll('input, select')) {
    control.disabled = running;
  }
}

export function failStep() {
  for (const name of STEPS.filter((step) => element(`step-${step}`).dataset.state === 'active')) {
    light(name, 'failed');
  }
  element('person').hidden = true;
}

/** Where the person goes, at hand: the focus is on it. */
export function offer(href, onClick) {
  const link = element('authorize');
  link.href = href;
  link.onclick = onClick;
  element('person').hidden = false;
  link.focus();
}

/** The person is back. */
export const taken = () => { element('person').hidden = true; };

export function compare(code) {
  element('code').textContent = code;
  element('compare').hidden = false;
}

/** For who has to find the code out without this page. */
export function uncompared(state) {
  element('command').textContent = `printf %s '${state}' | sha256sum | cut -c1-8`;
  element('uncompared').hidden = false;
}

export function problem(refused) {
  const told = explain(refused);
  for (const part of ['title', 'text', 'advice', 'code']) {
    element(`problem-${part}`).textContent = told[part];
  }
  element('problem').hidden = false;
  element('problem-title').focus();
  return told.title;
}

/** In the page only while it is looked at. */
function secret(name, value) {
  const details = make('details', '');
  details.append(make('summary', `Show the ${name}`));
  details.addEventListener('toggle', () => {
    details.querySelector('pre')?.remove();
    if (details.open) {
      details.append(make('pre', value));
    }
  });
  return details;
}

function showClaims(idToken) {
  for (const [name, value, meaning] of Object.entries(claims(idToken)).map(claim)) {
    const row = element('claims').tBodies[0].insertRow();
    const head = make('th', name);
    head.scope = 'row';
    row.append(head, make('td', value));
    row.lastChild.append(make('small', meaning));
  }
  element('claims').hidden = false;
}

export function result(token) {
  const { id_token: idToken, access_token: access, refresh_token: refresh } = token;
  const held = `The access token is good for ${token.expires_in} s${token.scope ? ` and for: ${token.scope}` : ''}.`;
  element('result-note').textContent = idToken
    ? `The gateway has validated the ID token: signature, issuer, audience, times and nonce. This page only reads it. ${held}`
    : `The provider gave no ID token, so nothing here says who you are. ${held}`;
  if (idToken) {
    showClaims(idToken);
  }
  const secrets = { 'access token': access, 'ID token': idToken, 'refresh token': refresh };
  element('secrets').append(...Object.entries(secrets).filter(([, value]) => value).map(([name, value]) => secret(name, value)));
  element('result').hidden = false;
  element('result-title').focus();
}
