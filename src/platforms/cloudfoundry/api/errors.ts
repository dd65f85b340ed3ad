import { duration } from '../../../duration.ts';
import { ActionError } from '../../../errors.ts';
import { nameOf } from '../../../http/errors.ts';
import type { HttpResponse } from '../../../http/http.ts';
import { asArray, at, numberAt, parseJson, textAt } from '../../../http/json.ts';
import { retryAfterMs } from '../../../http/retry.ts';

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
export function problemsOf(response: HttpResponse): readonly CloudControllerProblem[] {
  return asArray(at(parseJson(response.body.toString('utf8')), 'errors')).flatMap((entry) => {
    const title = textAt(entry, 'title');
    const detail = textAt(entry, 'detail');
    if (title === undefined && detail === undefined) return [];
    return [{ number: numberAt(entry, 'code') ?? 0, title: title ?? '', detail: detail ?? title ?? '' }];
  });
}

/**
 * What an answer other than 2xx means.
 *
 * @param doing what was tried, to follow "could not": `create the package`
 */
export function answerError(response: HttpResponse, doing: string): CloudControllerError {
  const { status } = response;
  const problems = problemsOf(response);
  const request = nameOf(response.request);
  const answer = { status, problems };
  if (problems.length === 0) {
    const fromRouter = response.headers['x-cf-routererror'];
    const text = response.body.toString('utf8').replace(/\s+/g, ' ').trim();
    const who = fromRouter === undefined ? 'a server in front of the Cloud Foundry API' : 'the Cloud Foundry router';
    const words = text === '' || text.startsWith('<') ? (fromRouter ?? 'no explanation') : text;
    return new CloudControllerError(
      status >= 500 ? 'CF_UNAVAILABLE' : 'CF_UNEXPECTED_ANSWER',
      `Could not ${doing}: ${who} answered ${status}: ${words} (${request})`,
      status >= 500
        ? 'The API seems to be down or restarting. Try again; if it stays so, ask the operator.'
        : undefined,
      answer,
    );
  }
  const words = problems.map((problem) => problem.detail).join('; ');
  const titles = [...new Set(problems.map((problem) => problem.title))].join(', ');
  const trace = response.headers['x-vcap-request-id'];
  const forOperator = status >= 500 && trace !== undefined ? `, request ${trace}` : '';
  const known = explanations.find((entry) => problems.some((problem) => entry.fits(status, problem)));
  return new CloudControllerError(
    known?.code ?? 'CF_REFUSED',
    `Could not ${doing}: ${words} (${request}: ${status} ${titles}${forOperator})`,
    known?.code === 'CF_RATE_LIMIT' ? rateLimitHint(response) : known?.hint,
    answer,
  );
}

/** One that says when it takes the next request is believed; it may be an hour (`rate_limiter.rb`). */
function rateLimitHint({ headers }: HttpResponse): string {
  const waitMs = retryAfterMs(headers['retry-after'], Date.now());
  const when = waitMs === undefined ? '' : `, and takes the next one in ${duration(waitMs)}`;
  return `The API limits requests per hour and user${when}. Try again then, or deploy with a user that nothing else uses.`;
}

interface Explanation {
  readonly code: string;
  readonly hint: string;
  fits(status: number, problem: CloudControllerProblem): boolean;
}

const roleHint =
  'The login needs the role SpaceDeveloper in this space: cf set-space-role USER ORG SPACE SpaceDeveloper (for a client add --client, for a user of another identity provider --origin ORIGIN).';

/** A command has a container of its own. */
export const moreRoom =
  'A command needs memory beside that of the app: free some of it, give the command less (before-release-memory, or memory of a task), or ask for a larger quota.';

/** Command and health check can be changed only while no deployment is under way. */
export const inFlightHint =
  'Wait for it to end, or end it (cf cancel-deployment APP), then run this job again. Only command and health-check have to wait for it.';

const titled =
  (...titles: string[]) =>
  (_status: number, problem: CloudControllerProblem): boolean =>
    titles.includes(problem.title);

