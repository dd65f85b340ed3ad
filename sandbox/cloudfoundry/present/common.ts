import type { Resource } from '../model.ts';
import { iso } from '../request/list.ts';

/** Makes the link object of a path below `/v3`; `method` where it is not GET. */
export type Link = (path: string, method?: string) => object;

/** What stands in place of a value that the caller may not read. */
export const hidden = '[PRIVATE DATA HIDDEN]';
export const hiddenInEvents = 'PRIVATE DATA HIDDEN';
export const hiddenInLists = '[PRIVATE DATA HIDDEN IN LISTS]';

export function linkTo(apiUrl: string): Link {
  return (path, method) => ({ href: `${apiUrl}/v3/${path}`, ...(method === undefined ? {} : { method }) });
}

/** The fields that every resource begins with. */
export function head(resource: Resource): object {
  return { guid: resource.guid, created_at: iso(resource.createdAt), updated_at: iso(resource.updatedAt) };
}

/** A to-one relationship. */
export function toOne(resource: { readonly guid: string }): object {
  return { data: { guid: resource.guid } };
}
