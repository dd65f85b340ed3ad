import type { ImageFacts } from '../image/facts.ts';
import { type ImagePlatform, linuxAmd64, normalPlatform } from '../image/platform.ts';
import type { ImageReference } from '../image/reference.ts';
import type { RegistryAccess } from './access.ts';
import { ImageSource } from './image-source.ts';
import { withinLimits } from './limits.ts';
import { resolveIndex, withConfig } from './resolve.ts';
import { RegistrySession } from './session.ts';

/**
 * Reads what an image is from its registry (OCI distribution-spec, pull), every byte held against its digest: the tag's
 * digest by HEAD (which Docker Hub does not count as a pull), then manifest and config by digest; where the HEAD was
 * answered with a wish for a login, the manifest by tag in one go. Three requests for a public single-platform image,
 * four with an index, one more where blobs are elsewhere, one where a token is needed, and one for a tag beside a digest.
 *
 * An image that is not built for `wanted` is read all the same, so that the rules of `image/rules.ts` can say what it
 * is built for.
 *
 * Without `access.findLogin` the logins of earlier steps are looked for where docker and podman keep them.
 *
 * @throws ActionError: `IMAGE_NOT_FOUND`, `IMAGE_CORRUPT`, `IMAGE_KIND`, `IMAGE_SCHEMA1`, `IMAGE_REFERENCE` (no such
 * host or name can be), `REGISTRY_DENIED`, `REGISTRY_LOGIN`, `REGISTRY_RATE_LIMIT`, `REGISTRY_UNAVAILABLE`,
 * `REGISTRY_ANSWER`, `REGISTRY_REALM`, `REGISTRY_TOKEN`, `REGISTRY_REDIRECT`, `REGISTRY_TIMEOUT` (two minutes), and
 * those of `Http`
 */
export async function inspectImage(
  reference: ImageReference,
  access: RegistryAccess,
  wanted: ImagePlatform = linuxAmd64,
): Promise<ImageFacts> {
  return withinLimits(reference, access, async (limited) => {
    const session = new RegistrySession(reference, { ...limited, findLogin: () => findLogin(reference, limited) });
    const source = new ImageSource(reference, session, limited);
    const root = await source.root();
    const { image, offered } =
      root.manifest.kind === 'index'
        ? await resolveIndex(source, root.manifest, normalPlatform(wanted))
        : { image: await withConfig(source, { ...root, manifest: root.manifest }), offered: [] };
    const { openedBy, remarks } = session;
    const tagDigest =
      reference.tag === undefined || reference.digest === undefined
        ? undefined
        : await source.informedTag(reference.tag);
    for (const remark of remarks) limited.note(remark);
    const { manifest, config, declared } = image;
    const sizes = new Map(manifest.layers.map((layer) => [layer.digest, layer.size]));
    return {
      ...config,
      reference,
      digest: root.digest,
      manifestDigest: image.digest,
      mediaType: root.manifest.mediaType,
      offered: offered.length === 0 ? [config.platform] : offered,
      ...(declared === undefined ? {} : { declared }),
      layers: manifest.layers,
      compressedBytes: [...sizes.values()].reduce((sum, size) => sum + size, 0),
      configBytes: manifest.config.size,
      // Of two of one name the later one stays: the nearest to the image.
      annotations: new Map(image.annotations.toReversed().flatMap((annotations) => [...annotations])),
      ...(tagDigest === undefined ? {} : { tagDigest }),
      openedBy,
    };
  });
}

async function findLogin(reference: ImageReference, access: RegistryAccess) {
  if (access.findLogin !== undefined) return access.findLogin();
  // Loaded when it is needed: most images are public, or come with a login.
  const { findDockerLogin } = await import('./login/docker-config.ts');
  return findDockerLogin(reference, access);
}
