import type { Clock } from '../../../clock.ts';
import type { RegistryLogin } from '../../../inputs/request.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import { createOnce } from '../api/create-once.ts';
import { guidFrom } from '../api/shapes.ts';
import { runLabel } from './deployment.ts';
import type { Labels } from './labels.ts';

export interface PackageOrder {
  readonly appGuid: string;
  /** `host/path@sha256:…` */
  readonly image: string;
  readonly registry: RegistryLogin | undefined;
  readonly runId: string;
  /** Beside the run's own. */
  readonly labels: Labels;
}

interface Tools {
  readonly api: CloudController;
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
}

/**
 * Creates the package of an image, once: where the image is, and the login that it is pulled with.
 *
 * @param find the package of this run whose answer was lost, as the platform finds it; undefined: it is not there
 * @returns its guid
 */
export function createPackage(
  { appGuid, image, registry, runId, labels }: PackageOrder,
  { api, clock, signal }: Tools,
  find: () => Promise<unknown>,
): Promise<string> {
  const body = {
    type: 'docker',
    relationships: { app: { data: { guid: appGuid } } },
    data: {
      image,
      ...(registry === undefined ? {} : { username: registry.username, password: registry.password }),
    },
    metadata: { labels: { ...labels, [runLabel]: runId } },
  };
  return createOnce(clock, signal, {
    create: async () => guidFrom(await api.write('POST', '/v3/packages', 'create the package', body), 'package'),
    lookUp: async () => {
      const found = await find();
      return found === undefined ? undefined : guidFrom(found, 'package');
    },
  });
}
