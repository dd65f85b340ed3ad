import { json, noContent } from '../../controller/answers.ts';
import { timestamp } from '../../controller/names.ts';
import { listing } from '../../controller/paging.ts';
import { podState } from '../../controller/pod-state.ts';
import type { ApiRequest, Route } from '../../controller/router.ts';
import type { Pod } from '../../kubernetes/pod.ts';
import { type Chosen, restart, shownPods } from '../deploy/restart.ts';
import { scale } from '../deploy/scale.ts';
import { appOf } from '../gate.ts';
import type { User } from '../records.ts';
import type { DeisWorld } from '../world.ts';

const appPath = '^/v2/apps/(?<app>[a-z0-9-]+)';
const [type, name] = ['(?<type>[-_\\w.]+)', '(?<name>[-_\\w]+)'];

/** `pods/`, their restart, and `scale/`. While the cluster's API is down, nothing is listed and nobody complains. */
export function podRoutes(world: DeisWorld): readonly Route<User>[] {
  const list = (request: ApiRequest<User>) => {
    const app = appOf(world, request);
    return listing(world.cluster.down ? [] : shownPods(world, app, chosenBy(request)).map(podJson));
  };
  const restarted = async (request: ApiRequest<User>) => {
    const app = appOf(world, request);
    if (world.cluster.down) return json(200, []);
    return json(200, (await restart(world, app, chosenBy(request))).map(podJson));
  };
  const listed = { allow: 'GET, HEAD, OPTIONS', GET: list };
  const posted = { allow: 'POST, OPTIONS', POST: restarted };
  return [
    { path: new RegExp(`${appPath}/pods/?$`), ...listed },
    { path: new RegExp(`${appPath}/pods/restart/?$`), ...posted },
    { path: new RegExp(`${appPath}/pods/${type}/restart/?$`), ...posted },
    { path: new RegExp(`${appPath}/pods/${type}/${name}/restart/?$`), ...posted },
    { path: new RegExp(`${appPath}/pods/${type}/${name}/?$`), ...listed },
    { path: new RegExp(`${appPath}/pods/${type}/?$`), ...listed },
    {
      path: new RegExp(`${appPath}/scale/?$`),
      allow: 'POST, OPTIONS',
      POST: async (request) => {
        const app = appOf(world, request);
        await scale(world, app, request.user.username, request.body().value);
        return noContent();
      },
    },
  ];
}

function chosenBy({ parameters }: ApiRequest<User>): Chosen {
  const { type: ofType, name: ofName } = parameters;
  return { ...(ofType === undefined ? {} : { type: ofType }), ...(ofName === undefined ? {} : { name: ofName }) };
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
