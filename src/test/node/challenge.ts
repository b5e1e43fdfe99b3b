// A program with a client that was generated from the contract: node challenge.js <gateway>
import createClient from 'openapi-fetch';

import type { components, paths } from './contract.js';

declare const process: { argv: string[] };

const api = createClient<paths>({ baseUrl: process.argv[2] });
const made = await api.GET('/pkce/challenge');
const challenge: components['schemas']['ChallengedPKCE'] | undefined = made.data?.challenge;
const awaited = await api.GET('/pkce/code', { params: { query: { state: 'unknown' } } });
const problem: components['schemas']['Problem'] | undefined = awaited.error;

console.log(JSON.stringify({ method: challenge?.method, refused: problem?.error }));
