// The page: what its controls do. It keeps nothing: no cookie of its own, no storage.
import { clear, Refused, signIn } from './sign-in.js';
import * as view from './view.js';

const element = (id) => document.getElementById(id);
const { home, callback } = document.querySelector('main').dataset;
const provider = element('provider');
let running = null;

function wish() {
  return {
    domain: provider.value, client: element('client').value, scope: element('scope').value,
    mode: element('mode').value, callback,
  };
}

/** As `flows.binding: confirm` shows it: the first four bytes of the SHA-256 of the state. */
async function showCode(state) {
  if (globalThis.crypto.subtle) {
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(state));
    const hex = [...new Uint8Array(digest).slice(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    view.compare(`${hex.slice(0, 4)}-${hex.slice(4)}`);
  }
}

/** What the sign-in of `run` tells, and nothing more once another has begun. */
function teller(run) {
  return {
    async step(name, work) {
      const began = performance.now();
      view.light(name, 'active');
      const done = await work();
      view.light(name, 'done', performance.now() - began);
      return done;
    },
    begun(state) { run.state = state; },
    nobodyNeeded() {
      view.light('browser', 'done', 0);
      view.light('callback', 'done', 0);
    },
    person(state) {
      const offered = performance.now();
      let left = offered;
      view.light('browser', 'active');
      view.offer(`pkce/authorize?state=${encodeURIComponent(state)}`, () => {
        left = performance.now();
        view.say('Waiting for you at the provider…');
      });
      view.say('The gateway is ready. Sign in at the provider, in a new tab.');
      view.title('Your turn');
      showCode(state);
      return () => {
        view.light('browser', 'done', performance.now() - left);
        view.light('callback', 'done', performance.now() - offered);
        view.taken();
      };
    },
    waiting() { view.say('Still waiting for you at the provider…'); },
    lost() { view.say('The connection is lost. Asking again…'); },
  };
}

function failed(failure) {
  view.failStep();
  const refused = failure instanceof Refused ? failure : new Refused({ status: 0, error: 'unreachable' });
  const title = view.problem(refused);
  view.say(`${title}.`);
  view.title(title);
}

async function start() {
  const run = { controller: new AbortController(), state: null };
  running = run;
  view.reset();
  view.busy(true);
  try {
    const token = await signIn(wish(), teller(run), run.controller.signal);
    view.result(token);
    view.say('You are signed in.');
    view.title('Signed in');
  } catch (failure) {
    if (!run.controller.signal.aborted) {
      failed(failure);
    }
  } finally {
    running = null;
    view.busy(false);
    element('start').textContent = 'Start again';
  }
}

async function cancel() {
  const { controller, state } = running;
  controller.abort();
  view.failStep();
  view.say('Cancelled. The gateway has forgotten the sign-in.');
  view.title('');
  element('start').disabled = false;
  element('start').focus();
  await (state && clear(state));
}

function chosen() {
  element('client').value = provider.selectedOptions[0]?.dataset.client ?? '';
  element('client').closest('details').open ||= element('client').value === '';
}

element('wish').addEventListener('submit', (event) => {
  event.preventDefault();
  start();
});
element('cancel').addEventListener('click', cancel);
provider.addEventListener('change', chosen);
addEventListener('pagehide', () => running?.state && clear(running.state));

chosen();
const elsewhere = new URL(home).origin !== location.origin;
element('elsewhere').hidden = !elsewhere;
element('home').textContent = home;
element('home').href = home;
element('start').disabled = elsewhere || provider.options.length === 0;