/** The first that fits explains the answer. Which form a lacking role takes depends on the endpoint, not on the role. */
const explanations: readonly Explanation[] = [
  {
    code: 'CF_DOCKER_DISABLED',
    hint: 'Docker images are switched off on this Cloud Foundry. An admin must run: cf enable-feature-flag diego_docker.',
    fits: (_status, { title, detail }) =>
      (title === 'CF-FeatureDisabled' && /docker/i.test(detail)) || /Feature Disabled: diego_docker/.test(detail),
  },
  {
    code: 'CF_ENV_HIDDEN',
    hint: 'The operator lets nobody read environment variables, and what cannot be read cannot be put back after a failure. Leave env out, and set variables with cf set-env.',
    fits: (_status, { title, detail }) => title === 'CF-FeatureDisabled' && /env_var_visibility/.test(detail),
  },
  {
    code: 'CF_TASKS_DISABLED',
    hint: 'Commands in containers of their own are switched off on this Cloud Foundry. An admin must run: cf enable-feature-flag task_creation.',
    fits: (_status, { title, detail }) => title === 'CF-FeatureDisabled' && /task_creation/.test(detail),
  },
  {
    code: 'CF_FEATURE_DISABLED',
    hint: 'The operator has switched this feature off (cf feature-flags lists them). Ask an admin.',
    fits: titled('CF-FeatureDisabled', 'CF-DeploymentsDisabled'),
  },
  {
    code: 'CF_ORG_SUSPENDED',
    hint: 'The organization is suspended: nothing in it can be changed. Ask the operator.',
    fits: titled('CF-OrgSuspended', 'CF-SpaceSuspended'),
  },
  { code: 'CF_FORBIDDEN', hint: roleHint, fits: titled('CF-NotAuthorized', 'CF-InsufficientScope') },
  {
    code: 'CF_FORBIDDEN',
    hint: `It does not exist any more, or the login may not see or change it. ${roleHint}`,
    fits: (status, { title, detail }) =>
      (status === 404 && title === 'CF-ResourceNotFound') ||
      (status === 422 && /ensure (that )?(the .+ exists|it exists).* and you have access/i.test(detail)),
  },
  {
    code: 'CF_API_TOO_OLD',
    hint: 'This Cloud Foundry is too old for the request. Ask the operator which CF API version it runs.',
    fits: (status, { title, detail }) =>
      (status === 404 && title === 'CF-NotFound') ||
      /unsupported key\(s\)|Unknown field\(s\)|not a supported deployment strategy/.test(detail),
  },
  {
    code: 'CF_TASK_LIMIT',
    hint: 'So many commands are running already as the quota allows at once (cf tasks APP). Wait for their end, end them (cf terminate-task), or ask for a larger quota.',
    fits: (_status, { detail }) => /app_task_limit/.test(detail),
  },
  {
    code: 'CF_QUOTA',
    hint: moreRoom,
    fits: (_status, { detail }) => /^memory_in_mb exceeds/.test(detail),
  },
  {
    code: 'CF_QUOTA',
    hint: 'Free memory or instances in the space or the organization, ask for a larger quota, or deploy with less memory. A rolling deployment needs room for one more instance.',
    fits: (status, { detail }) =>
      status === 422 && /quota[_ ]exceeded|limit exceeded|exceeds .*quota|instance_limit/i.test(detail),
  },
  {
    code: 'CF_DEPLOYMENT_IN_FLIGHT',
    hint: inFlightHint,
    fits: (status, { detail }) => status === 422 && /while a deployment is in flight/i.test(detail),
  },
  {
    code: 'CF_STAGING_IN_PROGRESS',
    hint: 'Another build of this app is still running. Try again when it has ended.',
    fits: titled('CF-StagingInProgress'),
  },
  {
    code: 'CF_RATE_LIMIT',
    hint: 'The API limits requests per hour and user. Try again later, or deploy with a user that nothing else uses.',
    fits: (status) => status === 429,
  },
  {
    code: 'CF_TOKEN_REFUSED',
    hint: 'The API does not take a token that its own login server has just issued. Check the api address; else ask the operator.',
    fits: (status) => status === 401,
  },
  {
    code: 'CF_ROOT_USER_FORBIDDEN',
    hint: 'This Cloud Foundry runs no image as root. Add a USER line with another user to the Dockerfile.',
    fits: (_status, { detail }) => /as root user, which is not permitted/.test(detail),
  },
  {
    code: 'CF_UNAVAILABLE',
    hint: 'This looks like trouble of the platform. Try again; if it stays so, give the request id to the operator.',
    fits: (status) => status >= 500,
  },
];
