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
    mode: element('mode').value, callback, application: application(),
  };
}

/** A name of each sign-in's own, by which all of it can be cleared, whatever the page has heard of it. */
function application() {
  const random = crypto.getRandomValues(new Uint8Array(16));
  return `playground-${[...random].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

/** As `flows.binding: confirm` shows it: the first four bytes of the SHA-256 of the state. */
async function showCode(state) {
  if (!crypto.subtle) {
    view.uncompared(state);
    return;
  }
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(state));
  const hex = [...new Uint8Array(digest).slice(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  view.compare(`${hex.slice(0, 4)}-${hex.slice(4)}`);
}

/** What the sign-in of `run` tells. */
function teller(run) {
  return {
    async step(name, work) {
      const began = performance.now();
      view.light(name, 'active');
      const done = await work();
      view.light(name, 'done', performance.now() - began);
      return done;
    },
    nobodyNeeded() {
      view.light('browser', 'done', 0);
      view.light('callback', 'done', 0);
    },
    begun(state) { run.state = state; },
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
  const run = { controller: new AbortController(), wish: wish(), state: null };
  running = run;
  view.reset();
  view.busy(true);
  try {
    const token = await signIn(run.wish, teller(run), run.controller.signal);
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
  const { controller, wish: { application: name }, state } = running;
  controller.abort();
  view.failStep();
  view.say('Cancelling…');
  view.title('');
  element('start').disabled = false;
  element('start').focus();
  const cleared = await clear(name, state);
  if (running === null) {
    view.say(cleared
      ? 'Cancelled. The gateway has forgotten the sign-in.'
      : 'Cancelled here. The gateway could not be told, and forgets the sign-in when its time is over.');
  }
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
addEventListener('pagehide', () => {
  view.forget();
  running && clear(running.wish.application, running.state);
});

chosen();
const elsewhere = new URL(home).origin !== location.origin;
element('elsewhere').hidden = !elsewhere;
element('home').textContent = home;
element('home').href = home;
element('start').disabled = elsewhere || provider.options.length === 0;
