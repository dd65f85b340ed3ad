import { detail, noContent } from '../controller/answers.ts';
import { isCurrent } from '../controller/cluster.ts';
import { timestamp } from '../controller/names.ts';
import { listing } from '../controller/paging.ts';
import type { Pod } from '../controller/pod.ts';
import { podState } from '../controller/pod-state.ts';
import { PythonValueError, pythonInt } from '../controller/python.ts';
import type { Route } from '../controller/router.ts';
import { appOf, serverError } from './gate.ts';
import { type App, latestGood, ptypesOf, type User } from './records.ts';
import type { DryccWorld } from './world.ts';

const appPath = '^/v2/apps/(?<app>[a-z0-9-]+)';

/** `pods/`, what is known about one of them, `ptypes/` and its scale. */
export function podRoutes(world: DryccWorld): readonly Route<User>[] {
  return [
    {
      path: new RegExp(`${appPath}/pods/?$`),
      allow: 'GET, DELETE, HEAD, OPTIONS',
      GET: (request) => {
        const pods = world.cluster.pods(appOf(world, request).id);
        return listing(pods.filter((pod) => pod.phase !== 'gone').map(podJson));
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
        const name = request.exchange.query.get('pod_name');
        const pod = world.cluster.pods(app.id).find((candidate) => candidate.name === name);
        return listing(
          (pod?.events ?? []).map(({ reason, message, at }) => ({ reason, message, created: timestamp(at) })),
        );
      },
    },
    {
      path: new RegExp(`${appPath}/ptypes/?$`),
      allow: 'GET, HEAD, OPTIONS',
      GET: (request) => listing(ptypeList(world, appOf(world, request))),
    },
    {
      path: new RegExp(`${appPath}/ptypes/scale/?$`),
      allow: 'POST, OPTIONS',
      POST: (request) => {
        const app = appOf(world, request);
        const posted = request.body().value;
        if (typeof posted !== 'object' || posted === null || Array.isArray(posted)) throw serverError();
        world.clock.after(world.cluster.timings.queue, () => {
          if (!world.workerKilled) scale(world, app, Object.entries(posted));
        });
        return noContent();
      },
    },
    { path: new RegExp(`${appPath}/ptypes/(restart|clean)/?$`), allow: 'POST, OPTIONS' },
    { path: new RegExp(`${appPath}/ptypes/[a-z0-9-]+/describe/?$`), allow: 'GET, HEAD, OPTIONS' },
    { path: new RegExp(`${appPath}/run/?$`), allow: 'POST, OPTIONS' },
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
  const terminated = { terminated: { exitCode: pod.exitCode, reason: 'Error', startedAt: began } };
  let state: object = {};
  if (pod.phase === 'running' || pod.phase === 'deleting') state = { running: { startedAt: began } };
  else if (pod.phase === 'exited') state = terminated;
  else if (pod.phase === 'crash-back-off') {
    const message = `Back-off restarting failed container=${app.id}-${pod.type} pod=${pod.name}`;
    state = { waiting: { reason: 'CrashLoopBackOff', message } };
  }
  const crashedBefore = pod.exitCode !== undefined && pod.phase !== 'exited';
  return {
    container: `${app.id}-${pod.type}`,
    image: pod.template.image,
    command: [],
    args: pod.template.args,
    state,
    lastState: crashedBefore ? terminated : {},
    ready: pod.ready,
    restartCount: pod.restarts,
    status: began === undefined ? 'Pending' : 'Running',
    reason: '',
    message: '',
  };
}

function ptypeList(world: DryccWorld, app: App): readonly object[] {
  const deployments = [...world.cluster.deployments(app.id)].sort((a, b) => b.updatedAt - a.updatedAt);
  return deployments.map((deployment) => {
    const current = deployment.pods.filter((pod) => pod.live && isCurrent(deployment, pod));
    const ready = current.filter((pod) => pod.ready).length;
    return {
      name: deployment.type,
      release: deployment.template.release,
      ready: `${ready}/${deployment.replicas}`,
      garbage: !Object.hasOwn(app.structure, deployment.type),
      up_to_date: current.length,
      available_replicas: ready,
      started: timestamp(deployment.updatedAt),
    };
  });
}

/** The task behind the 204: what it refuses, nobody gets to know. */
function scale(world: DryccWorld, app: App, posted: readonly (readonly [string, unknown])[]): void {
  const { build } = latestGood(app);
  if (build === undefined) return;
  const wanted: Record<string, number> = {};
  for (const [ptype, value] of posted) {
    try {
      wanted[ptype] = pythonInt(value);
    } catch (error) {
      if (error instanceof PythonValueError) return;
      throw error;
    }
    if ((wanted[ptype] ?? -1) < 0 || !ptypesOf(build).includes(ptype) || ptype === 'run') return;
  }
  app.structure = { ...app.structure, ...wanted };
  for (const [ptype, replicas] of Object.entries(wanted)) {
    const deployment = world.cluster.deployment(app.id, ptype);
    if (deployment !== undefined) world.cluster.scale(deployment, replicas);
  }
}
