import { detail } from '../../controller/answers.ts';
import { isObject } from '../../controller/body.ts';
import { timestamp } from '../../controller/names.ts';
import { listing } from '../../controller/paging.ts';
import { podState } from '../../controller/pod-state.ts';
import type { Route } from '../../controller/router.ts';
import type { Pod } from '../../kubernetes/pod.ts';
import { appOf, serverError } from '../gate.ts';
import type { App, User } from '../records.ts';
import type { DryccWorld } from '../world.ts';

const appPath = '^/v2/apps/(?<app>[a-z0-9-]+)';

/** `pods/`, what is known about one of them, and `events/`. */
export function podRoutes(world: DryccWorld): readonly Route<User>[] {
  return [
    {
      path: new RegExp(`${appPath}/pods/?$`),
      allow: 'GET, DELETE, HEAD, OPTIONS',
      GET: (request) => {
        const pods = world.cluster.pods(appOf(world, request).id);
        return listing(world.cluster.down ? [] : pods.filter((pod) => pod.phase !== 'gone').map(podJson));
      },
      DELETE: (request) => {
        const app = appOf(world, request);
        const body = request.body().value;
        const ids = isObject(body) ? body['pod_ids'] : undefined;
        if (typeof ids !== 'string') throw serverError();
        world.clock.after(world.timings.queue, () => {
          if (world.workerKilled || world.cluster.down) return;
          for (const pod of world.cluster.pods(app.id)) if (ids.split(',').includes(pod.name)) pod.delete();
        });
        return { status: 200 };
      },
    },
    {
      path: new RegExp(`${appPath}/pods/(?<pod>[a-z0-9-]+)/describe/?$`),
      allow: 'GET, HEAD, OPTIONS',
      GET: (request) => {
        const app = appOf(world, request);
        const pod = world.cluster.pods(app.id).find((candidate) => candidate.name === request.parameters['pod']);
        if (pod === undefined) throw detail(400, 'this process not found');
        return listing([describePod(app, pod)]);
      },
    },
    {
      // Websockets: `podSockets` has those who ask for one.
      path: new RegExp(`${appPath}/pods/[a-z0-9-]+/(logs|exec)/?$`),
      allow: '',
      GET: (request) => {
        appOf(world, request);
        return {
          status: 426,
          headers: { upgrade: 'websocket', 'content-type': 'text/plain' },
          body: 'Upgrade Required',
        };
      },
    },
    {
      path: new RegExp(`${appPath}/events/?$`),
      allow: 'GET, HEAD, OPTIONS',
      GET: (request) => {
        const app = appOf(world, request);
        const { query } = request.exchange;
        const name = query.get('pod_name') ?? '';
        const pod = world.cluster.pods(app.id).find((candidate) => candidate.name === name);
        const events = name === '' ? world.cluster.deployment(app.id, query.get('ptype') ?? '')?.events : pod?.events;
        const listed = world.cluster.down ? [] : (events ?? []);
        return listing(listed.map(({ reason, message, at }) => ({ reason, message, created: timestamp(at) })));
      },
    },
  ];
}

function podJson(pod: Pod): object {
  return {
    name: pod.name,
    state: podState(pod),
    release: pod.template.release,
    type: pod.type,
    started: timestamp(pod.createdAt),
    ready: pod.ready ? '1/1' : '0/1',
    restarts: pod.restarts,
  };
}

/** Before its container has been started a pod has no state to show, whatever keeps it from that: as recorded. */
function describePod(app: App, pod: Pod): object {
  const began = pod.startedAt === undefined ? undefined : timestamp(pod.startedAt);
  const { exit } = pod;
  const terminated = { terminated: { exitCode: exit?.code, reason: exit?.reason, startedAt: began } };
  let state: object = {};
  const ended = pod.phase === 'succeeded' || pod.phase === 'failed';
  if (pod.phase === 'running' || pod.phase === 'deleting') state = { running: { startedAt: began } };
  else if (pod.phase === 'exited' || ended) state = terminated;
  else if (pod.phase === 'crash-back-off') {
    const message = `Back-off restarting failed container=${app.id}-${pod.type} pod=${pod.name}`;
    state = { waiting: { reason: 'CrashLoopBackOff', message } };
  }
  const crashedBefore = exit !== undefined && pod.phase !== 'exited' && !ended;
  return {
    container: `${app.id}-${pod.type}`,
    image: pod.template.image,
    command: pod.template.command,
    args: pod.template.args,
    state,
    lastState: crashedBefore ? terminated : {},
    ready: pod.ready,
    restartCount: pod.restarts,
    status: phases[pod.phase as keyof typeof phases] ?? (began === undefined ? 'Pending' : 'Running'),
    reason: '',
    message: '',
  };
}

const phases = { succeeded: 'Succeeded', failed: 'Failed' } as const;
