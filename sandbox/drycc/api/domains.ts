import { json, noContent } from '../../controller/answers.ts';
import { readDomain } from '../../controller/domain-names.ts';
import { Fields } from '../../controller/fields.ts';
import { page } from '../../controller/paging.ts';
import type { Route } from '../../controller/router.ts';
import { appOf, missing, writableBody } from '../gate.ts';
import { ptypeComplaint } from '../names.ts';
import type { User } from '../records.ts';
import { domainJson } from '../shapes.ts';
import type { DryccWorld } from '../world.ts';

/** `domains/`: names of the app, each for one process type, which need not be there. */
export function domainRoutes(world: DryccWorld): readonly Route<User>[] {
  return [
    {
      path: /^\/v2\/apps\/(?<app>[a-z0-9-]+)\/domains\/?$/,
      allow: 'GET, POST, HEAD, OPTIONS',
      GET: (request) => {
        const app = appOf(world, request);
        const sorted = [...app.domains].sort((a, b) => (a.domain < b.domain ? -1 : 1));
        return page(request.exchange, sorted, (domain) => domainJson(app, domain));
      },
      POST: (request) => {
        const app = appOf(world, request);
        const fields = new Fields(writableBody(request));
        const name = readDomain(fields, (candidate) =>
          [...world.apps.values()].some((other) => other.domains.some(({ domain }) => domain === candidate)),
        );
        const ptype = fields.text('ptype');
        const complaint = ptype === '' ? undefined : ptypeComplaint(ptype);
        if (complaint !== undefined) fields.complain('ptype', complaint);
        fields.done();
        const domain = { domain: name, ptype, createdAt: world.clock.now() };
        app.domains.push(domain);
        return json(201, domainJson(app, domain));
      },
    },
    {
      path: /^\/v2\/apps\/(?<app>[a-z0-9-]+)\/domains\/(?<domain>[^/]+)\/?$/,
      allow: 'DELETE, OPTIONS',
      DELETE: (request) => {
        const app = appOf(world, request);
        const index = app.domains.findIndex(({ domain }) => domain === request.parameters['domain']);
        if (index < 0) throw missing('Domain');
        app.domains.splice(index, 1);
        return noContent();
      },
    },
  ];
}
