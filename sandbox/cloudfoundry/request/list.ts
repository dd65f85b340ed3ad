import { badQuery } from '../errors.ts';
import type { Resource } from '../model.ts';
import type { Call } from './call.ts';
import { labelSelector } from './selector.ts';

/** Query keys of every list. */
export const pageKeys = [
  'page',
  'per_page',
  'order_by',
  'label_selector',
  'guids',
  'created_ats',
  'updated_ats',
] as const;

/** How to look up what a filter names: the query key, and the values that an item has for it. */
export type Filters<T> = Readonly<Record<string, (item: T) => readonly string[]>>;

export interface Page {
  readonly pagination: object;
  readonly resources: readonly object[];
}

/**
 * One page of a v3 list: filters (a comma list is an "or"), label selector, order, pages. Ties of `order_by` are broken
 * by guid, and times count in whole seconds (CCNG, lib/cloud_controller/paging/sequel_paginator.rb): the "newest" of
 * two things made within a second is a toss-up, here as there.
 */
export function pageOf<T extends Resource>(
  call: Call,
  apiUrl: string,
  items: readonly T[],
  filters: Filters<T>,
  present: (item: T) => object,
  orders: Readonly<Record<string, (item: T) => string>> = {},
): Page {
  let hits = items.filter((item) =>
    Object.entries(filters).every(([key, valuesOf]) => {
      const wanted = commaList(call.query.get(key));
      return wanted === undefined || valuesOf(item).some((value) => wanted.includes(value));
    }),
  );
  const guids = commaList(call.query.get('guids'));
  if (guids !== undefined) hits = hits.filter((item) => guids.includes(item.guid));
  const selector = call.query.get('label_selector');
  if (selector !== null) {
    const matches = labelSelector(selector);
    hits = hits.filter((item) => matches(item.metadata.labels));
  }
  hits = withinTimes(call, hits, 'created_ats', (item) => item.createdAt);
  hits = withinTimes(call, hits, 'updated_ats', (item) => item.updatedAt);
  hits = ordered(call, hits, orders);

  const page = pageNumber(call, 'page', 1);
  const perPage = pageNumber(call, 'per_page', 50);
  if (perPage > 5000) throw badQuery('Per page must be between 1 and 5000');
  const pages = Math.max(1, Math.ceil(hits.length / perPage));
  const link = (number: number) => {
    const query = new URLSearchParams(call.query);
    query.set('page', String(number));
    query.set('per_page', String(perPage));
    return { href: `${apiUrl}${call.path}?${query}` };
  };
  return {
    pagination: {
      total_results: hits.length,
      total_pages: pages,
      first: link(1),
      last: link(pages),
      next: page < pages ? link(page + 1) : null,
      previous: page > 1 ? link(page - 1) : null,
    },
    resources: hits.slice((page - 1) * perPage, page * perPage).map(present),
  };
}

/** The values of a filter. A comma within a value is written `%2C` once more, as in the names of apps. */
export function commaList(text: string | null): string[] | undefined {
  return text?.split(',').map((value) => (value.includes('%') ? safeDecode(value) : value));
}

function safeDecode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function pageNumber(call: Call, key: string, otherwise: number): number {
  const text = call.query.get(key);
  if (text === null) return otherwise;
  if (!/^[1-9]\d*$/.test(text)) {
    throw badQuery(`${key === 'page' ? 'Page' : 'Per page'} must be a positive integer`);
  }
  return Number(text);
}

function ordered<T extends Resource>(
  call: Call,
  items: readonly T[],
  orders: Readonly<Record<string, (item: T) => string>>,
): T[] {
  const orderBy = call.query.get('order_by');
  if (orderBy === null) return [...items].sort((a, b) => a.seq - b.seq);
  const columns: Record<string, (item: T) => string> = {
    created_at: (item) => iso(item.createdAt),
    updated_at: (item) => iso(item.updatedAt),
    ...orders,
  };
  const match = /^([+-]?)(\w+)$/.exec(orderBy.replace(/^ /, '+'));
  const column = match === null ? undefined : columns[match[2] ?? ''];
  if (match === null || column === undefined) {
    const allowed = Object.keys(columns).map((name) => `'${name}'`);
    throw badQuery(`Order by can only be: ${allowed.join(', ')}`);
  }
  const sign = match[1] === '-' ? -1 : 1;
  const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return [...items].sort((a, b) => sign * compare(column(a), column(b)) || sign * compare(a.guid, b.guid));
}

/** `created_ats=a,b` (exactly these) and `created_ats[gt]=a` with `lt`, `lte`, `gt`, `gte`. */
function withinTimes<T>(call: Call, items: readonly T[], key: string, timeOf: (item: T) => number): T[] {
  let hits = [...items];
  for (const [name, value] of call.query) {
    const operator = name === key ? 'eq' : new RegExp(`^${key}\\[(\\w+)\\]$`).exec(name)?.[1];
    if (operator === undefined) continue;
    const times = value.split(',').map((text) => {
      const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) ? Date.parse(text) : Number.NaN;
      if (Number.isNaN(ms)) {
        throw badQuery(
          `${key === 'created_ats' ? 'Created ats' : 'Updated ats'} has an invalid timestamp format. Timestamps should be formatted as 'YYYY-MM-DDThh:mm:ssZ'`,
        );
      }
      return ms;
    });
    const bound = times[0] ?? 0;
    const tests: Record<string, (ms: number) => boolean> = {
      eq: (ms) => times.includes(ms),
      lt: (ms) => ms < bound,
      lte: (ms) => ms <= bound,
      gt: (ms) => ms > bound,
      gte: (ms) => ms >= bound,
    };
    const test = tests[operator];
    if (test === undefined || (operator !== 'eq' && times.length > 1)) {
      throw badQuery(`Invalid relational operator: '${operator}'`);
    }
    hits = hits.filter((item) => test(Math.floor(timeOf(item) / 1000) * 1000));
  }
  return hits;
}

/** A time as the API writes it: whole seconds, UTC. */
export function iso(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
