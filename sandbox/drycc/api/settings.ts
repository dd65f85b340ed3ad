import { randomUUID } from 'node:crypto';
import { detail, json } from '../../controller/answers.ts';
import { mergedAutoscale, readAutoscale } from '../../controller/autoscale.ts';
import { isObject } from '../../controller/body.ts';
import { merged } from '../../controller/config-changes.ts';
import { Fields } from '../../controller/fields.ts';
import type { Action, Route } from '../../controller/router.ts';
import { appOf, serverError, writableBody } from '../gate.ts';
import type { Settings, User } from '../records.ts';
import { settingsJson } from '../shapes.ts';
import type { DryccWorld } from '../world.ts';

/** `settings/`: whether every change is deployed at once, and whether a failed deploy is taken back, among others. */
export function settingsRoutes(world: DryccWorld): readonly Route<User>[] {
  return [
    {
      path: /^\/v2\/apps\/(?<app>[a-z0-9-]+)\/settings\/?$/,
      allow: 'GET, POST, HEAD, OPTIONS',
      GET: (request) => json(200, settingsJson(appOf(world, request))),
      POST: changeSettings(world),
    },
  ];
}

/** Unknown keys are ignored, and no change is a 409. */
function changeSettings(world: DryccWorld): Action<User> {
  return (request) => {
    const app = appOf(world, request);
    const body = writableBody(request);
    const fields = new Fields(body);
    const { settings } = app;
    const autoscale = readAutoscale(body['autoscale'], fields);
    const label = body['label'] ?? {};
    if (autoscale === undefined || !isObject(label)) throw serverError();
    const routable = fields.flag('routable') ?? settings.routable;
    const autodeploy = fields.flag('autodeploy') ?? settings.autodeploy;
    const autorollback = fields.flag('autorollback') ?? settings.autorollback;
    fields.done();
    if (Object.hasOwn(autoscale, 'run')) {
      throw detail(400, 'Cannot set autoscale for reserved types, procfile type is: run');
    }
    const wanted = {
      ...{ routable, autodeploy, autorollback },
      autoscale: mergedAutoscale(settings.autoscale, autoscale),
      label: merged(settings.label, label, 'label'),
    };
    if (plain(wanted) === plain(settings)) throw detail(409, `${app.workspace.id} changed nothing`);
    app.settings = { uuid: randomUUID(), createdAt: world.clock.now(), ...wanted };
    return json(201, settingsJson(app));
  };
}

function plain({ routable, autodeploy, autorollback, autoscale, label }: Omit<Settings, 'uuid' | 'createdAt'>): string {
  const sorted = (of: object) => Object.entries(of).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([routable, autodeploy, autorollback, sorted(autoscale), sorted(label)]);
}
