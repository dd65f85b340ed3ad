import { randomBytes } from 'node:crypto';
import type { SandboxClock } from '../clock.ts';
import type { Need } from './accounts.ts';

/** What a bearer token opens, for whom and for how long. */
export interface Grant {
  /** Undefined: the nameless. */
  readonly account: string | undefined;
  /** `account`: whatever its holder may do. */
  readonly needs: readonly Need[] | 'account';
  /** Sandbox time. Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** The bearer tokens of one registry: opaque, bound to scope and expiry. */
export class RegistryTokens {
  readonly #clock: SandboxClock;
  readonly #grants = new Map<string, Grant>();
  readonly #dead = new Set<string>();

  constructor(clock: SandboxClock) {
    this.#clock = clock;
  }

  issue(account: string | undefined, needs: Grant['needs'], lifeSeconds: number): string {
    const token = randomBytes(24).toString('base64url');
    this.#grants.set(token, { account, needs, expiresAt: this.#clock.now() + lifeSeconds * 1000 });
    return token;
  }

  /** `unknown`: nobody has ever been given it. */
  look(token: string): Grant | 'expired' | 'unknown' {
    const grant = this.#grants.get(token);
    if (grant === undefined) return 'unknown';
    return this.#dead.has(token) || grant.expiresAt <= this.#clock.now() ? 'expired' : grant;
  }

  /** Every token that has been issued dies before its time. */
  revoke(): void {
    for (const token of this.#grants.keys()) this.#dead.add(token);
  }
}
