import { duration } from '../duration.ts';
import { ActionError } from '../errors.ts';
import type { HttpResponse } from '../http/http.ts';
import { asArray, at, parseJson, textAt } from '../http/json.ts';
import { retryAfterMs } from '../http/retry.ts';
import { familiarName, type ImageReference } from '../image/reference.ts';

/** Longer error bodies are not read. Characters. */
const longestBody = 64 * 1024;

/** What was asked, of whom and as whom. */
export interface Asked {
  readonly reference: ImageReference;
  /** `image`: a manifest or an index. `config`: a blob that a manifest names. `token`: the token server. */
  readonly what: 'image' | 'config' | 'token';
  /** The account whose login was sent; undefined: nobody's. */
  readonly account: string | undefined;
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
  const said = [String(response.status), words.code, words.message].filter((part) => part !== undefined);
  return new ActionError(code, `${message} (${response.request.url.host} said: ${said.join(' ')})`, { hint });
}

function explain(response: HttpResponse, words: Words, asked: Asked, now: number): Sentence {
  const { status } = response;
  const { reference, account } = asked;
  const image = familiarName(reference);
  const host = reference.domain;
  if (status === 429) return rateLimited(response, asked, now);
  if (status >= 500 || status === 408) {
    return {
      code: 'REGISTRY_UNAVAILABLE',
      message: `${host} cannot answer at the moment.`,
      hint: 'Nothing was deployed. Run the job again when the registry has recovered.',
    };
  }
  if (status === 404 && asked.what === 'config') {
    return {
      code: 'IMAGE_CORRUPT',
      message: `${host} has the manifest of ${image}, but not the config that it names.`,
      hint: 'Push the image again.',
    };
  }
  if (status === 404 && asked.what === 'image') {
    const repository = words.code === 'NAME_UNKNOWN';
    return {
      code: 'IMAGE_NOT_FOUND',
      message: repository ? `${host} has no repository ${reference.path}.` : `${image} was not found.`,
      hint: hintForMissing(asked, repository),
    };
  }
  if (status === 401 || status === 403) {
    if (asked.withheldFrom !== undefined) {
      return {
        code: 'REGISTRY_DENIED',
        message: `${host} wants the login for ${image} to be sent to ${asked.withheldFrom}, which was not done.`,
        hint: 'A login goes only to the registry itself and to hosts of its own domain. Check the host of the image.',
      };
    }
    if (account === undefined) {
      return {
        code: 'REGISTRY_DENIED',
        message: `${image} was not found, or it is private and no login was given.`,
        hint: `Check the spelling. If it is private, set registry-username and registry-password.${hubHint(asked)}`,
      };
    }
    if (status === 401 && asked.what === 'token') {
      return {
        code: 'REGISTRY_LOGIN',
        message: `${host} does not accept the login of ${account}.`,
        hint: 'Check registry-username and registry-password; has the password expired?',
      };
    }
    return {
      code: 'REGISTRY_DENIED',
      message: `${host} does not let ${account} read ${image}: wrong password, no access, or there is no such image.`,
      hint: 'Check registry-username and registry-password, the spelling, and who may read the repository.',
    };
  }
  return {
    code: 'REGISTRY_ANSWER',
    message: `${host} gave an answer that makes no sense for ${image}.`,
    hint: 'Is this the address of a container registry?',
  };
}

function hintForMissing(asked: Asked, repository: boolean): string {
  const hints = [repository ? 'Check the spelling; has anything been pushed there?' : 'Check the name and the tag.'];
  const { tags } = asked;
  if (!repository && tags !== undefined && tags.length > 0) {
    const shown = tags.slice(-8).map(plain).join(', ');
    hints.push(tags.length > 8 ? `It has ${tags.length} tags, among them ${shown}.` : `It has the tags ${shown}.`);
  }
  if (asked.account === undefined) hints.push('If it is private, set registry-username and registry-password.');
  return hints.join(' ') + hubHint(asked);
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
    hints.push(
      `It asks to come back in ${duration(wait)}, at ${new Date(now + wait).toISOString().slice(11, 16)} UTC.`,
    );
  }
  const [, limit, window] = /^(\d+)(?:;w=(\d+))?/.exec(response.headers['ratelimit-limit'] ?? '') ?? [];
  if (limit !== undefined) {
    hints.push(`The limit is ${limit} pulls${window === undefined ? '' : ` in ${duration(Number(window) * 1000)}`}.`);
  }
  hints.push(
    asked.account === undefined
      ? 'Requests without a login share the limit of the runner’s address: set registry-username and registry-password.'
      : 'Run the job again later.',
  );
  return {
    code: 'REGISTRY_RATE_LIMIT',
    message: `${asked.reference.domain} has had too many requests.`,
    hint: hints.join(' '),
  };
}

interface Words {
  readonly code: string | undefined;
  readonly message: string | undefined;
}

/** The registry's own words: the OCI error list, Docker Hub's `details`, or the first line of plain text. */
function wordsOf(response: HttpResponse): Words {
  const text = response.body.toString('utf8').slice(0, longestBody);
  const answer = parseJson(text);
  const [first] = asArray(at(answer, 'errors'));
  const code = textAt(first, 'code');
  const message = textAt(first, 'message') ?? textAt(answer, 'details') ?? textAt(answer, 'message');
  const isText = /^text\/plain/.test(response.headers['content-type'] ?? '');
  const line = answer === undefined && isText ? text.trim().split('\n', 1)[0] : undefined;
  return { code: emptyAsAbsent(code), message: emptyAsAbsent(message ?? line) };
}

function emptyAsAbsent(text: string | undefined): string | undefined {
  const cleaned = text === undefined ? '' : plain(text).trim();
  return cleaned === '' ? undefined : cleaned;
}

/** As one line. Not cut: the report does that, once the credentials are out of it. */
function plain(text: string): string {
  return text.replace(/[\x00-\x1f\x7f-\x9f\u2028\u2029]+/g, ' ');
}
