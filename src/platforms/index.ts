import { ActionError } from '../errors.ts';
import { InputError } from '../inputs/read.ts';
import type { PlatformKind, Request } from '../inputs/request.ts';
import type { Platform, PlatformContext, PlatformModule } from './platform.ts';

/**
 * Every platform: the one line to add for another. Loaded when they are needed: a run talks to one of them, and the
 * others would be more than half of what it starts.
 */
const modules: Readonly<Record<PlatformKind, () => Promise<PlatformModule>>> = {
  cloudfoundry: async () => (await import('./cloudfoundry/index.ts')).cloudFoundry,
  deis: async () => (await import('./deis/index.ts')).deis,
  drycc: async () => (await import('./drycc/index.ts')).drycc,
};

/**
 * The mistakes that can be known before the API was asked what it is: those of a platform that was named.
 *
 * @throws InputError
 */
export async function refuseMistakes(request: Request, kind = request.platform): Promise<void> {
  if (kind === 'auto') return;
  const mistakes = (await modules[kind]()).mistakes(request);
  if (mistakes.length > 0) throw new InputError(mistakes);
}

/**
 * Asks the API what it is, without credentials.
 *
 * @throws ActionError `PLATFORM_UNKNOWN` when it is none of the platforms, or not the one that was named
 * @throws InputError when the inputs do not fit the platform that was found
 */
export async function connect(context: PlatformContext): Promise<Platform> {
  const { request } = context;
  for (const kind of candidates(request)) {
    const platform = await (await modules[kind]()).detect(context);
    if (platform === undefined) continue;
    await refuseMistakes(request, platform.kind);
    return platform;
  }
  const like =
    request.platform === 'auto'
      ? 'neither like Cloud Foundry nor like a Deis or Drycc controller'
      : `not like ${(await modules[request.platform]()).title}`;
  throw new ActionError('PLATFORM_UNKNOWN', `${request.api.host} answers ${like}.`, {
    hint: 'api is the URL of the platform’s API, such as https://api.fr.cloud.gov or https://deis.example.com, not of the app.',
  });
}

/** The named one; else all, beginning with those that the inputs speak for, so that one request is enough. */
function candidates({ platform, org, space, login }: Request): readonly PlatformKind[] {
  if (platform !== 'auto') return [platform];
  const cloudFoundryFirst = login.kind === 'client' || org !== undefined || space !== undefined;
  return cloudFoundryFirst ? ['cloudfoundry', 'deis', 'drycc'] : ['deis', 'drycc', 'cloudfoundry'];
}
