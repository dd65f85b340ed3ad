import type { Build } from '../model.ts';
import { presentBuild } from '../present/apps.ts';
import { type Call, spaceOf, spaceOfApp } from '../request/call.ts';
import { type Filters, pageOf } from '../request/list.ts';
import { createBuild } from './build-create.ts';
import { created, type Endpoint, type Foundation, listKeys, ok } from './endpoint.ts';
import { metadataEndpoint } from './metadata.ts';

const filters: Filters<Build> = {
  states: (one) => [one.state],
  app_guids: (one) => [one.app.guid],
  package_guids: (one) => [one.package.guid],
};

/** Staging: how packages become droplets. There is no way to call a build off. */
export function buildEndpoints(foundation: Foundation): Endpoint[] {
  const { world, link } = foundation;
  const build = (call: Call): Build => call.visible(world.builds, call.param('guid'), spaceOf, 'Build');
  const list = (call: Call, builds: readonly Build[]) =>
    ok(pageOf(call, foundation.url, builds, filters, (one) => presentBuild(link, one)));
  return [
    {
      method: 'POST',
      path: '/v3/builds',
      query: [],
      answer: (call) => created(presentBuild(link, createBuild(foundation, call))),
    },
    {
      method: 'GET',
      path: '/v3/builds',
      query: listKeys('states', 'app_guids', 'package_guids'),
      answer: (call) =>
        list(
          call,
          world.builds.filter((one) => call.canRead(one.app.space)),
        ),
    },
    {
      method: 'GET',
      path: '/v3/builds/:guid',
      query: [],
      answer: (call) => ok(presentBuild(link, build(call))),
    },
    // The keys of builders on Kubernetes (`state`, `error`, `lifecycle`) are refused like any other.
    metadataEndpoint<Build>(foundation, {
      ...{ path: '/v3/builds/:guid', find: build, spaceOf, first: 'rights' },
      present: (found) => presentBuild(link, found),
    }),
    {
      method: 'GET',
      path: '/v3/apps/:guid/builds',
      query: listKeys('states'),
      answer: (call) => {
        const app = call.visible(world.apps, call.param('guid'), spaceOfApp, 'App');
        return list(
          call,
          world.builds.filter((one) => one.app === app),
        );
      },
    },
  ];
}
