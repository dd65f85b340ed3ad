import type { Exchange, Reply } from '../server.ts';
import type { Accounts, Action, Need } from './accounts.ts';
import type { Asked, Profile, Words } from './profiles.ts';
import type { Grant, RegistryTokens } from './tokens.ts';

/** Where the registry and its token server are to be found, as they tell others. */
export interface Addresses {
  /** `127.0.0.1:43210`, `ghcr.io` */
  readonly host: string;
  /** `http://127.0.0.1:43211`, `https://auth.docker.io` */
  readonly tokens: string;
}

/** Requests that brought a credential where none belongs: `GET /v2/team/web/manifests/1: Basic`. Never the credential. */
export class Misplaced {
  readonly found: string[] = [];

  note({ method, path, headers }: Exchange): void {
    this.found.push(`${method} ${path}: ${headers['authorization']?.split(' ', 1)[0] ?? ''}`);
  }
}

type TokenFault = 'invalid_token' | 'insufficient_scope';

/** The guard of the registry's door. */
export class RegistryGuard {
  readonly #profile: Profile;
  readonly #accounts: Accounts;
  readonly #tokens: RegistryTokens;
  readonly #misplaced: Misplaced;
  readonly #addresses: () => Addresses;

  constructor(
    profile: Profile,
    accounts: Accounts,
    tokens: RegistryTokens,
    misplaced: Misplaced,
    addresses: () => Addresses,
  ) {
    this.#profile = profile;
    this.#accounts = accounts;
    this.#tokens = tokens;
    this.#misplaced = misplaced;
    this.#addresses = addresses;
  }

  /** Who asks, once `refuse` has let them in. Undefined: the nameless. */
  account(exchange: Exchange): string | undefined {
    const grant = this.#grant(exchange);
    if (typeof grant === 'object') return grant.account;
    const login = this.#accounts.byPassword(exchange.headers['authorization']);
    return typeof login === 'object' ? login.account : undefined;
  }

  asked(exchange: Exchange, needs: readonly Need[] | null, reference = ''): Asked {
    const { host } = this.#addresses();
    return { host, method: exchange.method, needs, reference, account: this.account(exchange) };
  }

  /** Undefined: go on. Else what the strictest repository that is asked for gets. */
  refuse(exchange: Exchange, needs: readonly Need[], reference: string): Reply | undefined {
    const modes = needs.map(({ repository }) => this.#accounts.mode(repository));
    const { refusals, login } = this.#profile;
    const asked = this.asked(exchange, needs, reference);
    if (modes.includes('basic')) return this.#refuseBasic(exchange, asked, needs);
    const grant = this.#grant(exchange);
    // A bad token is refused even where none is needed: whoever sent it has a bug that must show.
    if (grant === 'unknown') this.#misplaced.note(exchange);
    if (grant === 'unknown' || grant === 'expired') {
      const words = grant === 'expired' ? refusals.expired : refusals.badCredential;
      return this.#refusal(words, asked, 'invalid_token');
    }
    if (grant !== undefined) {
      const missing = needs.filter(
        (need) => this.#accounts.mode(need.repository) !== 'open' && !this.#covers(grant, need),
      );
      return missing.length === 0 ? undefined : this.#refusal(refusals.stranger, asked, 'insufficient_scope');
    }
    if ('authorization' in exchange.headers) {
      if (login.scheme === 'bearer' && login.basicToo !== undefined) return this.#refuseBasic(exchange, asked, needs);
      this.#misplaced.note(exchange);
      if (this.#asksForTokens) return this.#refusal(refusals.badCredential, asked);
    }
    return modes.includes('bearer') || modes.includes('public') ? this.#refusal(refusals.nameless, asked) : undefined;
  }

  /** `GET /v2/`: asks for a login when any repository needs one, without naming a scope. */
  refusePing(exchange: Exchange): Reply | undefined {
    const { refusals } = this.#profile;
    const asked = this.asked(exchange, null);
    if (this.#asksForTokens) {
      const grant = this.#grant(exchange);
      if (grant === undefined) return this.#refusal(refusals.nameless, asked);
      if (typeof grant === 'object') return undefined;
      return this.#refusal(grant === 'expired' ? refusals.expired : refusals.badCredential, asked, 'invalid_token');
    }
    return this.#accounts.modes.includes('basic') ? this.#refuseBasic(exchange, asked, []) : undefined;
  }

  get #asksForTokens(): boolean {
    return this.#accounts.modes.some((mode) => mode === 'bearer' || mode === 'public');
  }

  #refuseBasic(exchange: Exchange, asked: Asked, needs: readonly Need[]): Reply | undefined {
    const { refusals } = this.#profile;
    const authorization = exchange.headers['authorization'];
    if (authorization === undefined) return this.#refusal(refusals.nameless, asked);
    const login = this.#accounts.byPassword(authorization);
    if (login === 'expired') return this.#refusal(refusals.expired, asked);
    if (login === 'wrong') return this.#refusal(refusals.badCredential, asked);
    const all = needs.every((need) => this.#mayByPassword(login.account, need));
    return all ? undefined : this.#refusal(refusals.stranger, asked);
  }

  /** distribution's htpasswd knows no actions (`registry/auth/htpasswd`): a password that may push passes the door for all. */
  #mayByPassword(account: string, { repository, action }: Need): boolean {
    const htpasswd = this.#profile.login.scheme === 'bearer' && this.#accounts.mode(repository) === 'basic';
    return this.#accounts.may(account, { repository, action: htpasswd ? 'push' : action });
  }

