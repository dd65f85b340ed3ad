import { hintFor } from './causes.ts';

/** What the family's controllers call themselves, and what a user does who is not let in. */
export interface Advisors {
  readonly title: string;
  readonly tokenHint: string;
  /** What a user does who may not. */
  readonly accessHint: string;
}

/** What is known of an answer that is a no. */
interface No {
  readonly status: number;
  /** The controller's own. */
  readonly words: string;
  readonly isHtml: boolean;
  /** Seconds. */
  readonly retryAfter: string | undefined;
}

const unavailable = 'The controller, the router in front of it or its cluster has trouble. Try again later.';
/** What to do about an answer that is not the controller's. */
export const inFront = 'Is a login page or a proxy in front of it?';
const changedOnTheWay =
  'No such request is sent: does a proxy in front of the controller change methods, bodies or headers?';

/**
 * What to do about an answer that is a no: by its words where they tell, else by its status.
 *
 * @param hasToken the request had one
 */
export function adviceOn(
  { status, words, isHtml, retryAfter }: No,
  of: Advisors,
  hasToken: boolean,
): string | undefined {
  if (status === 401) return loginAdvice(words, of, hasToken);
  if (status === 403) return of.accessHint;
  if (status === 404 && isHtml) {
    return 'Write the controller’s own URL as `api`, without /v2. Is the app’s name right, and is this the right generation?';
  }
  if (status === 429) return patience(retryAfter);
  if (status === 502 || status === 503 || status === 504) return unavailable;
  if (status >= 200 && status < 300) return inFront;
  if (status === 405 || status === 415 || /JSON parse error/.test(words)) return changedOnTheWay;
  const known = hintFor(words);
  if (known !== undefined || status !== 500) return known;
  return `An error that ${of.title} did not expect itself, which says nothing about the image: the controller’s own log has it. Try again, or ask its operator.`;
}

function loginAdvice(words: string, { tokenHint }: Advisors, hasToken: boolean): string {
  if (hasToken && /not provided/.test(words)) {
    return 'A token was sent: does a proxy in front of the controller take the header Authorization away?';
  }
  return /spaces/.test(words) ? 'The token holds a blank. Store it anew, without one.' : tokenHint;
}

/** Counted for each user, over all that use the same login (Drycc: 60 a minute). */
function patience(seconds: string | undefined): string {
  const others = 'Each user has so many requests a minute: do other jobs use the same login?';
  return seconds === undefined ? others : `It asks to come back in ${seconds} s. ${others}`;
}
