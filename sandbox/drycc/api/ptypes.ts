import { detail, noContent } from '../../controller/answers.ts';
import { isObject } from '../../controller/body.ts';
import { timestamp } from '../../controller/names.ts';
import { listing } from '../../controller/paging.ts';
import type { Route } from '../../controller/router.ts';
import { KubeError } from '../../kubernetes/cluster.ts';
import { type Deployment, isCurrent } from '../../kubernetes/deployment.ts';
import { clean } from '../deploy/deploy.ts';
import { scale } from '../deploy/scale.ts';
import { appOf, serverError } from '../gate.ts';
import { type App, ptypesOf, type User } from '../records.ts';
import type { DryccWorld } from '../world.ts';
import { ownPtypes } from './releases.ts';

const appPath = '^/v2/apps/(?<app>[a-z0-9-]+)';

/** `ptypes/`: what the cluster has of each process type, their scale, restart and end. Tasks do the work afterwards. */
export function ptypeRoutes(world: DryccWorld): readonly Route<User>[] {
  const later = (task: () => void | Promise<void>) => {
    world.clock.after(world.timings.queue, () => {
      if (world.workerKilled) return;
      Promise.resolve(task()).catch((error: unknown) => console.error('sandbox: task:', error));
    });
  };
  return [
    {
      path: new RegExp(`${appPath}/ptypes/?$`),
      allow: 'GET, HEAD, OPTIONS',
      GET: (request) => {
        const app = appOf(world, request);
        return listing(world.cluster.down ? [] : ptypeList(world, app));
      },
    },
    {
      path: new RegExp(`${appPath}/ptypes/scale/?$`),
      allow: 'POST, OPTIONS',
      POST: (request) => {
        const app = appOf(world, request);
        const posted = request.body().value;
        if (!isObject(posted)) throw serverError();
        later(() => scale(world, app, posted));
        return noContent();
      },
    },
    {
      path: new RegExp(`${appPath}/ptypes/restart/?$`),
      allow: 'POST, OPTIONS',
      POST: (request) => {
        const app = appOf(world, request);
        for (const ptype of ownPtypes(app, bodyOf(request.body().value))) later(() => restart(world, app, ptype));
        return noContent();
      },
    },
    {
      path: new RegExp(`${appPath}/ptypes/clean/?$`),
      allow: 'POST, OPTIONS',
      POST: async (request) => {
        const app = appOf(world, request);
        const { ptypes = '' } = bodyOf(request.body().value);
        if (typeof ptypes !== 'string') throw serverError();
        const named = ptypes.split(',').filter((part) => part !== '');
        if (named.length === 0) throw detail(400, 'ptypes is a required field');
        const inUse = named.filter((ptype) => (app.structure[ptype] ?? 0) !== 0);
        if (inUse.length > 0) throw detail(400, `ptype ${inUse.join(',')} should not garbage.`);
        await clean(world, app, app.releases.at(-1), named);
        return noContent();
      },
    },
    {
      path: new RegExp(`${appPath}/ptypes/(?<name>[a-z0-9-]+)/describe/?$`),
      allow: 'GET, HEAD, OPTIONS',
      GET: (request) => {
        const app = appOf(world, request);
        const found = world.cluster.deployments(app.id).find(({ name }) => name === request.parameters['name']);
        if (found === undefined) throw detail(400, 'this procfile type not found');
        return listing([describe(world, found)]);
      },
    },
  ];
}

function bodyOf(value: unknown) {
  if (!isObject(value)) throw serverError();
  return value;
}

/** `kubectl rollout restart`, for what has pods. What the cluster refuses is told to the app's log alone. */
function restart(world: DryccWorld, app: App, ptype: string): void {
  const deployment = world.cluster.deployment(app.id, ptype);
  if (deployment === undefined || (app.structure[ptype] ?? 0) === 0) return;
  try {
    world.cluster.restart(deployment);
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
    world.cluster.log(app.id, `WARNING warning, some pods failed to restart:\n${error.message}`);
  }
}

function ptypeList(world: DryccWorld, app: App): readonly object[] {
  const build = app.releases.at(-1)?.build;
  const known = build === undefined ? ['web'] : ptypesOf(build);
  const deployments = [...world.cluster.deployments(app.id)].sort((a, b) => b.createdAt - a.createdAt);
  return deployments.map((deployment) => {
    const current = deployment.pods.filter((pod) => pod.live && isCurrent(deployment, pod));
    const ready = current.filter((pod) => pod.ready).length;
    return {
      name: deployment.type,
      release: deployment.template.release,
      ready: `${ready}/${deployment.replicas}`,
      garbage: !known.includes(deployment.type),
      up_to_date: current.length,
      available_replicas: ready,
      started: timestamp(deployment.createdAt),
    };
  });
}

/** It goes by the name of the Deployment, `<app>-<ptype>`. */
function describe(world: DryccWorld, { name, template }: Deployment): object {
  const plan = world.plans.find(({ cpu, memory }) => {
    const { limits } = template.resources;
    return limits.cpu === `${cpu}` && limits.memory === `${memory}Gi`;
  });
  return {
    container: name,
    image: template.image,
    command: template.command,
    args: template.args,
    liveness_probe: template.probes.livenessProbe ?? {},
    readiness_probe: template.probes.readinessProbe ?? {},
    limits: { cpu: plan?.cpu, memory: plan?.memory },
    volume_mounts: [],
    node_selector: template.nodeSelector,
  };
}
