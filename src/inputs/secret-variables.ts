import { hasSecret, isSecretName, mayBeSecret } from '../image/secrets.ts';

/** Shorter values are words, numbers and switches: `***` in place of every `true` makes a log unreadable. */
const shortest = 8;
/** Names that `isSecretName` leaves out, since images hold harmless things under them. */
const alsoSecret = /(?:key|credentials?|dsn|pwd|pass|auth|salt)$/i;

/**
 * The values among environment variables that are masked: those whose name says that they are secrets, and those that
 * show it, such as tokens of a known form and addresses with a password. Not all of them: a log in which every
 * `production` reads `***` tells nothing. This action itself never prints a value, masked or not.
 */
export function secretValues(variables: ReadonlyMap<string, string>): readonly string[] {
  return [...variables].flatMap(([name, value]) => {
    const isNamed = (isSecretName(name) || alsoSecret.test(name)) && mayBeSecret(value);
    return (isNamed || hasSecret(value) ? [value, ...passwordsIn(value)] : []).filter(
      (secret) => secret.length >= shortest,
    );
  });
}

/** The password in `postgres://user:password@host/db`, as it is written and as it is meant. */
function passwordsIn(value: string): readonly string[] {
  const [, user, password] = /\w:\/\/([^\s/:@]*):([^\s/@]+)@/.exec(value) ?? [];
  if (password === undefined || password === user) return [];
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
}
