import type { InputName } from '../inputs/definitions.ts';
import type { ManifestReading } from '../inputs/manifest.ts';
import { Unreadable } from '../inputs/readers.ts';
import { appOf } from '../inputs/target.ts';
import { readWorkspaceFile } from '../inputs/workspace-file.ts';
import type { PlatformKind, PlatformModule } from './platform.ts';

/**
 * Reads the file that `manifest` names as the platform does that was named; with `auto` the file tells by what is in it
 * whose it is.
 *
 * @param around the folder that the path is below, and `owner/name` of the workflow's repository
 */
export async function readManifest(
  input: (name: InputName) => string,
  around: { readonly workspace: string; readonly repository: string | undefined },
  moduleOf: (kind: PlatformKind) => Promise<PlatformModule>,
): Promise<ManifestReading> {
  let text: string;
  try {
    text = readWorkspaceFile(input('manifest'), around.workspace);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { settings: {}, mistakes: [error.message] };
  }
  const module = await moduleOf(platformOf(input('platform'), text));
  if (module.kind !== 'cloudfoundry' && isCloudFoundryManifest(text)) {
    return { settings: {}, mistakes: [`is a manifest for Cloud Foundry · ${module.title} takes a Procfile`] };
  }
  return module.readManifest(text, {
    app: input('app') || undefined,
    repository: appOf(around.repository),
    image: input('image'),
    registryUsername: input('registry-username'),
  });
}

function platformOf(named: string, text: string): PlatformKind {
  const known = (['cloudfoundry', 'deis', 'drycc'] as const).find((kind) => kind === named.toLowerCase());
  return known ?? (isCloudFoundryManifest(text) ? 'cloudfoundry' : 'deis');
}

/** A Cloud Foundry manifest is a map with `applications`, in YAML or in JSON; a Procfile has a command a line. */
export function isCloudFoundryManifest(text: string): boolean {
  return /^[\s{]*(["']?)applications\1\s*:/m.test(text);
}
