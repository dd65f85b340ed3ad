/**
 * Credentials inside an image, recognised by the shapes that their issuers gave them, or by the names that people give
 * to what holds one. Nothing here ever hands out a value: whoever can pull an image can read them, but a log has other
 * readers.
 */

interface Shape {
  /** For people, with its article. */
  readonly kind: string;
  /** Group 1 is the part that is random. */
  readonly pattern: RegExp;
}

/** As issuers document them: GitHub's token formats, GitLab's token prefixes, Docker's, Slack's, Google's, npm's, Stripe's. */
const shapes: readonly Shape[] = [
  { kind: 'a GitHub token', pattern: /\bgh[pousr]_([A-Za-z0-9]{36,})/ },
  // Installation tokens since 2026: the app's number and a JWT.
  { kind: 'a GitHub token', pattern: /\bghs_\d{1,12}_(eyJ[\w.-]{60,})/ },
  { kind: 'a GitHub token', pattern: /\bgithub_pat_([A-Za-z0-9]{22}_[A-Za-z0-9]{59})/ },
  { kind: 'a GitLab token', pattern: /\bglpat-([\w-]{20,})/ },
  { kind: 'a token of Docker Hub', pattern: /\bdckr_[op]at_([\w-]{27,})/ },
  { kind: 'a Slack token', pattern: /\bxox[abeoprs]-((?=[A-Za-z-]{0,8}\d)[A-Za-z0-9-]{24,})/ },
  { kind: 'a Google access token', pattern: /\bya29\.([\w-]{30,})/ },
  { kind: 'an npm token', pattern: /\bnpm_([A-Za-z0-9]{36})\b/ },
  { kind: 'a key of Stripe', pattern: /\b[rs]k_live_([A-Za-z0-9]{24,})/ },
  {
    kind: 'a private key',
    pattern: /-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:\s|\\[nr])*([A-Za-z0-9+/=:,\s\\-]{64})/,
  },
];

/** Fewer different characters are a placeholder, such as `ghp_xxxx…`. */
const leastVariety = 10;

function isRandom(text: string): boolean {
  return new Set(text).size >= leastVariety && !/example/i.test(text);
}

/** The kinds of live credentials in a text: `a GitHub token`. Empty: none is recognised. */
export function secretKindsIn(text: string): readonly string[] {
  const found = shapes.filter(({ pattern }) => isRandom(pattern.exec(text)?.[1] ?? ''));
  return [...new Set(found.map(({ kind }) => kind))];
}

/** An AWS access key has two halves, and the id alone is no secret: IAM User Guide, "IAM identifiers". */
export function hasAwsKeyId(text: string): boolean {
  return /\bAKIA(?!\w*EXAMPLE)[A-Z0-9]{16}\b/.test(text);
}

/** The other half: 40 characters that are neither a commit nor a word. */
export function hasAwsSecret(text: string): boolean {
  const candidates = text.match(/(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/g) ?? [];
  return candidates.some((one) => /[a-z]/.test(one) && /[A-Z]/.test(one) && /\d/.test(one) && isRandom(one));
}

/** Whether a variable, a label or a build argument is called as if it held a secret. */
export function isSecretName(name: string): boolean {
  return /secret|token(?!i[sz])|passw|api[_-]?key|private/i.test(name) && !/_(?:file|path|url|uri)$/i.test(name);
}

/** Whether a value may be a secret: not empty, and no path, address, number, switch, reference or placeholder. */
export function mayBeSecret(value: string): boolean {
  const text = value.trim().replace(/^(['"])(.*)\1$/s, '$2');
  if (text === '' || /^\d{1,5}$/.test(text)) return false;
  if (/^(?:~|\.{1,2})?\/|^[A-Za-z]:\\|^file:/.test(text)) return false;
  if (/^https?:\/\/[^/@]*(?:\/[^@]*)?$/i.test(text)) return false;
  // `$OTHER`, `${OTHER}`, `{{ other }}`, `<your token>`, `%OTHER%`, `****`, `xxxx`
  if (/^(?:\$\{?\w+.*|\{\{.*\}\}|<.*>|%\w+%|\*+|x+|\.+|-+)$/is.test(text)) return false;
  if (/^(?:true|false|yes|no|on|off|enabled?|disabled?|none|null|nil|undefined|empty|unset|default)$/i.test(text))
    return false;
  if (/placeholder|dummy|example/i.test(text)) return false;
  return !/^(?:change[_-]?(?:me|it)|replace[_-]?me|todo|tbd|your[_-].*|my[_-].*)$/i.test(text);
}

/** Whether one word of a command, a whole command as a shell is given it, or any line shows something that belongs to nobody's eyes. */
export function hasSecret(text: string): boolean {
  if (secretKindsIn(text).length > 0 || hasAwsSecret(text)) return true;
  // A user and a password in an address.
  if (/\w:\/\/[^\s/:@]*:[^\s/@]+@/.test(text)) return true;
  return [text.trim(), ...text.split(/[\s;|&()]+/)].some(givesSecret);
}

/** `PASSWORD=hunter2`, `--password=hunter2`; a bare `--password` is followed by its value. */
function givesSecret(word: string): boolean {
  const [, name = '', value] = /^['"]?-{0,2}([\w.-]+)(?:=(.*))?$/s.exec(word) ?? [];
  if (!isSecretName(name)) return false;
  return value === undefined ? word.startsWith('-') : mayBeSecret(value);
}
