import { randomBytes } from 'node:crypto';
import type { SandboxClock } from '../clock.ts';
import type { Exchange, Handler, Reply } from '../server.ts';
import { errorReply } from './errors.ts';

export type AccessMode = 'open' | 'basic' | 'bearer';

/** Somebody with a login. */
export interface RegistryUser {
  readonly password: string;
  /** Repositories that begin with one of these; undefined: all. */
  readonly repositories?: readonly string[];
}

export interface AccessRules {
  /** By prefix of the repository; the longest one that fits counts. `''` is for all others; without it they are open. */
  readonly modes: Readonly<Record<string, AccessMode>>;
  readonly users: Readonly<Record<string, RegistryUser>>;
}

export type Action = 'pull' | 'push' | 'delete';

/** One thing that a request needs to be allowed. */
export interface Need {
  readonly repository: string;
  readonly action: Action;
}

const service = 'sandbox-registry';
const basicRealm = 'sandbox-registry';
const tokenLifeSeconds = 300;

interface Grant {
  readonly needs: readonly Need[];
  readonly expiresAt: number;
}

/** The guard of the registry's door, and the token server that it sends people to. */
export class RegistryAccessControl {
  readonly #rules: AccessRules;
  readonly #clock: SandboxClock;
  readonly #tokens = new Map<string, Grant>();
  /** Set once the token server has its port. */
  realm = '';

  constructor(rules: AccessRules, clock: SandboxClock) {
    this.#rules = rules;
    this.#clock = clock;
  }

  mode(repository: string): AccessMode {
    const prefixes = Object.keys(this.#rules.modes).filter((prefix) => repository.startsWith(prefix));
    const longest = prefixes.sort((a, b) => b.length - a.length)[0];
    return longest === undefined ? 'open' : (this.#rules.modes[longest] ?? 'open');
  }

  /** Undefined: go on. Else the 401, with the challenge of the strictest repository that is asked for. */
  refuse(exchange: Exchange, needs: readonly Need[]): Reply | undefined {
    const modes = needs.map(({ repository }) => this.mode(repository));
    const authorization = exchange.headers['authorization'];
    const bearer = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
    const scope = scopeOf(needs);
    if (modes.includes('basic')) {
      const user = this.#basicUser(authorization);
      if (user !== undefined && needs.every(({ repository }) => mayUse(user, repository))) return undefined;
      return unauthorized(needs, `Basic realm="${basicRealm}"`);
    }
    if (bearer !== undefined) {
      // A bad token is refused even where none is needed: whoever sent it has a bug that must show.
      const grant = this.#tokens.get(bearer);
      if (grant === undefined || grant.expiresAt <= this.#clock.now()) {
        return unauthorized(needs, this.#bearerChallenge(scope, 'invalid_token'));
      }
      const missing = needs.filter((need) => this.mode(need.repository) === 'bearer' && !grants(grant, need));
      return missing.length === 0 ? undefined : unauthorized(needs, this.#bearerChallenge(scope, 'insufficient_scope'));
    }
    return modes.includes('bearer') ? unauthorized(needs, this.#bearerChallenge(scope)) : undefined;
  }

  /** `GET /v2/`: asks for a login when any repository needs one, without naming a scope. */
  refusePing(exchange: Exchange): Reply | undefined {
    const modes = Object.values(this.#rules.modes);
    const authorization = exchange.headers['authorization'];
    const bearer = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
    if (modes.includes('bearer')) {
      const grant = bearer === undefined ? undefined : this.#tokens.get(bearer);
      if (grant !== undefined && grant.expiresAt > this.#clock.now()) return undefined;
      return unauthorized(null, this.#bearerChallenge(undefined, bearer === undefined ? undefined : 'invalid_token'));
    }
    if (!modes.includes('basic') || this.#basicUser(authorization) !== undefined) return undefined;
    return unauthorized(null, `Basic realm="${basicRealm}"`);
  }

  /**
   * `GET /token?service=…&scope=…` with Basic or without (distribution's token specification, GET form). Whoever asks
   * gets a token for what they may do, be it nothing; only a wrong login is refused.
   */
  readonly tokenServer: Handler = (exchange) => {
    if (exchange.path !== '/token') return { status: 404, body: { details: 'no such path' } };
    if (exchange.method !== 'GET') return { status: 405, headers: { allow: 'GET' }, body: { details: 'GET only' } };
    for (const key of exchange.query.keys()) {
      if (!['service', 'scope', 'account', 'client_id', 'offline_token'].includes(key)) {
        return { status: 400, body: { details: `unknown parameter ${key}` } };
      }
    }
    if (exchange.query.get('service') !== service) return { status: 400, body: { details: 'unknown service' } };
    const authorization = exchange.headers['authorization'];
    const user = this.#basicUser(authorization);
    if (authorization !== undefined && user === undefined) {
      return { status: 401, body: { details: 'incorrect username or password' } };
    }
    const needs = exchange.query.getAll('scope').flatMap((scopes) => scopes.split(' ').flatMap(readScope));
    const granted = needs.filter(({ repository, action }) => {
      if (action === 'delete') return false;
      return this.mode(repository) === 'open' || (user !== undefined && mayUse(user, repository));
    });
    const token = randomBytes(24).toString('base64url');
    this.#tokens.set(token, { needs: granted, expiresAt: this.#clock.now() + tokenLifeSeconds * 1000 });
    return {
      status: 200,
      body: { token, expires_in: tokenLifeSeconds, issued_at: new Date(this.#clock.now()).toISOString() },
    };
  };

  #basicUser(authorization: string | undefined): RegistryUser | undefined {
    const payload = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '')?.[1];
    const [, name, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(payload ?? '', 'base64').toString('utf8')) ?? [];
    if (name === undefined || !Object.hasOwn(this.#rules.users, name)) return undefined;
    const user = this.#rules.users[name];
    return user?.password === password ? user : undefined;
  }

  #bearerChallenge(scope: string | undefined, error?: 'invalid_token' | 'insufficient_scope'): string {
    const parts = [`realm="${this.realm}"`, `service="${service}"`];
    if (scope !== undefined) parts.push(`scope="${scope}"`);
    if (error !== undefined) parts.push(`error="${error}"`);
    return `Bearer ${parts.join(',')}`;
  }
}

function unauthorized(needs: readonly Need[] | null, challenge: string): Reply {
  const detail = needs?.map(({ repository, action }) => ({
    Type: 'repository',
    Class: '',
    Name: repository,
    Action: action,
  }));
  return errorReply('UNAUTHORIZED', { detail: detail ?? null, headers: { 'www-authenticate': challenge } });
}

/** `repository:a/b:pull,push repository:c/d:pull` */
function scopeOf(needs: readonly Need[]): string {
  const actions = new Map<string, Action[]>();
  for (const { repository, action } of needs) actions.set(repository, [...(actions.get(repository) ?? []), action]);
  return [...actions].map(([repository, list]) => `repository:${repository}:${list.join(',')}`).join(' ');
}

function readScope(scope: string): Need[] {
  const [, repository, actions] = /^repository:(\S+):([a-z,*]+)$/.exec(scope) ?? [];
  if (repository === undefined || actions === undefined) return [];
  return actions
    .split(',')
    .filter((action) => action === 'pull' || action === 'push' || action === 'delete')
    .map((action) => ({ repository, action }));
}

function grants(grant: Grant, need: Need): boolean {
  return grant.needs.some(({ repository, action }) => repository === need.repository && action === need.action);
}

function mayUse(user: RegistryUser, repository: string): boolean {
  return user.repositories?.some((prefix) => repository.startsWith(prefix)) ?? true;
}
