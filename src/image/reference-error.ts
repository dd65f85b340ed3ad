import { ActionError } from '../errors.ts';

export type ReferenceProblem =
  | 'identifier'
  | 'uppercase'
  | 'format'
  | 'length'
  | 'digest-format'
  | 'digest-algorithm'
  | 'digest-length'
  | 'digest-case'
  | 'no-host';

/** The image reference breaks a rule of the grammar. Code `IMAGE_REFERENCE`. */
export class ImageReferenceError extends ActionError {
  override readonly name = 'ImageReferenceError';
  readonly problem: ReferenceProblem;

  constructor(problem: ReferenceProblem, message: string, hint: string) {
    super('IMAGE_REFERENCE', message, { hint });
    this.problem = problem;
  }
}

const form = 'An image is written [host[:port]/]path[:tag][@sha256:…], for example ghcr.io/owner/app:1.2.';

const sentences: Readonly<Record<Exclude<ReferenceProblem, 'format'>, readonly [what: string, hint: string]>> = {
  identifier: [
    'is an image id, not a name',
    'Give the name of the repository that the image was pushed to, with its tag or digest.',
  ],
  uppercase: ['has capital letters in its path; repository names are lower case', 'Write the path in lower case.'],
  length: ['has a path of more than 255 characters', 'Give the repository a shorter name.'],
  'digest-format': ['has a digest that is not algorithm:hex', 'Write the digest as sha256: and 64 hex digits.'],
  'digest-algorithm': ['has a digest of an unknown algorithm', 'Use sha256.'],
  'digest-length': ['has a digest of the wrong length', 'A sha256 digest has 64 hex digits, a sha512 one 128.'],
  'digest-case': ['has a digest with capital letters', 'Write the digest in lower case.'],
  'no-host': [
    'starts with something that looks like a host but is none, since host names have no underscore',
    'Correct the name of the registry.',
  ],
};

/** An error about the reference as a whole; `corrected` is offered when there is one. */
export function refusal(
  problem: Exclude<ReferenceProblem, 'format'>,
  text: string,
  corrected?: string,
): ImageReferenceError {
  const [what, hint] = sentences[problem];
  return new ImageReferenceError(problem, `The image ${shown(text)} ${what}.`, offer(corrected) ?? hint);
}

/** The error for text that does not fit the grammar; points at the first part that is wrong. */
export function malformed(
  text: string,
  domain: string,
  remainder: string,
  parses: (candidate: string) => boolean,
): ImageReferenceError {
  const error = (what: string, hint = form) => new ImageReferenceError('format', what, hint);
  const image = `The image ${shown(text)}`;
  const correction = (candidate: string) => (parses(candidate) ? offer(candidate) : undefined);

  if (text === '') return error('The image is empty.');
  if (text.trim() !== text) {
    const where = text.trimStart() === text ? 'ends' : 'starts';
    return error(`${image} ${where} with white space.`, correction(text.trim()) ?? 'Remove it.');
  }
  const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//.exec(text)?.[0];
  if (endOfLogin(text) !== -1) {
    return error(
      `${image} holds a login before the @.`,
      'A login cannot be part of the image: use registry-username and registry-password.',
    );
  }
  if (scheme !== undefined) {
    const bare = text.slice(scheme.length);
    return error(`${image} starts with ${scheme}, and a reference has no scheme.`, correction(bare) ?? 'Remove it.');
  }
  const stray = /[^\x21-\x7e]/u.exec(text);
  if (stray !== null) {
    return error(
      `${image} has the character ${shown(stray[0])} at position ${stray.index + 1}; only plain ASCII letters, digits and . _ - / : @ may stand there.`,
    );
  }
  const at = remainder.indexOf('@');
  const named = at === -1 ? remainder : remainder.slice(0, at);
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  const parts: readonly (string | undefined)[] = [
    domainFault(domain),
    pathFault(colon === -1 ? named : named.slice(0, colon)),
    colon === -1 ? undefined : tagFault(named.slice(colon + 1)),
    at === -1 ? undefined : digestFault(remainder.slice(at + 1)),
  ];
  const fault = parts.find((part) => part !== undefined) ?? 'does not fit the grammar of references';
  return error(`${image} ${fault}.`);
}

