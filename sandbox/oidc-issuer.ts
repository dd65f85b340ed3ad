import { generateKeyPairSync, randomBytes, randomUUID, sign } from 'node:crypto';
import type { SandboxClock } from './clock.ts';
import { type Exchange, type Reply, type RunningServer, serve } from './server.ts';

/** What GitHub puts into the tokens of a job; any of it may be told otherwise. */
export type JobClaims = Readonly<Record<string, string>>;

/** GitHub's issuer of OIDC tokens for one job, and what the runner gives the job's steps to ask it. */
export interface OidcIssuer {
  readonly server: RunningServer;
  /** `iss` of its tokens. */
  readonly issuer: string;
  /** The variables of a job with `permissions: id-token: write`; without it the runner sets none of them. */
  readonly env: Readonly<Record<'ACTIONS_ID_TOKEN_REQUEST_URL' | 'ACTIONS_ID_TOKEN_REQUEST_TOKEN', string>>;
  /** Every token that was handed out. */
  readonly issued: readonly string[];
  /** From now on another key signs, and the old one is published no more. */
  rotateKeys(): void;
  close(): Promise<void>;
}

export interface OidcIssuerOptions {
  readonly clock: SandboxClock;
  readonly claims?: JobClaims;
  /** GitHub's live for five minutes. Seconds. */
  readonly lifetime?: number;
}

/**
 * Starts an issuer as token.actions.githubusercontent.com is one, on loopback: discovery document, keys, and the address
 * at which a job asks for its token.
 *
 * @see https://docs.github.com/actions/reference/security/oidc
 */
export async function startOidcIssuer({ clock, claims = {}, lifetime = 300 }: OidcIssuerOptions): Promise<OidcIssuer> {
  const requestToken = randomBytes(32).toString('base64url');
  const issued: string[] = [];
  let key = newKey();
  let issuer = '';

  const tokenFor = (audience: string): string => {
    const now = Math.floor(clock.now() / 1000);
    const payload = {
      jti: randomUUID(),
      sub: 'repo:acme/web:environment:production',
      aud: audience,
      ref: 'refs/heads/main',
      sha: 'f3c9a1d2b4e5f60718293a4b5c6d7e8f90a1b2c3',
      repository: 'acme/web',
      repository_owner: 'acme',
      repository_owner_id: '1234',
      repository_id: '5678',
      run_id: '1234567890',
      run_attempt: '1',
      actor: 'octocat',
      event_name: 'push',
      environment: 'production',
      workflow_ref: 'acme/web/.github/workflows/deploy.yml@refs/heads/main',
      job_workflow_ref: 'acme/web/.github/workflows/deploy.yml@refs/heads/main',
      runner_environment: 'github-hosted',
      iss: issuer,
      nbf: now - 600,
      exp: now + lifetime,
      iat: now,
      ...claims,
    };
    const signed = [{ typ: 'JWT', alg: 'RS256', kid: key.kid }, payload]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    return `${signed}.${sign('sha256', Buffer.from(signed), key.privateKey).toString('base64url')}`;
  };

  const handed = ({ headers, query }: Exchange): Reply => {
    if (headers['authorization'] !== `Bearer ${requestToken}`)
      return { status: 401, body: { message: 'Unauthorized' } };
    if (query.get('api-version') !== '2.0') return { status: 400, body: { message: 'No api-version' } };
    // Without one GitHub takes the address of the repository's owner.
    const token = tokenFor(query.get('audience') ?? 'https://github.com/acme');
    issued.push(token);
    return { status: 200, body: { count: token.length, value: token } };
  };

  const server = await serve((exchange) => {
    if (exchange.method !== 'GET') return { status: 405 };
    switch (exchange.path) {
      case '/job/idtoken':
        return handed(exchange);
      case '/.well-known/openid-configuration':
        return {
          status: 200,
          body: {
            issuer,
            jwks_uri: `${issuer}/.well-known/jwks`,
            response_types_supported: ['id_token'],
            subject_types_supported: ['public', 'pairwise'],
            id_token_signing_alg_values_supported: ['RS256'],
          },
        };
      case '/.well-known/jwks':
        return { status: 200, body: { keys: [key.published] } };
      default:
        return { status: 404 };
    }
  });
  issuer = server.url;
  return {
    server,
    issuer,
    env: {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${issuer}/job/idtoken?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: requestToken,
    },
    issued,
    rotateKeys: () => {
      key = newKey();
    },
    close: () => server.close(),
  };
}

function newKey() {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const kid = randomUUID();
  return { kid, privateKey, published: { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' } };
}
