// An identity provider for the tests of tokens and of signing in: prints its issuer, and serves until it is killed.
// PORTCULLIS_TEST_OIDC names the folder with `oidc-provider`; CONSOLE_KEY may hold the public key (JWK) of the client `console-with-key`.
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';

// Whoever started it reads the issuer and then no more: a notice that is written to nobody would end it.
console.info = console.error;

const folder = process.env.PORTCULLIS_TEST_OIDC;
const { default: Provider } = await import(pathToFileURL(`${folder}/node_modules/oidc-provider/lib/index.js`));

const key = (kid, alg, type, options) => {
  const { privateKey } = generateKeyPairSync(type, options);
  return { ...privateKey.export({ format: 'jwk' }), kid, alg, use: 'sig' };
};

// The console as a client: browsers come back to it, from signing in and from signing out.
const console_client = (client_id, token_endpoint_auth_method, more) => ({
  client_id,
  token_endpoint_auth_method,
  redirect_uris: ['https://desk.example/console/sign-in/back'],
  post_logout_redirect_uris: ['https://desk.example/console/sign-in'],
  ...more,
});

// Who has which groups, and is of which tenant. Any password is right.
const people = {
  'officer.one': { groups: ['compliance'], tenant: 'northern' },
  'officer.two': { groups: ['desk'] },
  'adviser.one': { groups: ['advice'], tenant: 'example' },
  'visitor.one': { groups: ['visitors'], tenant: 'northern' },
  'stranger.one': { groups: ['compliance'], tenant: 'southern' },
};

const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'scheduler',
        client_secret: 'of-a-test',
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
        token_endpoint_auth_method: 'client_secret_post',
      },
      console_client('console', 'none'),
      console_client('console-with-secret', 'client_secret_basic', { client_secret: "it's 100%: a secret" }),
      ...(process.env.CONSOLE_KEY
        ? [console_client('console-with-key', 'private_key_jwt', {
          jwks: { keys: [JSON.parse(process.env.CONSOLE_KEY)] },
          token_endpoint_auth_signing_alg: 'ES256',
        })]
        : []),
    ],
    jwks: {
      keys: [
        key('rsa', 'RS256', 'rsa', { modulusLength: 2048 }),
        key('pss', 'PS256', 'rsa', { modulusLength: 2048 }),
        key('ec', 'ES256', 'ec', { namedCurve: 'P-256' }),
        key('ed', 'EdDSA', 'ed25519', {}),
      ],
    },
    enabledJWA: {
      idTokenSigningAlgValues: ['RS256', 'PS256', 'ES256', 'EdDSA'],
    },
    claims: { openid: ['sub'], desk: ['groups', 'tenant'] },
    scopes: ['openid', 'desk'],
    conformIdTokenClaims: false,
    findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ sub, ...people[sub] }) }),
    features: {
      devInteractions: { enabled: true },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_context, resource) => ({
          scope: 'ask',
          audience: resource,
          accessTokenFormat: 'jwt',
          accessTokenTTL: 600,
          jwt: { sign: { alg: resource.split(':').at(-1) } },
        }),
      },
    },
    extraTokenClaims: () => ({ groups: ['schedulers', 'everybody'] }),
  });
  server.on('request', provider.callback());
  console.log(issuer);
});
