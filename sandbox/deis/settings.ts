import { randomUUID } from 'node:crypto';
import { detail, json, leftOut } from '../controller/answers.ts';
import { isObject } from '../controller/body.ts';
import { merged } from '../controller/config-changes.ts';
import { Fields } from '../controller/fields.ts';
import { pythonTruth } from '../controller/python.ts';
import type { Route } from '../controller/router.ts';
import { appOf, serverError, writableBody } from './gate.ts';
import type { Shapes, User } from './records.ts';
import type { DeisWorld } from './world.ts';

/** `settings/`: routable, maintenance, labels. Unknown keys are ignored, and no change is a 409. */
export function settingsRoutes(world: DeisWorld, shapes: Shapes): readonly Route<User>[] {
  return [
    {
      path: /^\/v2\/apps\/(?<app>[a-z0-9-]+)\/settings\/?$/,
      allow: 'GET, POST, HEAD, OPTIONS',
      GET: (request) => json(200, shapes.settings(appOf(world, request))),
      POST: (request) => {
        const app = appOf(world, request);
        const body = writableBody(request);
        for (const field of ['autoscale', 'whitelist']) {
          if (pythonTruth(body[field])) throw leftOut(`"${field}" in settings`);
        }
        const fields = new Fields(body);
        const maintenance = fields.flag('maintenance') ?? app.settings.maintenance;
        const routable = fields.flag('routable') ?? app.settings.routable;
        fields.done();
        const posted = body['label'] ?? {};
        if (!isObject(posted)) throw serverError();
        const label = merged(app.settings.label, posted, 'label');
        const same =
          maintenance === app.settings.maintenance &&
          routable === app.settings.routable &&
          JSON.stringify(label) === JSON.stringify(app.settings.label);
        if (same) throw detail(409, `${request.user.username} changed nothing`);
        app.settings = {
          uuid: randomUUID(),
          owner: request.user.username,
          createdAt: world.clock.now(),
          maintenance,
          routable,
          label,
        };
        return json(201, shapes.settings(app));
      },
    },
  ];
}
