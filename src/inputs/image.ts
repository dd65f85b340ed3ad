import { linuxAmd64 } from '../image/platform.ts';
import { parseReference } from '../image/reference.ts';
import { readHosts } from './addresses.ts';
import { type Form, optional } from './form.ts';
import { readRegistryLogin } from './login.ts';
import * as readers from './readers.ts';
import type { Request } from './request.ts';

/** What is asked for of an image, and of the registry that has it. */
export type ImageWish = Pick<
  Request,
  'registry' | 'registryTrust' | 'imagePlatform' | 'baseImage' | 'imageChecks' | 'ignoredChecks'
>;

/** What belongs to an image, whichever it is. */
export function readImageWish(form: Form): ImageWish {
  return {
    ...(form.read('image-checks', readers.readImageChecks) ?? {
      imageChecks: 'enforce',
      ignoredChecks: new Set<never>(),
    }),
    registryTrust: {
      dockerLogin: form.read('use-docker-login', readers.readBoolean) ?? true,
      realmHosts: form.read('auth-realm-hosts', readHosts) ?? [],
      privateNetwork: form.read('allow-private-network', readers.readBoolean) ?? false,
    },
    imagePlatform: form.read('image-platform', readers.readImagePlatform) ?? linuxAmd64,
    ...optional({ registry: readRegistryLogin(form), baseImage: form.read('base-image', parseReference) }),
  };
}
