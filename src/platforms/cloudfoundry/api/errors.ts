import { duration } from '../../../duration.ts';
import { ActionError } from '../../../errors.ts';
import { nameOf } from '../../../http/errors.ts';
import type { HttpResponse } from '../../../http/http.ts';
import { asArray, at, numberAt, parseJson, textAt } from '../../../http/json.ts';
import { retryAfterMs } from '../../../http/retry.ts';
import { type Explanation, explanationOf } from './explanations.ts';

/** One entry of `errors` in an answer of the Cloud Controller (API docs, "Errors"). */
export interface CloudControllerProblem {
  /** `10008`. The same number can stand for two things (10016): the title decides. */
  readonly number: number;
  /** `CF-UnprocessableEntity` */
  readonly title: string;
  /** For people; the text changes between versions. */
  readonly detail: string;
}

/** The Cloud Controller answered, but not with what was asked for. */
export class CloudControllerError extends ActionError {
  override readonly name = 'CloudControllerError';
  readonly status: number;
  readonly problems: readonly CloudControllerProblem[];

  constructor(
    code: string,
    message: string,
    hint: string | undefined,
    answer: { status: number; problems: readonly CloudControllerProblem[] },
  ) {
    super(code, message, { hint });
    this.status = answer.status;
    this.problems = answer.problems;
  }

  /** Whether one of the problems has this title, or this title and a detail that matches. */
  has(title: string, detail?: RegExp): boolean {
    return this.problems.some((problem) => problem.title === title && (detail?.test(problem.detail) ?? true));
  }
}

/**
 * A success whose body is not what was asked for: a login page, a proxy's `{}`, half a document. It must not read as
 * "there is none"; after a write it says as little as a lost answer.
 */
export class UnreadableAnswer extends ActionError {
  override readonly name = 'UnreadableAnswer';

  /** @param sentence what came instead */
  constructor(sentence: string) {
    super('CF_UNEXPECTED_ANSWER', sentence, {
      hint: 'Is there a proxy between this runner and the API that changes answers? Else ask the operator which CF API version this is.',
    });
  }
}

/** The entries of `errors`; none when the body is not the Cloud Controller's (gorouter answers in plain text). */
export function problemsOf(body: Buffer): readonly CloudControllerProblem[] {
  return problemsIn(parseJson(body.toString('utf8')));
}

/** Of a document that was read: a failed job has them as well. */
export function problemsIn(document: unknown): readonly CloudControllerProblem[] {
  return asArray(at(document, 'errors')).flatMap((entry) => {
    const title = textAt(entry, 'title');
    const detail = textAt(entry, 'detail');
    if (title === undefined && detail === undefined) return [];
    return [{ number: numberAt(entry, 'code') ?? 0, title: title ?? '', detail: detail ?? title ?? '' }];
  });
}

const anyRole = 'cf set-space-role USER ORG SPACE SpaceDeveloper';

/**
 * What an answer other than 2xx means.
 *
 * @param doing what was tried, to follow "could not": `create the package`
 * @param role the command that gives the login its role in the space; undefined: nobody has logged in yet
 */
export function answerError(response: HttpResponse, doing: string, role = anyRole): CloudControllerError {
  const { status } = response;
  const problems = problemsOf(response.body);
  const request = nameOf(response.request);
  const answer = { status, problems };
  if (problems.length === 0) {
    const fromRouter = response.headers['x-cf-routererror'];
    const text = response.body.toString('utf8').replace(/\s+/g, ' ').trim();
    const who = fromRouter === undefined ? 'a server in front of the Cloud Foundry API' : 'the Cloud Foundry router';
    const words = text === '' || text.startsWith('<') ? (fromRouter ?? 'no explanation') : text;
    const { code, hint } = strangersAnswer(status, fromRouter !== undefined);
    const message = `Could not ${doing}: ${who} answered ${status}: ${words} (${request})`;
    return new CloudControllerError(code, message, status === 429 ? `${hint}${waitTold(response)}` : hint, answer);
  }
  const words = problems.map((problem) => problem.detail).join('; ');
  const titles = [...new Set(problems.map((problem) => problem.title))].join(', ');
  const trace = response.headers['x-vcap-request-id'];
  const forOperator = status >= 500 && trace !== undefined ? `, request ${trace}` : '';
  const known = explanationOf(status, problems, role);
  return new CloudControllerError(
    known?.code ?? 'CF_REFUSED',
    `Could not ${doing}: ${words} (${request}: ${status} ${titles}${forOperator})`,
    status === 429 ? `${known?.hint}${waitTold(response)}` : known?.hint,
    answer,
  );
}

/** Of somebody between us and the API, whose words are no JSON. */
function strangersAnswer(status: number, isRouter: boolean): Explanation {
  if (status >= 500) {
    return {
      code: 'CF_UNAVAILABLE',
      hint: 'The API seems to be down or restarting. Try again; if it stays so, ask the operator.',
    };
  }
  if (status === 429) return { code: 'CF_RATE_LIMIT', hint: 'It limits requests. Try again later.' };
  return {
    code: 'CF_UNEXPECTED_ANSWER',
    hint: isRouter
      ? 'The router knows no API at this address. Check the input api.'
      : 'Check the input api. Is there a proxy between this runner and the API that does not let this through?',
  };
}

/** One that says when it takes the next request is believed; it may be an hour (`rate_limiter.rb`). */
function waitTold({ headers }: HttpResponse): string {
  const waitMs = retryAfterMs(headers['retry-after'], Date.now());
  return waitMs === undefined ? '' : ` It takes the next one in ${duration(waitMs)}.`;
}
