import { createHash } from 'node:crypto';
import type { Reply } from '../../server.ts';
import { ApiError } from '../errors.ts';
import type { World } from '../world.ts';

/** How a counted request fares: headers of its answer, whatever that is, and the refusal if there were too many. */
export interface Counted {
  readonly headers: Readonly<Record<string, string>>;
  readonly refusal: Reply | undefined;
}

/**
 * Counts requests by user, those of nobody by address, while `world.rateLimit` is set.
 *
 * @see cloud_controller_ng: middleware/base_rate_limiter.rb, middleware/mixins/user_reset_interval.rb
 */
export class RateLimiter {
  readonly #world: World;
  readonly #counters = new Map<string, { count: number; readonly until: number }>();

  constructor(world: World) {
    this.#world = world;
  }

  /** @param user whose token it is; undefined: there is none, or a bad one */
  count(user: string | undefined): Counted {
    const { rateLimit } = this.#world;
    if (rateLimit === undefined) return { headers: {}, refusal: undefined };
    const { count, seconds, until } = this.#counted(user ?? '127.0.0.1', rateLimit.windowMs);
    const limit = user === undefined ? rateLimit.unauthenticatedLimit : rateLimit.limit;
    // In steps of a tenth, down; to one digit as the server's floor(1).
    const tenths = limit > 0 ? Math.floor(((limit - count) * 10) / limit) : 0;
    const headers = {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-reset': String(until),
      'x-ratelimit-remaining': String(Math.max(0, Math.trunc((tenths * limit) / 10))),
    };
    return { headers, refusal: count > limit ? refused(user !== undefined, seconds) : undefined };
  }

  /** Counters end at moments that are fixed for each user, one window apart. */
  #counted(user: string, windowMs: number): { count: number; seconds: number; until: number } {
    const now = Math.floor(this.#world.clock.now() / 1000);
    const window = Math.max(1, Math.floor(windowMs / 1000));
    let counter = this.#counters.get(user);
    if (counter === undefined || counter.until <= now) {
      const offset = Number(BigInt(`0x${createHash('md5').update(user).digest('hex')}`) % BigInt(window));
      // Ruby's remainder, too, has the sign of the dividend.
      counter = { count: 0, until: now + window - ((now - offset) % window) };
      this.#counters.set(user, counter);
    }
    counter.count += 1;
    return { count: counter.count, seconds: counter.until - now, until: counter.until };
  }
}

/** JSON that is called text. */
function refused(known: boolean, seconds: number): Reply {
  const error = known
    ? new ApiError(429, 10013, 'CF-RateLimitExceeded', 'Rate Limit Exceeded')
    : new ApiError(
        ...([429, 10014, 'CF-IPBasedRateLimitExceeded'] as const),
        'Rate Limit Exceeded: Unauthenticated requests from this IP address have exceeded the limit. Please log in.',
      );
  return {
    status: 429,
    headers: { 'retry-after': String(seconds), 'content-type': 'text/plain; charset=utf-8' },
    body: JSON.stringify({ errors: error.details() }),
  };
}
