// A certified authorization server on a free port of this machine: node oidc-provider.mjs <client_id> <client_id> <client_id>
// The requests of the second client must be pushed (RFC 9126), the tokens of the third be bound to a key (RFC 9449).
// Prints its issuer once it listens, and ends with whoever started it.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';

import { Provider } from 'oidc-provider';

const client = (id, more = {}) => ({
  client_id: id,
  // A native client may come back to any port (RFC 8252 section 7.3), so the gateway's need not be known here.
  application_type: 'native',
  redirect_uris: ['http://localhost/pkce/response/code'],
  token_endpoint_auth_method: 'none',
  grant_types: ['authorization_code', 'refresh_token'],
  scope: 'openid profile offline_access',
  ...more,
});

const server = createServer().listen(0, '127.0.0.1');
await once(server, 'listening');
const issuer = `http://127.0.0.1:${server.address().port}`;
const provider = new Provider(issuer, {
  clients: [
    client(process.argv[2]),
    client(process.argv[3], { require_pushed_authorization_requests: true }),
    client(process.argv[4], { dpop_bound_access_tokens: true }),
  ],
  // The claims of a scope make it one that the server knows.
  claims: { openid: ['sub'], profile: ['name'], email: ['email'] },
  features: {
    devInteractions: { enabled: true },
    dPoP: { enabled: true, nonceSecret: randomBytes(32), requireNonce: () => true },
    pushedAuthorizationRequests: { enabled: true },
    revocation: { enabled: true },
  },
  pkce: { required: () => true },
});
server.on('request', provider.callback());
process.stdin.resume().on('end', () => process.exit());
console.log(issuer);
