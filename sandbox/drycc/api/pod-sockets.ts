import { leftOut, Refusal } from '../../controller/answers.ts';
import { isObject } from '../../controller/body.ts';
import type { Gate } from '../../controller/router.ts';
import type { Pod } from '../../kubernetes/pod.ts';
import type { Handler, Reply } from '../../server.ts';
import { acceptWebSocket, asksForWebSocket, type Listener } from '../../websocket.ts';
import { mayUse, roleOf } from '../gate.ts';
import type { App, User } from '../records.ts';
import type { DryccWorld } from '../world.ts';

const socketPath = /^\/v2\/apps\/(?<app>[\w-]*)\/pods\/(?<pod>[\w-]*)\/(?<what>logs|exec)\/?$/;

/** What a server of ASGI says when the application behind it denies a websocket: no words, no headers of the API. */
const denied: Reply = { status: 403, headers: { 'content-type': 'text/plain' }, body: '' };
/** The same when the application throws before it has accepted. */
const threw: Reply = {
  status: 500,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: 'Internal Server Error',
};

/**
 * Websockets of Drycc (drycc/controller: api/routing.py, middleware.py, consumers.py). They do not pass through the REST
 * framework: no throttle, no version headers, none of its error bodies. Whoever may not read the app, and whoever asks for
 * an app that is not there, is denied alike; a token that is not known is an exception that nobody catches.
 */
export function podSockets(world: DryccWorld, gate: Gate<User>): Handler {
  return (exchange) => {
    const match = socketPath.exec(exchange.path)?.groups;
    if (match === undefined || !asksForWebSocket(exchange)) return threw;
    const authorization = exchange.headers['authorization'];
    if (authorization === undefined) return denied;
    let user: User | undefined;
    try {
      user = gate.authenticate(authorization);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      // 403: the token is known, but its grant has run out, which leaves nobody.
      return error.reply.status === 403 ? denied : threw;
    }
    if (user === undefined) return threw;
    const app = world.apps.get(match['app'] ?? '');
    if (app === undefined || !mayUse(roleOf(app, user), 'GET')) return denied;
    if (match['what'] === 'exec') return leftOut('commands in pods').reply;
    return acceptWebSocket(exchange, podLog(world, app, match['pod'] ?? ''));
  };
}

/**
 * `AppPodLogsConsumer`: the first frame says what is wanted, the log comes in one frame of text, then close 1000. Whatever
 * goes wrong, in the frame or in Kubernetes (no such pod or container, none that has run), is an exception that nobody
 * catches: the connection ends without a close frame.
 */
function podLog(world: DryccWorld, app: App, podName: string): Listener {
  let answered = false;
  return (message, peer) => {
    if (answered) return;
    answered = true;
    const wanted = typeof message === 'string' ? readWanted(message) : undefined;
    if (wanted === undefined) return peer.cut();
    if (wanted.follow) return peer.close(1011, 'The sandbox does not play "follow"; the real controller would.');
    const pod = world.cluster.pods(app.id).find((candidate) => candidate.name === podName);
    const restarts = pod === undefined ? undefined : runOf(pod, wanted.previous);
    if (pod === undefined || restarts === undefined) return peer.cut();
    if (wanted.container !== '' && wanted.container !== `${app.id}-${pod.type}`) return peer.cut();
    const lines = world.cluster
      .logs(app.id)
      .filter((entry) => entry.pod === pod && entry.restarts === restarts)
      .map(({ text }) => `${text}\n`);
    peer.sendText((wanted.lines > 0 ? lines.slice(-wanted.lines) : lines).join(''));
    peer.close(1000);
  };
}

interface Wanted {
  readonly lines: number;
  readonly follow: boolean;
  readonly container: string;
  readonly previous: boolean;
}

/** Keys that it does not know are not looked at. Undefined: the consumer would throw on it. */
function readWanted(message: string): Wanted | undefined {
  let value: unknown;
  try {
    value = JSON.parse(message);
  } catch {
    return undefined;
  }
  if (!isObject(value)) return undefined;
  const { lines = 300, follow = false, container = '', previous = false } = value;
  if (typeof lines !== 'number' || !Number.isInteger(lines)) return undefined;
  if (typeof follow !== 'boolean' || typeof previous !== 'boolean' || typeof container !== 'string') return undefined;
  return { lines, follow, container, previous };
}

/**
 * Which run of the container the kubelet reads, by its number of restarts; undefined: it refuses. While a crashed
 * container is held back, the newest run is its last state: `previous` or not, that is what is read
 * (kubernetes: kubelet_pods.go, validateContainerLogStatus).
 */
function runOf({ phase, restarts }: Pod, previous: boolean): number | undefined {
  switch (phase) {
    case 'crash-back-off':
      return restarts;
    case 'running':
    case 'deleting':
    case 'exited':
    case 'succeeded':
    case 'failed':
      if (!previous) return restarts;
      return restarts === 0 ? undefined : restarts - 1;
    default:
      return undefined;
  }
}
