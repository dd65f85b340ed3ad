import type { Reply } from '../server.ts';
import { ociError } from './errors.ts';
import type { Profile } from './profiles.ts';

/** How many pulls are left, for tests to set. */
export interface PullsLeft {
  nameless: number;
  account: number;
}

/** Docker Hub's limit: a GET of a manifest counts, a HEAD tells without being counted (docker/docs#11648). */
export class PullLimits {
  readonly #limits: Profile['limits'];
  readonly left: PullsLeft;

  constructor(limits: Profile['limits']) {
    this.#limits = limits;
    this.left = { nameless: limits?.nameless ?? Infinity, account: limits?.account ?? Infinity };
  }

  /** The answer with what is left in its head, or the refusal. `account` undefined: the nameless, by address. */
  counted(method: string, account: string | undefined, answer: () => Reply): Reply {
    if (this.#limits === undefined) return answer();
    const who = account === undefined ? 'nameless' : 'account';
    if (method === 'GET' && this.left[who] <= 0) {
      const words = `You have reached your${who === 'nameless' ? ' unauthenticated' : ''} pull rate limit.`;
      const refused = ociError(429, 'TOOMANYREQUESTS', `${words} https://www.docker.com/increase-rate-limit`);
      return { ...refused, headers: { ...refused.headers, ...this.#head(who, this.#limits) } };
    }
    const reply = answer();
    if (reply.status !== 200) return reply;
    if (method === 'GET') this.left[who] -= 1;
    return { ...reply, headers: { ...reply.headers, ...this.#head(who, this.#limits) } };
  }

  #head(who: keyof PullsLeft, limits: NonNullable<Profile['limits']>): Record<string, string> {
    const window = `w=${limits.windowSeconds}`;
    return {
      'ratelimit-limit': `${limits[who]};${window}`,
      'ratelimit-remaining': `${this.left[who]};${window}`,
      'docker-ratelimit-source': who === 'nameless' ? '203.0.113.7' : '0f9c1d3e-6f0a-4f6f-9a41-0b6a9d6f8c11',
    };
  }
}
