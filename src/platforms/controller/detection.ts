import { ActionError } from '../../errors.ts';
import { nameOf } from '../../http/errors.ts';
import type { PlatformContext } from '../platform.ts';
import { inFront } from './advice.ts';
import { type Answer, type ApiVersion, answerOf, controllerUrl, redirectError } from './api.ts';

/** What answers at `api`: a controller of the family, or something else. */
export type Generation = 'deis-v1' | 'deis-v2' | 'drycc' | 'other';

const probes = new WeakMap<PlatformContext, Promise<Generation>>();

/**
 * Asks `GET {api}/v2/` without credentials, once a run: Deis and Drycc share the answer. Every response of a controller
 * carries its API version in a header, errors included; Drycc's may hold it twice (`2.3, 2.3`). A v1 controller answers
 * 404 with its header.
 *
 * @throws ActionError when a controller is there but not at this URL (redirect, `/v2` written into `api`), or the network fails
 */
export function generationAt(context: PlatformContext): Promise<Generation> {
  let probe = probes.get(context);
  if (probe === undefined) {
    probe = ask(context);
    probes.set(context, probe);
  }
  return probe;
}

async function ask(context: PlatformContext): Promise<Generation> {
  const { api, platform } = context.request;
  const answer = answerOf(
    await context.http.send({
      method: 'GET',
      url: controllerUrl(api, '', 'v2'),
      headers: { accept: 'application/json' },
      signal: context.signal,
    }),
  );
  const { headers } = answer.response;
  const drycc = version(headers['drycc_api_version']);
  const deis = version(headers['deis_api_version'] ?? headers['x_deis_api_version']);
  if (answer.status === 429 || answer.status >= 500) throw unavailable(answer);
  const generation: Generation =
    drycc !== undefined ? 'drycc' : deis === undefined ? 'other' : deis.startsWith('1.') ? 'deis-v1' : 'deis-v2';
  if (answer.status >= 300 && answer.status < 400) {
    // A front that sends everything to https shows no version yet. One that leads elsewhere is no controller's.
    const location = headers['location'] ?? '';
    if (generation !== 'other' || platform === 'deis' || platform === 'drycc' || /\/v2\/?$/.test(location)) {
      throw redirectError(answer);
    }
    return 'other';
  }
  if (generation !== 'other' && generation !== 'deis-v1' && answer.status === 404) throw unknownBase(api, 'v2');
  if (generation === 'other' && (platform === 'deis' || platform === 'drycc')) {
    context.note(
      `${api.host} answered ${answer.status} (${headers['content-type'] ?? 'no content type'}) without a controller’s version header`,
    );
  }
  return generation;
}

function unknownBase(api: URL, version: ApiVersion): ActionError {
  const without = api.href.replace(/\/v[12]\/?$/, '');
  return new ActionError(
    'CONTROLLER_PATH',
    `The controller at ${api.host} does not know ${controllerUrl(api, '', version).pathname}.`,
    {
      hint:
        without === api.href
          ? 'Write the controller’s own URL as `api`.'
          : `Write \`api: ${without}\`, without the API’s version.`,
    },
  );
}

/**
 * A v1 controller says so at any path; that its API is where `api` says shows `GET {api}/v1/`, which it refuses without
 * a login.
 *
 * @throws ActionError when it does not
 */
export async function confirmV1(context: PlatformContext): Promise<void> {
  const { api } = context.request;
  const answer = answerOf(
    await context.http.send({
      method: 'GET',
      url: controllerUrl(api, '', 'v1'),
      headers: { accept: 'application/json' },
      signal: context.signal,
    }),
  );
  if (answer.status === 401) return;
  if (answer.status === 404) throw unknownBase(api, 'v1');
  if (answer.status >= 300 && answer.status < 400) throw redirectError(answer);
  if (answer.status === 429 || answer.status >= 500) throw unavailable(answer);
  throw new ActionError(
    'CONTROLLER_ANSWER',
    `${nameOf(answer.response.request)} answers ${answer.status} without asking for a login, as a controller would.`,
    { hint: inFront },
  );
}

/** What is down or overrun does not say what it is. */
function unavailable({ status, words, response }: Answer): ActionError {
  const said = words === '' ? '' : `: ${words}`;
  return new ActionError('CONTROLLER_UNAVAILABLE', `${nameOf(response.request)} answers ${status}${said}`, {
    hint: 'The controller, the router in front of it or its cluster has trouble. Try again later.',
  });
}

function version(header: string | undefined): string | undefined {
  return header?.split(',')[0]?.trim() || undefined;
}

/** The error for a platform that was named in the inputs and is not the one that answers. */
export function otherGeneration(named: string, found: string, write: string): ActionError {
  return new ActionError('CONTROLLER_GENERATION', `\`platform: ${named}\` was asked for, but ${found} answers there.`, {
    hint: `Write \`platform: ${write}\`, or \`auto\`. The two have the same ancestor and incompatible APIs.`,
  });
}
