import { detail, forbidden, json, noContent, Refusal } from '../../controller/answers.ts';
import { readAppName } from '../../controller/app-names.ts';
import { dictionary, isObject } from '../../controller/body.ts';
import { Fields } from '../../controller/fields.ts';
import { shown, taken, viewMetadata } from '../../controller/metadata.ts';
import { page } from '../../controller/paging.ts';
import { pythonTruth } from '../../controller/python.ts';
import type { Action, Route } from '../../controller/router.ts';
import { appOf, mayUse, missing, roleOf } from '../gate.ts';
import { appNamePattern, isReserved } from '../names.ts';
import type { User } from '../records.ts';
import { appJson } from '../shapes.ts';
import type { DryccWorld } from '../world.ts';

/** `apps/`, and one app. */
export function appRoutes(world: DryccWorld): readonly Route<User>[] {
  const move: Action<User> = (request) => {
    const app = appOf(world, request, 'app');
    if (roleOf(app, request.user) !== 'admin') throw detail(403, 'you must be an admin of the current workspace');
    const body = request.body().value;
    const name = isObject(body) ? body['workspace'] : undefined;
    if (!pythonTruth(name)) throw new Refusal(json(400, ['workspace is required']));
    const workspace = world.workspaces.find(({ id }) => id === name);
    if (workspace === undefined) throw missing('Workspace');
    app.workspace = workspace;
    return noContent();
  };
  return [
    {
      path: /^\/v2\/apps\/?$/,
      allow: 'GET, POST, HEAD, OPTIONS',
      metadata: viewMetadata('App List', 'A viewset for interacting with App objects.', {
        ...{ uuid: shown('string', 'UUID'), id: { ...taken('slug', 'Id'), max_length: 63 } },
        ...{ uid: shown('integer', 'Uid'), workspace: { ...taken('field', 'Workspace'), required: true } },
        ...{ structure: taken('field', 'Structure') },
        ...{ created: shown('datetime', 'Created'), updated: shown('datetime', 'Updated') },
      }),
      GET: (request) => {
        const wanted = request.exchange.query.get('workspace') ?? '';
        const workspace = world.workspaces.find(({ id }) => id === wanted);
        if (wanted !== '' && workspace === undefined) throw missing('Workspace');
        if (workspace !== undefined && roleOf({ workspace }, request.user) === undefined) {
          throw detail(403, `You are not a member of workspace '${workspace.id}'`);
        }
        const visible = [...world.apps.values()].filter(
          (app) => roleOf(app, request.user) !== undefined && (workspace ?? app.workspace) === app.workspace,
        );
        visible.sort((a, b) => (a.id < b.id ? -1 : 1));
        return page(request.exchange, visible, appJson);
      },
      POST: (request) => createApp(world, request.user, request.body().value),
    },
    {
      path: /^\/v2\/apps\/(?<app>[a-z0-9-]+)\/?$/,
      allow: 'GET, PUT, PATCH, DELETE, HEAD, OPTIONS',
      GET: (request) => json(200, appJson(appOf(world, request, 'app'))),
      PUT: move,
      PATCH: move,
      DELETE: (request) => {
        world.deleteApp(appOf(world, request, 'app'));
        return noContent();
      },
    },
    ...leftOutRoutes,
  ];
}

/** Below an app, but not played. */
const leftOutRoutes: readonly Route<User>[] = (
  [
    ['metrics', 'GET, HEAD, OPTIONS'],
    ['(volumes|certs|addons|resources)(/.*)?', 'GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS'],
  ] as const
).map(([path, allow]) => ({ path: new RegExp(`^/v2/apps/[a-z0-9-]+/${path}/?$`), allow }));

function createApp(world: DryccWorld, user: User, posted: unknown) {
  const body = dictionary(posted);
  const fields = new Fields(body);
  const id = readAppName(body['id'], fields, {
    pattern: appNamePattern,
    reserved: isReserved,
    taken: (name) => world.apps.has(name),
    random: () => world.randomName(),
  });
  const name = fields.text('workspace');
  const workspace = world.workspaces.find((candidate) => candidate.id === name);
  if (name !== '' && workspace === undefined) fields.complain('workspace', `Object with id=${name} does not exist.`);
  fields.done();
  if (workspace === undefined || !mayUse(roleOf({ workspace }, user), 'POST')) throw forbidden();
  if (world.cluster.down) throw detail(503, 'Could not create the Namespace in Kubernetes');
  if (world.cluster.foreignNamespaces.has(id)) {
    throw detail(409, `${id} already exists as a namespace in this kuberenetes setup`);
  }
  return json(201, appJson(world.createApp(id, workspace)));
}
