import { detail, forbidden, json, noContent } from '../../controller/answers.ts';
import { adjectiveNoun, readAppName } from '../../controller/app-names.ts';
import { dictionary } from '../../controller/body.ts';
import { Fields } from '../../controller/fields.ts';
import { shown, taken, viewMetadata } from '../../controller/metadata.ts';
import { page } from '../../controller/paging.ts';
import { pythonStr, pythonTruth } from '../../controller/python.ts';
import type { Route } from '../../controller/router.ts';
import { appOf, mayUse, missing, owns } from '../gate.ts';
import type { Shapes, User } from '../records.ts';
import type { DeisWorld } from '../world.ts';

/** `apps/`, and one app. */
export function appRoutes(world: DeisWorld, shapes: Shapes): readonly Route<User>[] {
  return [
    {
      path: /^\/v2\/apps\/?$/,
      allow: 'GET, POST, HEAD, OPTIONS',
      metadata: viewMetadata('App', 'A viewset for interacting with App objects.', {
        ...{ uuid: shown('string', 'UUID'), id: { ...taken('slug', 'Id'), max_length: 63 } },
        ...{ owner: shown('field', 'Owner'), structure: taken('field', 'Structure') },
        ...(world.hephy ? { procfile_structure: taken('field', 'Procfile structure') } : {}),
        ...{ created: shown('datetime', 'Created'), updated: shown('datetime', 'Updated') },
      }),
      GET: (request) => {
        const { user } = request;
        const visible = [...world.apps.values()].filter((app) => mayUse(app, user, 'GET'));
        visible.sort((a, b) => (a.id < b.id ? -1 : 1));
        return page(request.exchange, visible, (app) => shapes.app(app));
      },
      POST: (request) => {
        const body = dictionary(request.body().value);
        const fields = new Fields(body);
        const id = readAppName(body['id'], fields, {
          pattern: /^[a-z]([a-z0-9-]*[a-z0-9])?$/,
          reserved: (name) => world.reservedNames.has(name),
          taken: (name) => world.apps.has(name),
          random: () => adjectiveNoun((name) => world.apps.has(name)),
        });
        fields.done();
        if (world.cluster.down) throw detail(503, 'Could not create the Namespace in Kubernetes');
        if (world.cluster.foreignNamespaces.has(id)) {
          throw detail(409, `${id} already exists as a namespace in this kuberenetes setup`);
        }
        return json(201, shapes.app(world.createApp(id, request.user)));
      },
    },
    {
      path: /^\/v2\/apps\/(?<app>[a-z0-9-]+)\/?$/,
      allow: 'GET, POST, DELETE, HEAD, OPTIONS',
      GET: (request) => json(200, shapes.app(appOf(world, request))),
      POST: (request) => {
        const app = appOf(world, request);
        const { owner } = dictionary(request.body().value);
        if (pythonTruth(owner)) {
          if (!owns(app, request.user)) throw forbidden();
          if (world.users.every((user) => user.username !== owner)) throw missing('User');
          app.owner = pythonStr(owner);
        }
        return { status: 200 };
      },
      DELETE: (request) => {
        world.deleteApp(appOf(world, request));
        return noContent();
      },
    },
  ];
}
