import { json, leftOut, noContent } from '../../controller/answers.ts';
import { readDomain } from '../../controller/domain-names.ts';
import { Fields } from '../../controller/fields.ts';
import { page } from '../../controller/paging.ts';
import type { Route } from '../../controller/router.ts';
import { appOf, missing, writableBody } from '../gate.ts';
import type { Shapes, User } from '../records.ts';
import type { DeisWorld } from '../world.ts';

/** `domains/`, and the certificates that can be attached to them, which the sandbox does not play. */
export function domainRoutes(world: DeisWorld, shapes: Shapes): readonly Route<User>[] {
  return [
    {
      path: /^\/v2\/apps\/(?<app>[a-z0-9-]+)\/domains\/?$/,
      allow: 'GET, POST, HEAD, OPTIONS',
      GET: (request) => {
        const app = appOf(world, request);
        const sorted = [...app.domains].sort((a, b) => (a.domain < b.domain ? -1 : 1));
        return page(request.exchange, sorted, (domain) => shapes.domain(app, domain));
      },
      POST: (request) => {
        const app = appOf(world, request);
        const fields = new Fields(writableBody(request));
        const name = readDomain(fields, (candidate) =>
          [...world.apps.values()].some((other) => other.domains.some((domain) => domain.domain === candidate)),
        );
        fields.done();
        const domain = { domain: name, owner: request.user.username, createdAt: world.clock.now() };
        app.domains.push(domain);
        return json(201, shapes.domain(app, domain));
      },
    },
    {
      path: /^\/v2\/apps\/(?<app>[a-z0-9-]+)\/domains\/(?<domain>[^/]+)\/?$/,
      allow: 'DELETE, OPTIONS',
      DELETE: (request) => {
        const app = appOf(world, request);
        const index = app.domains.findIndex((domain) => domain.domain === request.parameters['domain']);
        if (index < 0) throw missing('Domain');
        app.domains.splice(index, 1);
        return noContent();
      },
    },
    {
      path: /^\/v2\/certs\/?$/,
      allow: 'GET, POST, HEAD, OPTIONS',
      GET: (request) => page(request.exchange, [], () => ({})),
      POST: () => {
        throw leftOut('certificates');
      },
    },
  ];
}
