import type { Clock } from '../clock.ts';

/** Ours is not the only client of that account: 40 requests a minute leave room on the tightest platform (Drycc: 60). */
const mostPerMinute = 40;
const minuteMs = 60_000;
/** Looks begin this many times as fast as could last, each pause longer than the one before, until they are even. */
const haste = 3;
const slowing = 1.2;
/** A look may cost more than any before. */
const leastReserve = 2;

interface Spent {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly requests: number;
}

/**
 * When to look again. Most of what an order brings about comes soon after it, so the first looks are close together; from
 * then on they are as close as may last. What a look costs is counted, not guessed, and no minute ever holds more than
 * `mostPerMinute`.
 */
export class Pace {
  readonly #clock: Clock;
  readonly #sent: () => number;
  #spent: Spent[] = [];
  #counted = 0;
  #looks = 0;

  /** @param sent how many requests this run has sent so far */
  constructor(clock: Clock, sent: () => number) {
    this.#clock = clock;
    this.#sent = sent;
  }

  /** Something was ordered: what was sent until now were no looks, and the next ones are close together again. */
  begin(): void {
    this.#counted = this.#sent();
    this.#looks = 0;
  }

  /** How long to wait after a look that began at `askedAt` and has ended. Milliseconds. */
  pauseAfter(askedAt: number): number {
    const now = this.#clock.now();
    const sent = this.#sent();
    this.#spent.push({ at: askedAt, requests: Math.max(1, sent - this.#counted) });
    this.#counted = sent;
    this.#spent = this.#spent.filter(({ at }) => at > now - minuteMs);
    const share = Math.min(1, slowing ** this.#looks / haste);
    this.#looks += 1;
    const next = Math.max(now, askedAt + share * evenPause(this.#spent, askedAt));
    return Math.ceil(Math.max(0, firstRoom(this.#spent, next) - now));
  }
}

/**
 * The shortest pause that could be kept up for a minute from now: until each of the earlier looks leaves the window, what
 * is left has to do.
 */
function evenPause(spent: readonly Spent[], from: number): number {
  const used = sumOf(spent);
  const usual = used / spent.length;
  let pause = (usual * minuteMs) / mostPerMinute;
  let left = mostPerMinute - used;
  for (const { at, requests } of spent) {
    const untilFreed = at + minuteMs - from;
    pause = Math.max(pause, left > 0 ? (usual * untilFreed) / left : untilFreed);
    left += requests;
  }
  return pause;
}

/** The first moment from `next` on at which a look that is as costly as the costliest fits into its minute. */
function firstRoom(spent: readonly Spent[], next: number): number {
  const reserve = Math.max(leastReserve, ...spent.map(({ requests }) => requests));
  const still = (at: number) => spent.filter((look) => look.at > at - minuteMs);
  const moments = [next, ...spent.map(({ at }) => at + minuteMs).filter((at) => at > next)];
  return moments.find((at) => sumOf(still(at)) + reserve <= mostPerMinute) ?? moments.at(-1) ?? next;
}

function sumOf(spent: readonly Spent[]): number {
  return spent.reduce((sum, { requests }) => sum + requests, 0);
}
