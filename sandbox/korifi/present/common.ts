import type { Resource } from '../records.ts';
import { iso } from '../request/list.ts';

/** Stands in lists for what may be a secret. */
export const hiddenInLists = '[PRIVATE DATA HIDDEN IN LISTS]';

/** Makes the link object of a path below `/v3`; `method` where it is not GET. */
export function linksOf(url: string): (path: string, method?: string) => object {
  return (path, method) => ({ href: `${url}/v3/${path}`, ...(method === undefined ? {} : { method }) });
}

export function datesOf(resource: Resource): object {
  return { created_at: iso(resource.createdAt), updated_at: iso(resource.updatedAt) };
}

/** A to-one relationship. */
export function toOne({ guid }: { readonly guid: string }): object {
  return { data: { guid } };
}

/** The list of buildpacks stands there for images, too. */
export const dockerLifecycle = { type: 'docker', data: { buildpacks: [] } };
