import { httpAnswer, type PulledImage } from './image.ts';
import { type Reply, type RunningServer, serve } from './server.ts';

/** An instance that takes a request for a host name. */
export interface Answering {
  readonly app: string;
  readonly image: string;
  /** Index or pod name. */
  readonly instance: string;
}

/**
 * What stands in front of the apps of one platform: hands on what comes for the host names, and on Cloud Foundry paths,
 * that the platform routes. An app answers as its image says, else with the name of the instance and the image it runs,
 * so that one can see which release serves.
 *
 * @param instanceFor a reply: the router knows the host, and answers by itself; undefined: it does not
 * @param imageOf how the app in an image behaves; undefined: as any other
 */
export function startRouter(
  instanceFor: (host: string, path: string) => Answering | Reply | undefined,
  imageOf: (image: string) => Pick<PulledImage, 'httpAnswers' | 'httpPaths'> | undefined,
): Promise<RunningServer> {
  return serve(({ headers, path }) => {
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
    const { status, body } = httpAnswer(imageOf(found.image) ?? {}, path);
    return {
      status,
      headers: { 'content-type': 'text/plain' },
      body: `${body ?? `${found.app}: instance ${found.instance} runs ${found.image}`}\n`,
    };
  });
}
