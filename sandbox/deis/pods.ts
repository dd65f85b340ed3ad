import { detail, leftOut, noContent } from '../controller/answers.ts';
import { KubeError } from '../controller/cluster.ts';
import { timestamp } from '../controller/names.ts';
import { listing } from '../controller/paging.ts';
import type { Pod } from '../controller/pod.ts';
import { podState } from '../controller/pod-state.ts';
import { PythonValueError, pythonInt } from '../controller/python.ts';
import { waitForRollout } from '../controller/rollout.ts';
import type { Route } from '../controller/router.ts';
import { portOf, rulesOf, templateOf } from './deploy.ts';
import { appOf, serverError } from './gate.ts';
import { type App, latestGood, type User } from './records.ts';
import type { DeisWorld } from './world.ts';

const appPath = '^/v2/apps/(?<app>[a-z0-9-]+)';

/** `pods/` and `scale/`. */
export function podRoutes(world: DeisWorld): readonly Route<User>[] {
  const list = (app: App, match: (pod: Pod) => boolean) => {
    const label = `v${latestGood(app).version}`;
    const shown = world.cluster.pods(app.id).filter((pod) => pod.template.release === label && match(pod));
    return listing(shown.filter((pod) => pod.phase !== 'gone').map(podJson));
  };
  return [
    {
      path: new RegExp(`${appPath}/pods/?$`),
      allow: 'GET, HEAD, OPTIONS',
      GET: (request) => list(appOf(world, request), () => true),
    },
    {
      path: new RegExp(`${appPath}/pods/restart/?$`),
      allow: 'POST, OPTIONS',
    },
    {
      path: new RegExp(`${appPath}/pods/(?<type>[a-z0-9]+(-[a-z0-9]+)*)/?$`),
      allow: 'GET, HEAD, OPTIONS',
      GET: (request) => list(appOf(world, request), (pod) => pod.type === request.parameters['type']),
    },
    {
      path: new RegExp(`${appPath}/pods/.+/restart/?$`),
      allow: 'POST, OPTIONS',
    },
    {
      path: new RegExp(`${appPath}/pods/[^/]+/[^/]+/?$`),
      allow: 'GET, HEAD, OPTIONS',
    },
    {
      path: new RegExp(`${appPath}/scale/?$`),
      allow: 'POST, OPTIONS',
      POST: async (request) => {
        const app = appOf(world, request);
        await scale(world, app, request.body().value);
        return noContent();
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
  };
}

/**
 * Sets the wanted number of pods for each type that is named, and waits until they are there. Not refused while a
 * rollout is under way. Throws 400, 404 and 503.
 */
async function scale(world: DeisWorld, app: App, posted: unknown): Promise<void> {
  if (typeof posted !== 'object' || posted === null || Array.isArray(posted)) throw serverError();
  const wanted: Record<string, number> = {};
  const release = latestGood(app);
  if (release.build === undefined) throw detail(400, 'No build associated with this release');
  for (const [type, value] of Object.entries(posted)) {
    wanted[type] = count(value);
    if (type !== 'cmd' && !Object.hasOwn(release.build.procfile, type)) {
      throw detail(404, `Container type ${type} does not exist in application`);
    }
  }
  const changed = Object.entries(wanted).filter(([type, replicas]) => app.structure[type] !== replicas);
  app.structure = { ...app.structure, ...wanted };
  app.procfileStructure = release.build.procfile;
  if (changed.length === 0) return;
  const { cluster } = world;
  if (changed.some(([, replicas]) => replicas > cluster.nodes * 100)) throw leftOut('a cluster that large');
  try {
    await Promise.all(
      changed.map(async ([type, replicas]) => {
        const existing = cluster.deployment(app.id, type);
        if (existing !== undefined) cluster.scale(existing, replicas);
        const template = templateOf(app, release, type, portOf(app, release));
        const deployment = existing ?? cluster.apply(app.id, type, replicas, template);
        await waitForRollout(cluster, deployment, rulesOf(release));
        while (deployment.pods.some((pod) => pod.phase === 'deleting')) await world.clock.sleep(cluster.timings.look);
      }),
    );
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
    throw detail(503, `(scale): ${error.message}`);
  }
}

function count(value: unknown): number {
  let result: number;
  try {
    result = pythonInt(value);
  } catch (error) {
    if (error instanceof PythonValueError) throw detail(400, `Invalid scaling format: ${error.message}`);
    throw error;
  }
  if (result >= 0) return result;
  throw detail(
    400,
    "Invalid scaling format: [ErrorDetail(string='Must be greater than or equal to zero', code='invalid')]",
  );
}
