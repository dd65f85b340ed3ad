import { randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
import { detail, json, noContent, Refusal } from '../../controller/answers.ts';
import { mergedAutoscale, readAutoscale } from '../../controller/autoscale.ts';
import { isObject } from '../../controller/body.ts';
import { merged } from '../../controller/config-changes.ts';
import { Fields } from '../../controller/fields.ts';
import { pythonRepr, pythonStr } from '../../controller/python.ts';
import type { Route } from '../../controller/router.ts';
import { appOf, serverError, writableBody } from '../gate.ts';
import type { App, Settings, Shapes, User } from '../records.ts';
import type { DeisWorld } from '../world.ts';

type Changeable = Pick<Settings, 'maintenance' | 'routable' | 'label' | 'autoscale' | 'whitelist'>;

/** `settings/`, `whitelist/` and `tls/`. Unknown keys are ignored, and no change is a 409. */
export function settingsRoutes(world: DeisWorld, shapes: Shapes): readonly Route<User>[] {
  const change = (app: App, user: User, wanted: Changeable): void => {
    const { uuid: _uuid, owner: _owner, createdAt: _createdAt, ...current } = app.settings;
    if (JSON.stringify(inOrder(wanted)) === JSON.stringify(inOrder(current))) {
      throw detail(409, `${user.username} changed nothing`);
    }
    app.settings = { uuid: randomUUID(), owner: user.username, createdAt: world.clock.now(), ...wanted };
  };
  return [
    {
      path: /^\/v2\/apps\/(?<app>[a-z0-9-]+)\/settings\/?$/,
      allow: 'GET, POST, HEAD, OPTIONS',
      GET: (request) => json(200, shapes.settings(appOf(world, request))),
      POST: (request) => {
        const app = appOf(world, request);
        const body = writableBody(request);
        const fields = new Fields(body);
        const autoscale = readAutoscale(body['autoscale'], fields);
        const label = body['label'] ?? {};
        if (autoscale === undefined || !isObject(label)) throw serverError();
        const maintenance = fields.flag('maintenance') ?? app.settings.maintenance;
        const routable = fields.flag('routable') ?? app.settings.routable;
        const posted = body['whitelist'];
        const whitelist = posted === undefined || posted === null ? app.settings.whitelist : addressesIn(posted);
        fields.done();
        change(app, request.user, {
          ...{ maintenance, routable, whitelist },
          autoscale: mergedAutoscale(app.settings.autoscale, autoscale),
          label: merged(app.settings.label, label, 'label'),
        });
        return json(201, shapes.settings(app));
      },
    },
    {
      path: /^\/v2\/apps\/(?<app>[a-z0-9-]+)\/whitelist\/?$/,
      allow: 'GET, POST, DELETE, HEAD, OPTIONS',
      GET: (request) => json(200, { addresses: appOf(world, request).settings.whitelist }),
      POST: (request) => {
        const app = appOf(world, request);
        const whitelist = [...new Set([...app.settings.whitelist, ...addressesIn(dataOf(request.body().value))])];
        change(app, request.user, { ...app.settings, whitelist });
        return json(201, { addresses: app.settings.whitelist });
      },
      DELETE: (request) => {
        const app = appOf(world, request);
        const going = addressesIn(dataOf(request.body().value));
        const unfound = going.filter((address) => !app.settings.whitelist.includes(address));
        if (unfound.length > 0) {
          throw detail(422, `addresses {${unfound.map(pythonRepr).join(', ')}} does not exist in whitelist`);
        }
        change(app, request.user, {
          ...app.settings,
          whitelist: app.settings.whitelist.filter((address) => !going.includes(address)),
        });
        return noContent();
      },
    },
    {
      path: /^\/v2\/apps\/(?<app>[a-z0-9-]+)\/tls\/?$/,
      allow: 'GET, POST, HEAD, OPTIONS',
      GET: (request) => json(200, shapes.tls(appOf(world, request))),
      POST: (request) => {
        const app = appOf(world, request);
        const fields = new Fields(writableBody(request));
        const httpsEnforced = fields.flag('https_enforced') ?? null;
        fields.done();
        if (app.tls.httpsEnforced !== null && app.tls.httpsEnforced === httpsEnforced) {
          throw detail(409, `${request.user.username} changed nothing`);
        }
        app.tls = { uuid: randomUUID(), owner: request.user.username, createdAt: world.clock.now(), httpsEnforced };
        return json(201, shapes.tls(app));
      },
    },
  ];
}

function inOrder({ maintenance, routable, label, autoscale, whitelist }: Changeable) {
  const sorted = (of: object) => Object.entries(of).sort(([a], [b]) => (a < b ? -1 : 1));
  return [maintenance, routable, sorted(label), sorted(autoscale), [...whitelist].sort()];
}

function dataOf(value: unknown): unknown {
  if (!isObject(value)) throw serverError();
  return value['addresses'];
}

/** Addresses and networks. Outside a serializer the complaint is a list of its own. Throws 400 and 500. */
function addressesIn(posted: unknown): readonly string[] {
  if (!Array.isArray(posted)) throw serverError();
  return posted.map((address: unknown) => {
    const text = pythonStr(address);
    const [host = '', bits] = text.split('/');
    const most = isIP(host) === 6 ? 128 : 32;
    const fits = isIP(host) !== 0 && (bits === undefined || (/^\d+$/.test(bits) && Number(bits) <= most));
    if (!fits) throw new Refusal(json(400, [`The address ${text} is not valid`]));
    return text;
  });
}
