import { notFound } from '../errors.ts';
import type { App, Org, Quota, Space } from '../model.ts';
import { presentQuota, presentUsage } from '../present/quotas.ts';
import type { Call } from '../request/call.ts';
import { pageOf } from '../request/list.ts';
import { type Endpoint, type Foundation, listKeys, ok } from './endpoint.ts';

/**
 * The quotas of organizations and spaces, and what is used of them. Read only. Everybody may read any organization's
 * quota, but sees in it only the organizations that are visible anyway; a space's quota is seen by who sees a space
 * that has it (CCNG, organization_quotas_controller.rb, space_quotas_controller.rb, permissions.rb).
 */
export function quotaEndpoints(foundation: Foundation): Endpoint[] {
  const { world, quotas, link } = foundation;
  const spacesOf = (call: Call) => world.spaces.filter((space) => call.canRead(space));
  const orgsOf = (call: Call) => [...new Set(spacesOf(call).map((space) => space.org))];
  const ofOrgs = () => world.quotas.filter((quota) => quota.org === undefined);
  const ofSpaces = (call: Call) => {
    const seen = new Set(spacesOf(call).map((space) => space.quota));
    return world.quotas.filter((quota) => quota.org !== undefined && seen.has(quota));
  };
  const present = (call: Call, quota: Quota) => {
    const places: readonly (Org | Space)[] = quota.org === undefined ? orgsOf(call) : spacesOf(call);
    return presentQuota(
      link,
      quota,
      places.filter((place) => place.quota === quota),
    );
  };
  const one = (list: readonly Quota[], call: Call, what: string) => {
    const quota = list.find(({ guid }) => guid === call.param('guid'));
    if (quota === undefined) throw notFound(what);
    return ok(present(call, quota));
  };
  const usage = (has: (app: App) => boolean, isRouted: (space: Space) => boolean, org: Org) => ({
    instances: quotas.instancesUsed({ has }),
    memoryMb: quotas.memoryUsed({ has }),
    tasks: quotas.tasksUnderWay({ has }),
    routes: world.routes.filter((route) => isRouted(route.space)).length,
    domains: world.domains.filter((domain) => domain.org === org).length,
  });

  return [
    {
      method: 'GET',
      path: '/v3/organization_quotas',
      query: listKeys('names', 'organization_guids').filter((key) => key !== 'label_selector'),
      answer: (call) => {
        const guids = (quota: Quota) => orgsOf(call).filter((org) => org.quota === quota);
        const filters = {
          names: (quota: Quota) => [quota.name],
          organization_guids: (quota: Quota) => guids(quota).map(({ guid }) => guid),
        };
        return ok(pageOf(call, foundation.url, ofOrgs(), filters, (quota) => present(call, quota)));
      },
    },
    {
      method: 'GET',
      path: '/v3/organization_quotas/:guid',
      query: [],
      answer: (call) => one(ofOrgs(), call, 'Organization quota'),
    },
    {
      method: 'GET',
      path: '/v3/space_quotas',
      query: listKeys('names', 'organization_guids', 'space_guids').filter((key) => key !== 'label_selector'),
      answer: (call) => {
        const filters = {
          names: (quota: Quota) => [quota.name],
          organization_guids: (quota: Quota) => (quota.org === undefined ? [] : [quota.org.guid]),
          space_guids: (quota: Quota) =>
            spacesOf(call)
              .filter((space) => space.quota === quota)
              .map(({ guid }) => guid),
        };
        return ok(pageOf(call, foundation.url, ofSpaces(call), filters, (quota) => present(call, quota)));
      },
    },
    {
      method: 'GET',
      path: '/v3/space_quotas/:guid',
      query: [],
      answer: (call) => one(ofSpaces(call), call, 'Space quota'),
    },
    {
      method: 'GET',
      path: '/v3/organizations/:guid/usage_summary',
      query: [],
      answer: (call) => {
        const org = orgsOf(call).find(({ guid }) => guid === call.param('guid'));
        if (org === undefined) throw notFound('Organization');
        const used = usage(
          (app) => app.space.org === org,
          (space) => space.org === org,
          org,
        );
        return ok(presentUsage(link, 'organization', `organizations/${org.guid}`, used));
      },
    },
    {
      method: 'GET',
      path: '/v3/spaces/:guid/usage_summary',
      query: [],
      answer: (call) => {
        const space = call.visible(world.spaces, call.param('guid'), (found) => found, 'Space');
        const used = usage(
          (app) => app.space === space,
          (routed) => routed === space,
          space.org,
        );
        return ok(presentUsage(link, 'space', `spaces/${space.guid}`, used));
      },
    },
  ];
}
