import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';

/** Somebody with a browser, who follows the gateway's link and logs in at the development provider. */
export class Person {
  #cookies = new Map();
  #gateway;

  constructor(gateway) {
    this.#gateway = gateway;
  }

  /** Logs in ("approve") or says no ("deny"), and is brought back; the page that the callback showed. */
  async act(state, action) {
    return this.deliver(await this.answer(state, action));
  }

  /** What the provider answers, before the browser takes it to the callback. */
  async answer(state, action) {
    return this.#submit(await this.loginPage(state), { username: 'ada', action });
  }

  /** Takes the provider's answer to the callback: by redirect, or by the page that response_mode=form_post is. */
  async deliver(answer) {
    const location = answer.headers.get('location');
    return location ? this.#fetch(location) : this.#submit(answer, {});
  }

  /** The provider's login page once the flow is under way: nothing tells a client when, so this tries until then. */
  async loginPage(state) {
    for (;;) {
      const response = await this.#fetch(`${this.#gateway}/pkce/authorize?state=${encodeURIComponent(state)}`);
      await response.text();
      if (response.status === 302) {
        return this.#fetch(response.headers.get('location'));
      }
      assert.equal(response.status, 400);
      await pause(10);
    }
  }

  async #submit(page, filled) {
    const html = await page.text();
    const [, action] = /<form [^>]*action="([^"]+)"/.exec(html);
    const fields = new URLSearchParams();
    for (const [, name, value] of html.matchAll(/<input [^>]*name="([^"]+)" value="([^"]*)"/g)) {
      fields.set(name, value);
    }
    Object.entries(filled).forEach(([name, value]) => fields.set(name, value));
    return this.#fetch(new URL(action, page.url), { method: 'POST', body: fields });
  }

  async #fetch(url, init) {
    const cookie = [...this.#cookies].map((pair) => pair.join('=')).join('; ');
    const response = await fetch(url, { ...init, redirect: 'manual', headers: { accept: 'text/html', cookie } });
    for (const set of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(set);
      this.#cookies.set(name, value);
    }
    return response;
  }
}
