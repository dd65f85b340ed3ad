import type { SandboxClock } from '../clock.ts';
import type { Exchange, Handler, Reply } from '../server.ts';
import type { Accounts, LoginOutcome, Need } from './accounts.ts';
import type { Misplaced } from './auth.ts';
import type { Asked, TokenLogin, Words } from './profiles.ts';
import type { RegistryTokens } from './tokens.ts';

interface TokenServer {
  readonly login: TokenLogin;
  readonly accounts: Accounts;
  readonly tokens: RegistryTokens;
  readonly misplaced: Misplaced;
  readonly clock: SandboxClock;
  /** Of the registry, as it calls itself. */
  readonly host: () => string;
}

/** What a request asks for, whichever form it has. */
interface TokenRequest {
  readonly service: string | null;
  readonly scopes: readonly string[];
  /** Undefined: nobody's. */
  readonly who: LoginOutcome | undefined;
}

const unknownPath: Reply = { status: 404, body: { details: 'no such path' } };
const parametersOfGet = ['service', 'scope', 'account', 'client_id', 'offline_token'];

/**
 * Gives out bearer tokens: `GET ?service=…&scope=…` with Basic or without (distribution, `docs/spec/auth/token.md`), and
 * where the registry has it, `POST` with a form (`docs/spec/auth/oauth.md`).
 */
export function tokenServer(server: TokenServer): Handler {
  const { login, accounts } = server;
  return (exchange) => {
    const { method, path, headers, query } = exchange;
    const form = method === 'POST' ? new URLSearchParams(exchange.body.toString('utf8')) : query;
    const scopes = form.getAll('scope').flatMap((text) => text.split(' ').filter((scope) => scope !== ''));
    if (!isRealm(login, path, scopes)) return unknownPath;
    const authorization = headers['authorization'];
    if (authorization !== undefined && !/^Basic /i.test(authorization)) server.misplaced.note(exchange);
    if (method === 'POST') {
      const refused = login.post === 'oauth2' ? undefined : login.post;
      if (refused !== undefined) return refused(askedBy(server, exchange, []));
      return answerForm(server, exchange, form, scopes);
    }
    if (method !== 'GET') return { status: 405, headers: { allow: 'GET' }, body: { details: 'GET only' } };
    for (const key of query.keys()) {
      if (!parametersOfGet.includes(key)) return { status: 400, body: { details: `unknown parameter ${key}` } };
    }
    return answer(server, exchange, {
      service: query.get('service'),
      scopes,
      who: authorization === undefined ? undefined : accounts.byPassword(authorization),
    });
  };
}

/** The OAuth2 form: parameters in the body, credentials among them and nowhere else. */
function answerForm(server: TokenServer, exchange: Exchange, form: URLSearchParams, scopes: readonly string[]): Reply {
  const invalid = (description: string): Reply => ({
    status: 400,
    body: { error: 'invalid_request', error_description: description },
  });
  if (!/^application\/x-www-form-urlencoded\b/.test(exchange.headers['content-type'] ?? '')) return invalid('no form');
  if ('authorization' in exchange.headers) server.misplaced.note(exchange);
  if ((form.get('client_id') ?? '') === '') return invalid('client_id is missing');
  const kind = form.get('grant_type');
  if (kind !== 'refresh_token' && kind !== 'password') return invalid('unknown grant_type');
  const password = Buffer.from(`${form.get('username') ?? ''}:${form.get('password') ?? ''}`).toString('base64');
  const who =
    kind === 'password'
      ? server.accounts.byPassword(`Basic ${password}`)
      : server.accounts.byIdentityToken(form.get('refresh_token') ?? '');
  return answer(server, exchange, { service: form.get('service'), scopes, who });
}

/** Whoever asks gets a token for what they may do, be it nothing, unless the registry is one that says so at once. */
function answer(server: TokenServer, exchange: Exchange, { service, scopes, who }: TokenRequest): Reply {
  const { login, accounts, tokens, clock } = server;
  const expected = login.service(server.host());
  const unnamed = (service === null || service === '') && login.ping?.service === 'absent';
  if (service !== expected && !unnamed) return { status: 400, body: { details: 'unknown service' } };
  const counted = login.scopes === 'last' ? scopes.slice(-1) : scopes;
  const needs = counted.flatMap(readScope);
  const asked = askedBy(server, exchange, needs);
  const wrong = who === 'expired' ? (login.expired ?? login.wrong) : login.wrong;
  if (typeof who === 'string' && wrong !== 'token') return wrong(asked);
  const account = typeof who === 'object' ? who.account : undefined;
  const granted = needs.filter((need) => accounts.may(account, need));
  const otherwise: 'token' | Words = account === undefined ? login.nameless : login.stranger;
  if (needs.length > 0 && granted.length === 0 && otherwise !== 'token') return otherwise({ ...asked, account });
  const token = tokens.issue(account, login.grants === 'account' ? 'account' : granted, login.life);
  return { status: 200, body: login.answer(token, login.life, new Date(clock.now())) };
}

function askedBy(server: TokenServer, exchange: Exchange, needs: readonly Need[]): Asked {
  return { host: server.host(), method: exchange.method, needs, reference: '' };
}

/** Some realms name a part of the repository: it must be the one that is asked for. */
function isRealm(login: TokenLogin, path: string, scopes: readonly string[]): boolean {
  const repositories = [undefined, ...scopes.flatMap(readScope).map(({ repository }) => repository)];
  return repositories.some((repository) => path === login.path(repository));
}

function readScope(scope: string): Need[] {
  const [, repository, actions] = /^repository:(\S+):([a-z,*]+)$/.exec(scope) ?? [];
  if (repository === undefined || actions === undefined) return [];
  return actions
    .split(',')
    .filter((action) => action === 'pull' || action === 'push' || action === 'delete')
    .map((action) => ({ repository, action }));
}
