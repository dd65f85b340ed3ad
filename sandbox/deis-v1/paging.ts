import { json } from '../controller/answers.ts';
import type { Exchange, Reply } from '../server.ts';
import { missing } from './framework.ts';

/**
 * Django REST framework 3.0's pages, 100 items each unless `page_size` says otherwise; a bad size counts as not given, a
 * page that is not there is a 404.
 */
export async function page<T>(
  exchange: Exchange,
  items: readonly T[],
  shape: (item: T) => object | Promise<object>,
): Promise<Reply> {
  const size = Number(/^0*([1-9]\d*)$/.exec(exchange.query.get('page_size') ?? '')?.[1] ?? 100);
  const pages = Math.max(1, Math.ceil(items.length / size));
  const asked = exchange.query.get('page') ?? '1';
  const number = asked === 'last' ? pages : /^\d+$/.test(asked) ? Number(asked) : 0;
  if (number < 1 || number > pages) throw missing();
  const link = (other: number): string => {
    const query = new URLSearchParams(exchange.query);
    query.set('page', String(other));
    return `http://${exchange.headers['host'] ?? 'localhost'}${exchange.path}?${query.toString()}`;
  };
  const results: object[] = [];
  // One after the other: a container's state may have to be waited for.
  for (const item of items.slice((number - 1) * size, number * size)) results.push(await shape(item));
  return json(200, {
    count: items.length,
    next: number < pages ? link(number + 1) : null,
    previous: number > 1 ? link(number - 1) : null,
    results,
  });
}
