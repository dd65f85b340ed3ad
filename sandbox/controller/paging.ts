import type { Exchange, Reply } from '../server.ts';
import { json } from './answers.ts';

/** Django REST framework's LimitOffsetPagination with a default limit of 100: bad numbers count as not given. */
export function page<T>(exchange: Exchange, items: readonly T[], shape: (item: T) => object): Reply {
  const limit = positive(exchange.query.get('limit')) ?? 100;
  const offset = positive(exchange.query.get('offset')) ?? 0;
  const link = (start: number): string => {
    const query = new URLSearchParams(exchange.query);
    query.set('limit', String(limit));
    if (start > 0) query.set('offset', String(start));
    else query.delete('offset');
    query.sort();
    return `http://${exchange.headers['host'] ?? 'localhost'}${exchange.path}?${query.toString()}`;
  };
  return json(200, {
    count: items.length,
    next: offset + limit < items.length ? link(offset + limit) : null,
    previous: offset > 0 ? link(offset - limit) : null,
    results: items.slice(offset, offset + limit).map(shape),
  });
}

/** A list that the controllers dress up as a page without cutting it. */
export function listing(results: readonly object[]): Reply {
  return json(200, { results, count: results.length });
}

function positive(text: string | null): number | undefined {
  return text !== null && /^\d+$/.test(text) && Number(text) > 0 ? Number(text) : undefined;
}
