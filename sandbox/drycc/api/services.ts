import { detail, json, noContent, Refusal } from '../../controller/answers.ts';
import { isObject } from '../../controller/body.ts';
import { pythonStr, pythonTruth } from '../../controller/python.ts';
import type { ApiRequest, Route } from '../../controller/router.ts';
import { appOf, missing, serverError } from '../gate.ts';
import { ptypeComplaint } from '../names.ts';
import type { User } from '../records.ts';
import { serviceJson } from '../shapes.ts';
import type { DryccWorld } from '../world.ts';

/** `services/`: ports of process types. The complaints are not those of a serializer: bare lists. */
export function serviceRoutes(world: DryccWorld): readonly Route<User>[] {
  return [
    {
      path: /^\/v2\/apps\/(?<app>[a-z0-9-]+)\/services\/?$/,
      allow: 'GET, POST, DELETE, HEAD, OPTIONS',
      GET: (request) => {
        const app = appOf(world, request);
        return json(200, { services: app.services.map((service) => serviceJson(app, service)) });
      },
      POST: (request) => {
        const app = appOf(world, request);
        const { port, protocol, ptype, targetPort } = readService(request, true);
        const service = app.services.find((one) => one.ptype === ptype);
        if (service === undefined) {
          app.services.push({ ptype, ports: [{ port, protocol, targetPort }] });
          return { status: 201 };
        }
        if (service.ports.some((one) => one.port === port)) throw detail(400, 'port is occupied');
        service.ports = [...service.ports, { port, protocol, targetPort }];
        return noContent();
      },
      DELETE: (request) => {
        const app = appOf(world, request);
        const { port, protocol, ptype } = readService(request, false);
        const service = app.services.find((one) => one.ptype === ptype);
        if (service === undefined) throw missing('Service');
        service.ports = service.ports.filter((one) => one.port !== port || one.protocol !== protocol);
        if (service.ports.length === 0) app.services.splice(app.services.indexOf(service), 1);
        return noContent();
      },
    },
  ];
}

function readService(request: ApiRequest<User>, withTarget: boolean) {
  const body = request.body().value;
  if (!isObject(body)) throw serverError();
  const complain = (text: string) => new Refusal(json(400, [text]));
  const portIn = (value: unknown) => {
    if (!/^\d+$/.test(pythonStr(value))) throw complain('port can only be a numeric value');
    if (Number(value) < 1 || Number(value) > 65_535) throw complain('port needs to be between 1 and 65535');
    return value;
  };
  const port = portIn(body['port']);
  const protocol = pythonTruth(body['protocol']) ? pythonStr(body['protocol']) : 'TCP';
  if (!/^(TCP|UDP|SCTP)$/.test(protocol)) throw complain('the service protocol only supports: ^(TCP|UDP|SCTP)$');
  const { ptype } = body;
  if (typeof ptype !== 'string') throw serverError();
  const problem = ptypeComplaint(ptype);
  if (problem !== undefined) throw complain(problem);
  return { port, protocol, ptype, targetPort: withTarget ? portIn(body['target_port']) : undefined };
}
