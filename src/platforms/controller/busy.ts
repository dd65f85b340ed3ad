import { Overtaken } from '../overtaken.ts';
import type { Busy } from '../platform.ts';
import type { Release } from './releases.ts';

/** A release of somebody else that is being deployed. */
export function busyWith({ version, at, summary }: Release): Busy {
  const since = at === undefined ? '' : `, begun ${new Date(at).toISOString().slice(11, 16)} UTC`;
  return { label: `release v${version}${since}: ${summary}` };
}

/** With what there is to say beside it, at the end of all that is told of it. */
export function withNote(busy: Busy, note: string): Busy {
  const { label, stuck } = busy;
  return stuck === undefined ? { label: `${label}${note}` } : { label, stuck: `${stuck}${note}` };
}

/**
 * What was planned was planned for the app as it was read: a release that came since ends the plan. Those that have
 * failed took nothing over, those without a build run nothing.
 *
 * @param releases the newest ones, as they are now
 * @param before version of the newest one as the app was read
 * @param own one that this run has made since
 * @throws Overtaken
 */
export function refuseIfOvertaken(releases: readonly Release[], before: number, own?: Release): void {
  const news = releases.find((it) => it.version > before && it !== own && !it.failed && it.build !== undefined);
  if (news !== undefined) throw new Overtaken(`Release v${news.version} was made meanwhile: ${news.summary}`);
}

/** What a look tells of a release after which somebody else's has come to serve. */
export function superseded({ version, summary }: Pick<Release, 'version' | 'summary'>) {
  const message = `release v${version} came after ours: ${summary}`;
  return { phase: 'superseded', problem: { message, certain: true } } as const;
}

/**
 * A controller's word that another deploy runs. Its API may show none: then the word is all that there is, and holds for a
 * while. The second time in a row nobody will see an end of it.
 */
export class Refusals {
  readonly #holdsMs: number;
  readonly #stuck: string | undefined;
  #last: { readonly words: string; readonly at: number } | undefined;
  #unseen = 0;

  /**
   * @param holdsMs how long a word is believed where nothing else is to be seen. Milliseconds
   * @param stuck why there may be no end, one clause; undefined: there always is
   */
  constructor(holdsMs: number, stuck?: string) {
    this.#holdsMs = holdsMs;
    this.#stuck = stuck;
  }

  /**
   * @param left what the refused request has left behind, to follow the words
   * @throws Overtaken always
   */
  refused(words: string, left: string, now: number): never {
    this.#last = { words, at: now };
    this.#unseen += 1;
    throw new Overtaken(`${words}${left}`);
  }

  /** @param seen the deploy that the API shows */
  busy(seen: Busy | undefined, now: number): Busy | undefined {
    if (seen !== undefined) {
      this.#last = undefined;
      this.#unseen = 0;
    }
    if (this.#last === undefined) return seen;
    const { words, at } = this.#last;
    if (now - at >= this.#holdsMs) return undefined;
    return { label: words, ...(this.#unseen > 1 && this.#stuck !== undefined ? { stuck: this.#stuck } : {}) };
  }
}