  #grant(exchange: Exchange): Grant | 'expired' | 'unknown' | undefined {
    const bearer = /^Bearer (.+)$/i.exec(exchange.headers['authorization'] ?? '')?.[1];
    return bearer === undefined ? undefined : this.#tokens.look(bearer);
  }

  #covers(grant: Grant, need: Need): boolean {
    if (grant.needs === 'account') return this.#accounts.may(grant.account, need);
    return grant.needs.some(({ repository, action }) => repository === need.repository && action === need.action);
  }

  #refusal(words: Words, asked: Asked, fault?: TokenFault): Reply {
    const reply = words(asked);
    if (reply.status !== 401) return reply;
    const challenges = this.#challenges(asked, fault);
    const [only, ...more] = challenges;
    return {
      ...reply,
      headers: { ...reply.headers, 'www-authenticate': more.length === 0 && only !== undefined ? only : challenges },
    };
  }

  #challenges({ needs, method }: Asked, fault: TokenFault | undefined): string[] {
    const { login } = this.#profile;
    const { host, tokens } = this.#addresses();
    // A distribution that has both kinds of repositories asks for what the strictest one needs.
    const modes = needs?.map(({ repository }) => this.#accounts.mode(repository)) ?? this.#accounts.modes;
    if (login.scheme === 'basic') return [login.challenge(host)];
    if (modes.includes('basic') && !(needs === null && this.#asksForTokens)) return ['Basic realm="sandbox-registry"'];
    const parts = [`realm="${tokens}${login.path(needs?.[0]?.repository)}"`];
    if (needs !== null || login.ping?.service !== 'absent') parts.push(`service="${login.service(host)}"`);
    const scopeOfRequest = (asked: readonly Need[]) => {
      if (login.scope === 'absent' || (method === 'HEAD' && login.scopeOfHead === 'absent')) return undefined;
      return login.scope === 'needs' ? scopeOf(asked) : login.scope;
    };
    const scope = needs === null ? login.ping?.scope : scopeOfRequest(needs);
    if (scope !== undefined) parts.push(`scope="${scope}"`);
    if (fault !== undefined && login.saysError) parts.push(`error="${fault}"`);
    const bearer = `Bearer ${parts.join(',')}`;
    return login.basicToo === undefined ? [bearer] : [bearer, login.basicToo];
  }
}

/** `repository:a/b:pull,push repository:c/d:pull` */
function scopeOf(needs: readonly Need[]): string {
  const actions = new Map<string, Action[]>();
  for (const { repository, action } of needs) actions.set(repository, [...(actions.get(repository) ?? []), action]);
  return [...actions].map(([repository, list]) => `repository:${repository}:${list.join(',')}`).join(' ');
}
