import { ActionError } from '../errors.ts';
import { nameOf } from '../http/errors.ts';
import type { Http } from '../http/http.ts';
import { parseJson, textAt } from '../http/json.ts';
import { isLoopback } from '../http/loopback.ts';

interface OidcParts {
  /** Of the process. The runner sets both variables for every step of the job, the post steps among them. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly http: Http;
  readonly event: string | undefined;
  mask(secret: string): void;
}

/** A token and its envelope have some KiB. */
const longestAnswer = 64 * 1024;

/**
 * The job's own OIDC token, made out to `audience`: a new one at every call, good for about five minutes.
 *
 * Not by `getIDToken` of `@actions/core`: it has no deadline, asks again after a 5xx only, and its client never settles
 * when an answer is cut half-way. The request is the same.
 *
 * @throws ActionError `OIDC_UNAVAILABLE` when the job may not have one; `OIDC_REFUSED` when GitHub hands out none
 * @see https://docs.github.com/actions/reference/security/oidc
 */
export async function askForOidcToken(audience: string, { env, http, event, mask }: OidcParts): Promise<string> {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: address, ACTIONS_ID_TOKEN_REQUEST_TOKEN: requestToken } = env;
  if (!address || !requestToken) throw notPermitted(event);
  mask(requestToken);
  // The runner's URL always has a query.
  const url = URL.parse(`${address}&audience=${encodeURIComponent(audience)}`);
  if (url === null || !(url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url)))) {
    throw new ActionError('OIDC_UNAVAILABLE', 'ACTIONS_ID_TOKEN_REQUEST_URL is no https URL', {
      hint: 'The runner sets it. Has a step before this one, or env: of the workflow, set it to something else?',
    });
  }
  const response = await http.send({
    method: 'GET',
    url,
    headers: { accept: 'application/json', authorization: `Bearer ${requestToken}` },
    maxBytes: longestAnswer,
  });
  const answer = parseJson(response.body.toString('utf8'));
  const token = textAt(answer, 'value');
  if (response.status !== 200 || token === undefined || !/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) {
    const words = textAt(answer, 'message') ?? `it answered ${response.status}`;
    const what = response.status === 200 ? 'its answer holds none' : words;
    throw new ActionError('OIDC_REFUSED', `GitHub gave no OIDC token: ${what} (${nameOf(response.request)})`, {
      hint: 'Run the job again. If it stays so, look at githubstatus.com.',
    });
  }
  // Whole and in its parts: the payload alone tells all claims, and would complete a signature that slipped through.
  for (const secret of [token, ...token.split('.').slice(1)]) mask(secret);
  return token;
}

/** Said before anything is asked: the variables are there only when the job may have a token. */
function notPermitted(event: string | undefined): ActionError {
  const fork =
    event === 'pull_request'
      ? 'Runs for pull requests from forks get none, whatever is permitted: deploy after the merge.'
      : 'Runs for pull requests from forks get none, whatever is permitted.';
  return new ActionError(
    'OIDC_UNAVAILABLE',
    'This job may not ask for an OIDC token, so there is nothing to log in with',
    {
      hint: `Add this line to the job; in a reusable workflow also to the job that calls it, since the called one can have no more than its caller. ${fork}`,
      details: ['permissions: { id-token: write }'],
    },
  );
}
