import { at } from '../../../http/json.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import type { Droplet } from '../api/shapes.ts';
import { spelledOut } from '../image/image.ts';

/**
 * A droplet of this very image that was staged before, and without a registry login: staging copies the login of its
 * package into the droplet, which does not tell of it (`docker/staging_completion_handler.rb`). Its package does. With a
 * login there is no droplet to be used again: the one that is stored may be another, or an old one of the same user.
 *
 * @param image `host/path@sha256:…`
 * @returns one request where there is a droplet of this image, none where there is none
 */
export async function stagedBefore(
  api: CloudController,
  droplets: readonly Droplet[],
  image: string,
): Promise<string | undefined> {
  const droplet = droplets.find((one) => one.image !== undefined && spelledOut(one.image) === image);
  if (droplet?.packageGuid === undefined) return undefined;
  const found = await api.find(`/v3/packages/${droplet.packageGuid}`, 'read the package of the droplet');
  return at(found, 'data', 'username') === null ? droplet.guid : undefined;
}
