import type { Exchange, Handler, Reply } from '../../server.ts';
import { ApiError, NotModelled, unknownRequest } from '../errors.ts';
import { authenticated, roleWarning } from '../request/auth.ts';
import { Call, type Endpoint } from '../request/call.ts';
import type { KorifiWorld } from '../world.ts';

/** What is answered without a login, by path. */
export type OpenAnswers = ReadonlyMap<string, () => Reply>;

/** Address, who, query, then the endpoint. */
export function router(world: KorifiWorld, open: OpenAnswers, endpoints: readonly Endpoint[]): Handler {
  const table = endpoints.map((endpoint) => ({ endpoint, parts: endpoint.path.split('/') }));

  const match = (method: string, path: string) => {
    const parts = path.split('/');
    for (const { endpoint, parts: pattern } of table) {
      if (endpoint.method !== method || pattern.length !== parts.length) continue;
      const params: Record<string, string> = {};
      const fits = pattern.every((part, at) => {
        const actual = parts[at] ?? '';
        if (!part.startsWith(':')) return part === actual;
        params[part.slice(1)] = actual;
        return actual !== '';
      });
      if (fits) return { endpoint, params };
    }
    return undefined;
  };

  const answer = async (exchange: Exchange): Promise<Reply> => {
    const { method, path, headers } = exchange;
    const document = method === 'GET' ? open.get(path) : undefined;
    if (document !== undefined) return document();
    const hit = match(method, path);
    if (hit === undefined) return unknownRequest().reply();
    const user = await authenticated(world, headers['authorization']);
    const reply = await outcome(() => {
      const call = new Call(exchange, hit.params, user);
      if (hit.endpoint.query !== undefined) call.onlyKeys(hit.endpoint.query);
      return hit.endpoint.answer(call);
    });
    return { ...reply, headers: { ...reply.headers, ...roleWarning(user) } };
  };

  return (exchange) => outcome(() => answer(exchange));
}

async function outcome(answer: () => Reply | Promise<Reply>): Promise<Reply> {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof ApiError) return error.reply();
    if (error instanceof NotModelled) return { status: 599, body: `${error.message}\n` };
    throw error;
  }
}
