import type { SandboxClock } from '../clock.ts';

/**
 * - `open`: no login, no token
 * - `public`: a token is needed, and anybody gets one that pulls
 * - `basic`, `bearer`: a login is needed
 */
export type AccessMode = 'open' | 'public' | 'basic' | 'bearer';

/** Somebody with a login. */
export interface RegistryUser {
  readonly password: string;
  /** Repositories that begin with one of these; undefined: all. */
  readonly repositories?: readonly string[];
  /** When the password dies, in sandbox time: ECR's lives for 12 hours, Google's for one. Milliseconds since the epoch. */
  readonly expiresAt?: number;
  /** An OAuth2 refresh token that stands for this user (docker config `identitytoken`). */
  readonly identityToken?: string;
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

/** What came of a login: the user's name, or why there is none. */
export type LoginOutcome = { readonly account: string } | 'wrong' | 'expired';

/** Who there is, and what each may do. */
export class Accounts {
  readonly #rules: AccessRules;
  readonly #clock: SandboxClock;
  readonly #isThere: (repository: string) => boolean;

  /** `isThere`: whether a repository exists; where that is a secret, those that do not are kept like private ones. */
  constructor(rules: AccessRules, clock: SandboxClock, isThere: (repository: string) => boolean) {
    this.#rules = rules;
    this.#clock = clock;
    this.#isThere = isThere;
  }

  get modes(): readonly AccessMode[] {
    return Object.values(this.#rules.modes);
  }

  mode(repository: string): AccessMode {
    const prefixes = Object.keys(this.#rules.modes).filter((prefix) => repository.startsWith(prefix));
    const longest = prefixes.sort((a, b) => b.length - a.length)[0];
    const mode = longest === undefined ? 'open' : (this.#rules.modes[longest] ?? 'open');
    return mode === 'public' && !this.#isThere(repository) ? 'bearer' : mode;
  }

  /** `account` undefined: the nameless. */
  may(account: string | undefined, { repository, action }: Need): boolean {
    if (action === 'delete') return false;
    const mode = this.mode(repository);
    if (mode === 'open' || (mode === 'public' && action === 'pull')) return true;
    const user = account === undefined ? undefined : this.#user(account);
    return user !== undefined && (user.repositories?.some((prefix) => repository.startsWith(prefix)) ?? true);
  }

  /** Of a Basic `Authorization`; any other one is a wrong login. */
  byPassword(authorization: string | undefined): LoginOutcome {
    const payload = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '')?.[1];
    const [, name, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(payload ?? '', 'base64').toString('utf8')) ?? [];
    const user = name === undefined ? undefined : this.#user(name);
    if (name === undefined || user === undefined || user.password !== password) return 'wrong';
    return user.expiresAt !== undefined && user.expiresAt <= this.#clock.now() ? 'expired' : { account: name };
  }

  byIdentityToken(token: string): LoginOutcome {
    const found = Object.entries(this.#rules.users).find(([, { identityToken }]) => identityToken === token);
    return found === undefined ? 'wrong' : { account: found[0] };
  }

  #user(name: string): RegistryUser | undefined {
    return Object.hasOwn(this.#rules.users, name) ? this.#rules.users[name] : undefined;
  }
}
