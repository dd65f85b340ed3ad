import { type Reply, type RunningServer, serve } from './server.ts';

/** An instance that takes a request for a host name. */
export interface Answering {
  readonly app: string;
  readonly image: string;
  /** Index or pod name. */
  readonly instance: string;
}

/**
 * What stands in front of the apps of one platform: answers for the host names, and on Cloud Foundry paths, that the
 * platform routes, with the name of the instance and the image it runs, so that one can see which release serves.
 *
 * @param instanceFor a reply: the router knows the host, and answers by itself; undefined: it does not
 */
export function startRouter(
  instanceFor: (host: string, path: string) => Answering | Reply | undefined,
  port?: number,
): Promise<RunningServer> {
  return serve(
    ({ headers, path }) => {
      const host = (headers['host'] ?? '').replace(/:\d+$/, '').toLowerCase();
      const found = instanceFor(host, path);
      if (found === undefined) {
        // gorouter's words; Kubernetes ingresses have others, but all say 404.
        return {
          status: 404,
          headers: { 'x-cf-routererror': 'unknown_route' },
          body: `404 Not Found: Requested route ('${host}') does not exist.\n`,
        };
      }
      if ('status' in found) return found;
      return {
        status: 200,
        headers: { 'content-type': 'text/plain' },
        body: `${found.app}: instance ${found.instance} runs ${found.image}\n`,
      };
    },
    port === undefined ? {} : { port },
  );
}
