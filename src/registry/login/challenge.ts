/** One way to log in that a server offers in `WWW-Authenticate` (RFC 9110, 11.6.1). */
export interface Challenge {
  /** In lower case: `bearer`, `basic`, `negotiate`. */
  readonly scheme: string;
  /** Keys in lower case, values as sent. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** Longer headers are not worth reading. Characters. */
const longestHeader = 8192;

const skippable = /[ \t,]*/y;
const token = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y;
const equals = /[ \t]*=[ \t]*/y;
const quoted = /"((?:[^"\\]|\\.)*)"/sy;
/** A value that is neither token nor quoted string (`realm=https://a/t`) is not legal, but it is sent. */
const bare = /[^\s,"]*/y;
const token68 = /[A-Za-z0-9._~+/-]+=*(?=[ \t]*(?:,|$))/y;

/**
 * Reads all challenges of a `WWW-Authenticate` header; several header lines may have been joined by commas. A challenge
 * that breaks off is dropped with whatever follows; the ones before it stand. Never throws.
 */
export function parseChallenges(header: string): Challenge[] {
  const challenges: Challenge[] = [];
  if (header.length > longestHeader) return challenges;
  let position = 0;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = position;
    const match = pattern.exec(header);
    if (match === null) return undefined;
    position = pattern.lastIndex;
    return match;
  };

  for (;;) {
    take(skippable);
    const scheme = take(token)?.[0].toLowerCase();
    if (scheme === undefined) return challenges;
    const parameters = new Map<string, string>();
    const challenge: Challenge = { scheme, parameters };
    const afterScheme = position;
    take(skippable);
    // `Negotiate abcd==`; but `Basic, Bearer realm=…` is two schemes, and `Basic Bearer` nothing that anybody sends.
    const blankOnly = /^[ \t]+$/.test(header.slice(afterScheme, position));
    if (!(blankOnly && take(token68) !== undefined)) position = afterScheme;
    for (;;) {
      const beforeKey = position;
      take(skippable);
      const key = take(token)?.[0].toLowerCase();
      if (key === undefined) break;
      if (take(equals) === undefined) {
        position = beforeKey;
        break;
      }
      const quotedValue = take(quoted)?.[1];
      if (quotedValue !== undefined) parameters.set(key, quotedValue.replace(/\\(.)/gs, '$1'));
      else if (header[position] === '"') return challenges;
      else parameters.set(key, take(bare)?.[0] ?? '');
    }
    challenges.push(challenge);
  }
}

/** The challenge to answer: the first Bearer, else the first Basic. Bearer keeps the password from the registry. */
export function preferredChallenge(challenges: readonly Challenge[]): Challenge | undefined {
  const first = (scheme: string) => challenges.find((challenge) => challenge.scheme === scheme);
  return first('bearer') ?? first('basic');
}
