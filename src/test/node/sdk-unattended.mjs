// The published SDK against a gateway whose provider logs everybody in at once: node sdk-unattended.mjs <gateway>
import { test } from 'node:test';

import { client, codeOf, redeem, seed } from './program.mjs';

const api = client();

test('generateCode needs nobody', async () => {
  const { challenge } = await api.getChallenge();
  const pkce = await api.generateCode({ seededPKCE: seed(challenge) });
  await redeem(api, codeOf(pkce, challenge.state), challenge.verifier);
});

test('generateCode needs no seed either', async () => {
  const pkce = await api.generateCode();
  await redeem(api, codeOf(pkce, pkce.challenge.state), pkce.challenge.verifier);
});
