import { duration } from '../duration.ts';
import { ActionError } from '../errors.ts';
import { BodyError, NetworkError } from '../http/errors.ts';
import type { HttpResponse } from '../http/http.ts';
import { asArray, at, parseJson, textAt } from '../http/json.ts';
import { retryAfterMs } from '../http/retry.ts';
import { apiHost, familiarName, type ImageReference, tagOrDigest } from '../image/reference.ts';
import { loginAdvice } from './login/advice.ts';
import { type KnownReader, type Reader, readerName } from './login/credential.ts';
import { countIn, windowText } from './notes.ts';
import { nearestTags } from './tags.ts';

/** Longer error bodies are not read. Characters. */
const longestBody = 64 * 1024;
/** Tags that are named to whoever mistyped one. */
const mostTags = 8;

/** What was asked, of whom and as whom. */
export interface Asked {
  readonly reference: ImageReference;
  /** `image`: a manifest or an index. `config`: a blob that a manifest names. `token`: the token server. */
  readonly what: 'image' | 'config' | 'token';
  /** Whose login was sent. */
  readonly reader: Reader;
  /** What the other reader was told: nobody before a login was tried, or the login that was refused. */
  readonly other?: { readonly reader: Reader; readonly response: HttpResponse };
  /** The token server that the login was kept from. */
  readonly withheldFrom?: string | undefined;
  /** Tags that the repository has, if that is known. */
  readonly tags?: readonly string[] | undefined;
}