function domainFault(domain: string): string | undefined {
  const [, host = '', port] = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/s.exec(domain) ?? [];
  if (host.startsWith('[')) {
    if (!/^\[[0-9a-fA-F:]+\]$/.test(host)) return `has the host ${shown(host)}, which is not an IPv6 address`;
  } else if (host === '') {
    return 'starts with a separator where the host or path should be';
  } else {
    for (const label of host.split('.')) {
      if (label === '') return `has two dots in a row, or one at the edge, in the host ${shown(host)}`;
      if (/^-|-$/.test(label)) return `has a dash at the edge of ${shown(label)} in the host ${shown(host)}`;
      const stray = /[^A-Za-z0-9-]/.exec(label)?.[0];
      if (stray !== undefined) return `has the character ${shown(stray)} in the host ${shown(host)}`;
    }
  }
  if (port === '') return `has a colon but no port after the host ${shown(host)}`;
  if (port !== undefined && !/^\d+$/.test(port)) return `has ${shown(port)} where the port should be`;
  return undefined;
}

function pathFault(path: string): string | undefined {
  if (path === '' || path === 'library/') return 'has no repository name';
  for (const component of path.split('/')) {
    if (component === '') return 'has an empty part in its path (two slashes in a row, or one at the end)';
    const stray = /[^a-z0-9._-]/.exec(component)?.[0];
    if (stray === ':') return `has a colon inside its path, after ${shown(component.slice(0, component.indexOf(':')))}`;
    if (stray !== undefined) return `has the character ${shown(stray)} in the part ${shown(component)} of its path`;
    if (!/^[a-z0-9].*[a-z0-9]$|^[a-z0-9]$/.test(component)) {
      return `has the part ${shown(component)} in its path; each part begins and ends with a letter or digit`;
    }
    const separator = /[._-]{2,}/g;
    for (const [run] of component.matchAll(separator)) {
      if (!/^(?:__|-+)$/.test(run)) return `has ${shown(run)} in the part ${shown(component)} of its path`;
    }
  }
  return undefined;
}

function tagFault(tag: string): string | undefined {
  if (tag === '') return 'has a colon but no tag after it';
  if (tag.length > 128) return `has a tag of ${tag.length} characters; 128 are allowed`;
  if (/^[.-]/.test(tag)) return `has the tag ${shown(tag)}; a tag does not begin with a dot or a dash`;
  const stray = /[^A-Za-z0-9_.-]/.exec(tag)?.[0];
  return stray === undefined ? undefined : `has the character ${shown(stray)} in its tag ${shown(tag)}`;
}

function digestFault(digest: string): string | undefined {
  if (digest === '') return 'has an @ but no digest after it';
  if (!digest.includes(':')) return `has ${shown(digest)} after the @, where a digest (sha256:…) belongs`;
  const hex = digest.slice(digest.indexOf(':') + 1);
  const stray = /[^0-9a-fA-F]/.exec(hex)?.[0];
  if (stray !== undefined) return `has the character ${shown(stray)} in its digest, which is hexadecimal`;
  return hex.length < 32 ? `has a digest of ${hex.length} hex digits` : undefined;
}

function offer(corrected: string | undefined): string | undefined {
  return corrected === undefined ? undefined : `Write ${corrected}`;
}

/**
 * Where a login ends that was pasted with the host (`user:password@host/app`): the last @ that no digest follows, when
 * what stands around it looks like a login or a host. -1: there is none.
 */
function endOfLogin(text: string): number {
  let rest = text;
  for (let sign = rest.lastIndexOf('@'); sign !== -1; sign = rest.lastIndexOf('@')) {
    const after = rest.slice(sign + 1);
    rest = rest.slice(0, sign);
    if (/^(?:sha\d+|md5)(?:\+\w+)?:[^/]*$/i.test(after)) continue;
    return rest.includes(':') || /\/|\.[a-z]/i.test(after) ? sign : -1;
  }
  return -1;
}

/** The text in quotes, fit for a message: one line, not endless, and without a login that may stand before an @. */
function shown(text: string): string {
  const sign = endOfLogin(text);
  const safe = sign === -1 ? text : `***${text.slice(sign)}`;
  const short = safe.length > 100 ? `${safe.slice(0, 60)}…${safe.slice(-20)}` : safe;
  return JSON.stringify(short);
}
