import { notFound } from '../errors.ts';
import type { Deployment } from '../model.ts';
import { presentDeployment } from '../present/records.ts';
import { type Call, spaceOf } from '../request/call.ts';
import { type Filters, pageOf } from '../request/list.ts';
import { statusOf } from '../runtime/deployment-status.ts';
import { createDeployment } from './deployment-create.ts';
import { created, type Endpoint, empty, type Foundation, listKeys, ok } from './endpoint.ts';
import { metadataEndpoint } from './metadata.ts';

const filters: Filters<Deployment> = {
  app_guids: (one) => [one.app.guid],
  // Deprecated: the updater's own states.
  states: (one) => [one.state],
  status_values: (one) => [statusOf(one).value],
  status_reasons: (one) => [statusOf(one).reason],
};

/** Rolling and canary deployments. */
export function deploymentEndpoints(foundation: Foundation): Endpoint[] {
  const { world, rollouts, link } = foundation;
  const deployment = (call: Call) => call.visible(world.deployments, call.param('guid'), spaceOf, 'Deployment');
  const action = (name: 'cancel' | 'continue'): Endpoint => ({
    method: 'POST',
    path: `/v3/deployments/:guid/actions/${name}`,
    query: [],
    answer: (call) => {
      const hit = world.deployments.find((one) => one.guid === call.param('guid'));
      // 404 also for those who may read it: the server asks for the right to write only.
      if (hit === undefined || !call.canManage(hit.app.space)) throw notFound('Deployment');
      call.require('manage', hit.app.space);
      if (name === 'cancel') rollouts.cancel(hit, call.caller);
      else rollouts.continue(hit, call.caller);
      return empty();
    },
  });

  return [
    {
      method: 'POST',
      path: '/v3/deployments',
      query: [],
      answer: (call) => created(presentDeployment(link, createDeployment(foundation, call))),
    },
    {
      method: 'GET',
      path: '/v3/deployments',
      query: listKeys('app_guids', 'states', 'status_reasons', 'status_values'),
      answer: (call) => {
        const list = world.deployments.filter((one) => call.canRead(one.app.space));
        return ok(pageOf(call, foundation.url, list, filters, (one) => presentDeployment(link, one)));
      },
    },
    {
      method: 'GET',
      path: '/v3/deployments/:guid',
      query: [],
      answer: (call) => ok(presentDeployment(link, deployment(call))),
    },
    metadataEndpoint<Deployment>(foundation, {
      ...{ path: '/v3/deployments/:guid', find: deployment, spaceOf, first: 'rights' },
      present: (found) => presentDeployment(link, found),
    }),
    action('cancel'),
    action('continue'),
  ];
}