interface Sentence {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/**
 * What a registry's refusal means. The status decides and the code only refines: bodies may be anything (HTML, empty,
 * plain text). Registries do not tell a missing repository from one that must not be seen, so only a 404 says that
 * something does not exist; 401 and 403 say both.
 *
 * @param now milliseconds since the epoch, to say when a limit ends
 */
export function refusedBy(response: HttpResponse, asked: Asked, now: number): ActionError {
  const words = wordsOf(response);
  const { code, message, hint } = explain(response, words, asked, now);
  const { other } = asked;
  return new ActionError(code, `${message} (${said(response, words)})`, {
    hint,
    ...(other === undefined
      ? {}
      : { details: [`${howAsked(other.reader)} ${said(other.response, wordsOf(other.response))}`] }),
  });
}

/**
 * A fault of HTTP's with what to do about it when a registry, its storage or its token server was asked: `Http` cannot
 * know. Codes and messages stay the same; errors that say by themselves what to do, and any others, are handed back.
 */
export function withRegistryHint(error: unknown): unknown {
  const isSilent = (error instanceof BodyError || error instanceof NetworkError) && error.hint === undefined;
  if (!isSilent) return error;
  const hint =
    error instanceof BodyError
      ? 'No registry answers like that: check the host of the image, and whether a proxy in between changes what it hands out.'
      : 'Run the job again. If it fails here again, ask whoever runs the registry, or a proxy in between, why its answers do not arrive.';
  return new ActionError(error.code, error.message, { hint, cause: error });
}

function said({ request, status }: HttpResponse, { code, message }: Words): string {
  return [`${request.url.host} said: ${status}`, code, message].filter((part) => part !== undefined).join(' ');
}

function howAsked(reader: Reader): string {
  return reader.kind === 'nobody' ? 'Without a login,' : `With the login of ${readerName(reader)},`;
}

function explain(response: HttpResponse, words: Words, asked: Asked, now: number): Sentence {
  const { status } = response;
  const { reference, what } = asked;
  const image = familiarName(reference);
  if (status === 429) return rateLimited(response, asked, now);
  if (status >= 500 || status === 408) {
    return {
      code: 'REGISTRY_UNAVAILABLE',
      message: `${what === 'token' ? response.request.url.host : reference.domain} cannot answer at the moment.`,
      hint: 'Run the job again when the registry has recovered.',
    };
  }
  if (status === 404 && what !== 'token') return missing(words, asked);
  if (what !== 'token' && isElsewhere(response, reference)) return deniedElsewhere(response, asked);
  if (status === 401 || status === 403 || (status === 400 && what === 'token')) return denied(response, words, asked);
  if (status === 400 && /^(?:NAME|TAG|DIGEST)_INVALID$/.test(words.code ?? '')) {
    return {
      code: 'IMAGE_REFERENCE',
      message: `${reference.domain} does not take ${image} for the name of an image.`,
      hint: 'Check the spelling, and the form of names that this registry asks for.',
    };
  }
  return {
    code: 'REGISTRY_ANSWER',
    message: `${reference.domain} gave an answer that makes no sense for ${image}.`,
    hint: 'Is this the address of a container registry?',
  };
}

function missing(words: Words, asked: Asked): Sentence {
  const { reference, what, reader, tags = [] } = asked;
  const image = familiarName(reference);
  if (what === 'config') {
    return {
      code: 'IMAGE_CORRUPT',
      message: `${reference.domain} has the manifest of ${image}, but not the config that it names.`,
      hint: 'Push the image again.',
    };
  }
  const repository = words.code === 'NAME_UNKNOWN';
  const tag = tagOrDigest(reference);
  const isListed = !repository && tags.includes(tag);
  const hints: string[] = [];
  if (repository) hints.push('Check the spelling; has anything been pushed there?');
  else if (isListed)
    hints.push('The list of its tags has this one, but what it points at is gone: push the image again.');
  else hints.push('Check the name and the tag.');
  const near = repository || isListed ? [] : nearestTags(tag, tags, mostTags);
  if (near.length > 0) {
    const shown = near.join(', ');
    hints.push(
      tags.length > near.length ? `The nearest of its ${tags.length} tags: ${shown}.` : `It has the tags ${shown}.`,
    );
  }
  if (words.isPage) hints.push('It answered with a web page: is this the address of a container registry?');
  if (reader.kind === 'nobody') hints.push('If it is private, set registry-username and registry-password.');
  return {
    code: 'IMAGE_NOT_FOUND',
    message: repository ? `${reference.domain} has no repository ${reference.path}.` : `${image} was not found.`,
    hint: hints.join(' ') + hubHint(asked),
  };
}

function denied(response: HttpResponse, words: Words, asked: Asked): Sentence {
  const { reference, reader, withheldFrom } = asked;
  const image = familiarName(reference);
  const host = reference.domain;
  if (reader.kind !== 'nobody') return deniedTo(reader, response, words, asked);
  if (withheldFrom !== undefined) {
    const name = withheldFrom.replace(/:\d+$/, '');
    return {
      code: 'REGISTRY_DENIED',
      message: `${host} asked to send the login for ${image} to ${withheldFrom}, which was not done.`,
      hint: `A login goes only to the registry itself and to hosts of its own domain. If ${name} is right, add it to auth-realm-hosts; if not, check the host of the image.`,
    };
  }
  const page = words.isPage ? ' It answered with a web page: is this the address of a container registry?' : '';
  return {
    code: 'REGISTRY_DENIED',
    message: `${image} was not found, or it is private and no login was given.`,
    hint: `${join('Check the spelling. If it is private, set registry-username and registry-password.', loginAdvice(host))}${page}${hubHint(asked)}`,
  };
}

/** Whether it is not the registry that answers, but a host that it redirected to. */
function isElsewhere({ request }: HttpResponse, reference: ImageReference): boolean {
  return URL.parse(`https://${apiHost(reference)}/`)?.hostname !== request.url.hostname;
}

/** A refusal by whom the registry redirected to. The login has not been shown there, so it is not in question. */
function deniedElsewhere({ request }: HttpResponse, { reference }: Asked): Sentence {
  const { host } = request.url;
  return {
    code: 'REGISTRY_DENIED',
    message: `${reference.domain} redirects to ${host} for a part of ${familiarName(reference)}, and is refused there.`,
    hint: `No login goes along a redirect. If ${host} is the registry itself, name the image by that host; if it is the registry’s storage, run the job again, and else tell whoever runs the registry.`,
  };
}

/** A refusal of a login. */
function deniedTo(reader: KnownReader, response: HttpResponse, words: Words, asked: Asked): Sentence {
  const { reference, what, other } = asked;
  const host = reference.domain;
  const who = readerName(reader);
  const text = words.message ?? '';
  const again =
    reader.kind === 'inputs'
      ? 'Check registry-username and registry-password'
      : 'Log in again in that step, or set registry-username and registry-password';
  // ECR's passwords live for 12 hours; it says so in plain text, with 403.
  if (/token.*expired|expired token/i.test(text)) {
    return {
      code: 'REGISTRY_LOGIN',
      message: `The login of ${who} for ${host} has expired.`,
      hint: `${again}: the password has to be a new one. ${loginAdvice(host)}`.trim(),
    };
  }
  const isPassword = /invalid token|bad credentials|(?:incorrect|invalid|wrong) (?:user ?name|credentials|password)/i;
  if (isPassword.test(text) || (what === 'token' && (response.status === 401 || response.status === 400))) {
    return {
      code: 'REGISTRY_LOGIN',
      message: `${host} does not accept the login of ${who}.`,
      hint: join(`${again}; has the password expired?`, loginAdvice(host)),
    };
  }
  if (/installation not allowed/i.test(text)) {
    // actions/runner#1039
    return {
      code: 'REGISTRY_DENIED',
      message: `The GITHUB_TOKEN of this job may not read ${familiarName(reference)}.`,
      hint: 'Add this repository to the package’s settings under "Manage Actions access", and give the job the permission packages: read.',
    };
  }
  const nobodyToo = other?.reader.kind === 'nobody' ? ', nor anybody without a login' : '';
  return {
    code: 'REGISTRY_DENIED',
    message: `${host} does not let ${who} read ${familiarName(reference)}${nobodyToo}: wrong password, no access, or there is no such image.`,
    hint: join(`${again}, the spelling, and who may read the repository.`, loginAdvice(host)),
  };
}

/** `ghcr.io:5000` and `localhost` are images of Docker Hub: the grammar takes a host only before a slash. */
function hubHint({ reference }: Asked): string {
  const name = /^library\/(.*)$/.exec(reference.path)?.[1];
  if (reference.domain !== 'docker.io' || name === undefined) return '';
  const looksLikeHost = name.includes('.') || name === 'localhost' || /^\d{2,5}$/.test(reference.tag ?? '');
  return looksLikeHost
    ? ` ${name} was read as an image of Docker Hub: was the repository after the host forgotten?`
    : '';
}

function rateLimited(response: HttpResponse, asked: Asked, now: number): Sentence {
  const hints: string[] = [];
  const wait = retryAfterMs(response.headers['retry-after'], now);
  if (wait !== undefined) {
    hints.push(`It asks to come back in ${duration(wait)}, at ${timeText(now + wait, now)}.`);
  }
  const limit = countIn(response.headers['ratelimit-limit']);
  if (limit !== undefined) hints.push(`The limit is ${limit.count} pulls${windowText(limit)}.`);
  if (asked.other !== undefined && asked.other.reader.kind !== 'nobody') {
    hints.push(`The login of ${readerName(asked.other.reader)} was tried, and refused: log in again in that step.`);
  }
  hints.push(
    asked.reader.kind === 'nobody'
      ? 'Requests without a login share the limit of the runner’s address: set registry-username and registry-password.'
      : 'Run the job again later.',
  );
  return {
    code: 'REGISTRY_RATE_LIMIT',
    message: `${asked.reference.domain} has had too many requests.`,
    hint: hints.join(' '),
  };
}

/** `12:01 UTC`; with the day where it may be another one. Both times are milliseconds since the epoch. */
function timeText(time: number, now: number): string {
  const [day = '', clock = ''] = new Date(time).toISOString().split('T');
  const hours = `${clock.slice(0, 5)} UTC`;
  return new Date(now).toISOString().startsWith(day) ? hours : `${hours} on ${day}`;
}

interface Words {
  readonly code: string | undefined;
  readonly message: string | undefined;
  /** A web page, so hardly the answer of a registry. */
  readonly isPage: boolean;
}

/** The registry's own words: the OCI error list, Docker Hub's `details`, or the first line of plain text. */
function wordsOf(response: HttpResponse): Words {
  const text = response.body.toString('utf8').slice(0, longestBody);
  const type = response.headers['content-type'] ?? '';
  const answer = parseJson(text);
  const [first] = asArray(at(answer, 'errors'));
  const code = textAt(first, 'code');
  const message =
    textAt(first, 'message') ??
    textAt(answer, 'details') ??
    textAt(answer, 'message') ??
    textAt(answer, 'error_description');
  const line = answer === undefined && /^text\/plain/i.test(type) ? text.trim().split('\n', 1)[0] : undefined;
  return { code: emptyAsAbsent(code), message: emptyAsAbsent(message ?? line), isPage: /^text\/html/i.test(type) };
}

function emptyAsAbsent(text: string | undefined): string | undefined {
  const cleaned = text === undefined ? '' : unbroken(text).trim();
  return cleaned === '' ? undefined : cleaned;
}

/** As one line. The rest is the report's to clean and to cut, once the credentials are out of it. */
function unbroken(text: string): string {
  return text.replace(/[\r\n\v\f\u0085\u2028\u2029]+/g, ' ');
}

function join(...sentences: readonly string[]): string {
  return sentences.filter((sentence) => sentence !== '').join(' ');
}
