import type { Clock } from '../../../clock.ts';
import { ActionError } from '../../../errors.ts';
import { numberAt } from '../../../http/json.ts';
import type { Login } from '../../../inputs/request.ts';
import type { Bearer } from '../api/bearer.ts';
import { claimsOf } from '../login/identity.ts';

/** The logins that Kubernetes knows: a token of its own, or one of the job's OIDC issuer that it trusts. */
export type KubernetesLogin = Extract<Login, { readonly kind: 'token' | 'oidc-user' }>;

interface Parts {
  readonly login: KubernetesLogin;
  readonly clock: Clock;
  mask(secret: string): void;
  /** A new OIDC token of this job. */
  oidcToken(audience: string): Promise<string>;
}

/** A job's token lives for five minutes; one that says nothing is used for half of that. Milliseconds. */
const assumedLifetimeMs = 150_000;
/** One that ends sooner than this is not used for a request any more. Milliseconds. */
const renewBeforeMs = 45_000;

/** Korifi hands the token on to Kubernetes, which is asked for everything with it (`authorization/user_client_factory.go`). */
export class KubernetesToken implements Bearer {
  readonly #parts: Parts;
  #token: { readonly text: string; readonly renewAt: number } | undefined;
  #underway: Promise<string> | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async bearer(): Promise<string> {
    const { login, clock } = this.#parts;
    if (login.kind === 'token') return login.token;
    if (this.#token !== undefined && clock.now() < this.#token.renewAt) return this.#token.text;
    return this.#fresh();
  }

  /** Of the token that was shown last, without its signature; undefined: none was, or it is no JWT. */
  get claims(): unknown {
    const { login } = this.#parts;
    const text = login.kind === 'token' ? login.token : this.#token?.text;
    return text === undefined ? undefined : claimsOf(text);
  }

  async instead(rejected: string): Promise<string> {
    if (this.#parts.login.kind === 'token') return rejected;
    return this.#token !== undefined && this.#token.text !== rejected ? this.#token.text : this.#fresh();
  }

  #fresh(): Promise<string> {
    this.#underway ??= this.#ask().finally(() => {
      this.#underway = undefined;
    });
    return this.#underway;
  }

  async #ask(): Promise<string> {
    const { login, clock, mask, oidcToken } = this.#parts;
    // `mistakes` has made sure of it.
    const audience = login.kind === 'oidc-user' ? login.audience : undefined;
    if (audience === undefined)
      throw new ActionError('CF_LOGIN', 'There is no audience to ask a token of this job for');
    const text = await oidcToken(audience);
    mask(text);
    const now = clock.now();
    const expires = numberAt(claimsOf(text), 'exp');
    const lifetime = expires === undefined ? assumedLifetimeMs : Math.max(0, expires * 1_000 - now);
    this.#token = { text, renewAt: now + lifetime - Math.min(renewBeforeMs, lifetime / 2) };
    return text;
  }
}
