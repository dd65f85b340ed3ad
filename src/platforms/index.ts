import { ActionError } from '../errors.ts';
import type { InputName } from '../inputs/definitions.ts';
import { InputError } from '../inputs/input-error.ts';
import type { ManifestReading } from '../inputs/manifest.ts';
import type { Draft, Login, Mistake, PlatformKind, PlatformRequest } from '../inputs/request.ts';
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
 * What the platform that was named makes of the inputs, before anything is sent; with `auto` that is not known yet.
 *
 * @param name the `platform` input as it was given
 */
export async function mistakesOf(name: string): Promise<(draft: Draft) => readonly Mistake[]> {
  const kind = (Object.keys(modules) as PlatformKind[]).find((known) => known === name.toLowerCase());
  if (kind === undefined) return () => [];
  const module = await modules[kind]();
  return (draft) => module.mistakes(draft);
}

/** What the file says that `manifest` names. Undefined: it names none. */
export async function manifestOf(
  input: (name: InputName) => string,
  around: { readonly workspace: string; readonly repository: string | undefined },
): Promise<ManifestReading | undefined> {
  if (input('manifest') === '') return undefined;
  // A chunk of its own: most runs have no such file.
  const { readManifest } = await import('./manifest.ts');
  return readManifest(input, around, (kind) => modules[kind]());
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
    const module = await modules[kind]();
    const platform = await module.detect(context);
    if (platform === undefined) continue;
    // With `auto` it is only now known which inputs the platform needs.
    const mistakes = module.mistakes(request);
    if (mistakes.length > 0) throw new InputError(mistakes);
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

const cloudFoundryOnly: readonly Login['kind'][] = ['client', 'oidc-user', 'oidc-client'];

/** The named one; else all, beginning with those that the inputs speak for, so that one request is enough. */
function candidates({ platform, org, space, login }: PlatformRequest): readonly PlatformKind[] {
  if (platform !== 'auto') return [platform];
  const cloudFoundryFirst = cloudFoundryOnly.includes(login.kind) || org !== undefined || space !== undefined;
  return cloudFoundryFirst ? ['cloudfoundry', 'deis', 'drycc'] : ['deis', 'drycc', 'cloudfoundry'];
}
