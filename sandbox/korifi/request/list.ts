import { unprocessable } from '../errors.ts';
import type { Resource } from '../records.ts';
import type { Call } from './call.ts';

/** What a list can be ordered by, beside the times: a name to the text that is compared. */
type Orders<T> = Readonly<Record<string, (item: T) => string>>;

export const times = {
  created_at: (item: Resource) => iso(item.createdAt),
  updated_at: (item: Resource) => iso(item.updatedAt),
};

/** A time as the API writes it: whole seconds, UTC. */
export function iso(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** Whether a filter lets a value through: a list with commas, or nothing. */
export function passes(call: Call, key: string, ...values: readonly string[]): boolean {
  const wanted = (call.query.get(key) ?? '').split(',').filter((value) => value !== '');
  return wanted.length === 0 || values.some((value) => wanted.includes(value));
}

/**
 * In the order that was asked for. Kubernetes lists by name, which is the guid, and knows whole seconds: the newest of
 * two things of one second is a toss-up.
 */
export function ordered<T extends Resource>(call: Call, items: readonly T[], orders: Orders<T>): readonly T[] {
  const byGuid = [...items].sort((a, b) => compare(a.guid, b.guid));
  const asked = call.query.get('order_by') ?? '';
  if (asked === '') return byGuid;
  const column = orders[asked.replace(/^-/, '')];
  if (column === undefined) {
    const allowed = Object.keys(orders).flatMap((name) => [name, `-${name}`]);
    throw unprocessable(`order_by value must be one of: ${allowed.join(', ')}`);
  }
  const sign = asked.startsWith('-') ? -1 : 1;
  return byGuid.sort((a, b) => sign * compare(column(a), column(b)));
}

export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * One page of a list. Where a page holds all there is, it is the first, whatever was asked for.
 *
 * @see cloudfoundry/korifi: api/presenter/shared.go
 */
export function pageOf<T>(call: Call, url: string, items: readonly T[], present: (item: T) => object): object {
  const perPage = number(call, 'per_page', 50, 5_000);
  const asked = number(call, 'page', 1, Infinity);
  const pages = Math.max(1, Math.ceil(items.length / perPage));
  const page = perPage >= items.length ? 1 : asked;
  const link = (at: number) => {
    const query = new URLSearchParams(call.query);
    query.set('page', String(at));
    query.set('per_page', String(perPage));
    query.sort();
    return { href: `${url}${call.path}?${query}` };
  };
  return {
    pagination: {
      total_results: items.length,
      total_pages: pages,
      first: link(1),
      last: link(pages),
      next: page < pages ? link(page + 1) : null,
      previous: page > 1 ? link(Math.min(page - 1, pages)) : null,
    },
    resources: items.slice((page - 1) * perPage, page * perPage).map(present),
  };
}

/** Lists that belong to one resource do not look at the query: all is on one page. */
export function allOf<T>(call: Call, url: string, items: readonly T[], present: (item: T) => object): object {
  const link = { href: `${url}${call.path}?page=1&per_page=${items.length}` };
  return {
    pagination: {
      ...{ total_results: items.length, total_pages: 1, first: link, last: link, next: null, previous: null },
    },
    resources: items.map(present),
  };
}

function number(call: Call, key: string, otherwise: number, most: number): number {
  const text = call.query.get(key) ?? '';
  if (text === '') return otherwise;
  if (!/^[+-]?\d+$/.test(text)) throw unprocessable(`${key} value must be an integer`);
  const value = Number(text);
  if (value < 1 || value > most) throw unprocessable(`${key} value ${value} is not allowed`);
  return value;
}
