import type { ImageFacts } from './facts.ts';

/** What an image may say about where it comes from (OCI image-spec, `annotations.md`). */
export type LabelName = 'revision' | 'source' | 'version' | 'base.name' | 'base.digest';

type Labelled = Pick<ImageFacts, 'annotations' | 'labels'>;

/** What people wrote before there were the annotations of OCI (label-schema.org, retired in 2019). */
const labelSchema: Readonly<Partial<Record<LabelName, string>>> = {
  revision: 'org.label-schema.vcs-ref',
  source: 'org.label-schema.vcs-url',
  version: 'org.label-schema.version',
};

/**
 * What the image says of itself: by annotations of its manifest or index, else by labels, else by labels of
 * label-schema. Undefined: it says nothing. Foreign text; labels may be those of the base, which every image inherits.
 * A login inside a source's URL is taken out, up to the last @ before its path, since people do not encode passwords.
 */
export function labelOf({ annotations, labels }: Labelled, name: LabelName): string | undefined {
  const key = `org.opencontainers.image.${name}`;
  const old = labelSchema[name];
  const found = [annotations.get(key), labels.get(key), old === undefined ? undefined : labels.get(old)];
  const text = found.map((value) => value?.trim()).find((value) => value !== undefined && value !== '');
  return name === 'source' ? text?.replace(/^([a-z][a-z0-9+.-]*:\/\/|(?=[^/@:]*:))[^/]*@/i, '$1') : text;
}

/** The commit that the image says it was built from, in lower case: 7 to 64 hex digits. Undefined: none, or no commit. */
export function revisionOf(image: Labelled): string | undefined {
  const revision = labelOf(image, 'revision')?.toLowerCase();
  return revision !== undefined && /^[0-9a-f]{7,64}$/.test(revision) ? revision : undefined;
}

/**
 * The repository that the image says it was built from, `owner/name` in lower case, whatever form of address it is
 * written in: `https://github.com/acme/web`, `git@github.com:acme/web.git`, `github.com/acme/web/tree/main`.
 */
export function sourceRepositoryOf(image: Labelled): string | undefined {
  const address = labelOf(image, 'source')
    ?.slice(0, 1000)
    .replace(/^(?:git\+)?[a-z]+:\/\//i, '')
    .replace(/^[^/@]*@/, '');
  // A host, a port perhaps, and the first two parts of the path.
  const match = /^[\w.-]+(?::\d+(?=\/))?[/:]([\w.-]+)\/([\w.-]+)/.exec(address ?? '');
  const name = match?.[2]?.replace(/\.git$/i, '');
  return name === undefined || name === '' ? undefined : `${match?.[1]}/${name}`.toLowerCase();
}
