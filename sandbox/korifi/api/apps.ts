import { NotModelled, notUnique, unprocessable } from '../errors.ts';
import { presentApp } from '../present/apps.ts';
import type { App } from '../records.ts';
import { type Call, created, type Endpoint, ok } from '../request/call.ts';
import { Checks, newMetadata, patchedMetadata } from '../request/checks.ts';
import { compare, ordered, pageOf, passes, times } from '../request/list.ts';
import { labelSelector } from '../request/selector.ts';
import { lifecycle, metadata, metadataPatch, object, relationship, text, texts } from '../request/shape.ts';
import { appOf, type Foundation } from './foundation.ts';
import { acceptedJob } from './jobs.ts';

const appCreate = object('AppCreate', {
  name: text,
  environment_variables: texts,
  relationships: object('AppRelationships', { space: relationship }),
  lifecycle,
  metadata,
});

const appPatch = object('AppPatch', { name: text, metadata: metadataPatch, lifecycle });

export function appEndpoints(foundation: Foundation): readonly Endpoint[] {
  const { world, controller } = foundation;
  const presented = (app: App) => presentApp(world.url, app);
  return [
    {
      ...{ method: 'GET', path: '/v3/apps' },
      query: ['names', 'guids', 'space_guids', 'order_by', 'per_page', 'page', 'label_selector'],
      answer: (call) => {
        const matches = labelSelector(call.query.get('label_selector') ?? '');
        const hits = world.apps
          .filter(({ space }) => call.sees(space))
          .filter(({ name }) => passes(call, 'names', name))
          .filter(({ guid }) => passes(call, 'guids', guid))
          .filter(({ space }) => passes(call, 'space_guids', space.guid))
          .filter((app) => matches(app.metadata.labels))
          .sort((a, b) => compare(a.name, b.name));
        const orders = { ...times, name: ({ name }: App) => name, state: ({ desired }: App) => desired };
        const sorted = (call.query.get('order_by') ?? '') === '' ? hits : ordered(call, hits, orders);
        return ok(pageOf(call, world.url, sorted, presented));
      },
    },
    {
      ...{ method: 'POST', path: '/v3/apps' },
      answer: (call) => created(presented(createApp(call, foundation))),
    },
    { ...{ method: 'GET', path: '/v3/apps/:guid' }, answer: (call) => ok(presented(appOf(call, world))) },
    {
      ...{ method: 'PATCH', path: '/v3/apps/:guid' },
      answer: (call) => ok(presented(patchApp(call, foundation))),
    },
    {
      ...{ method: 'DELETE', path: '/v3/apps/:guid' },
      answer: (call) => {
        const app = appOf(call, world);
        call.mayWrite(app.space);
        return acceptedJob(world, 'app.delete', app.guid, () => {
          controller.removed(app);
          const routes = world.routes.filter(({ destinations }) => destinations.some((one) => one.app === app));
          for (const route of routes) route.destinations = route.destinations.filter((one) => one.app !== app);
          world.apps = world.apps.filter((one) => one !== app);
          world.packages = world.packages.filter((one) => one.app !== app);
          world.builds = world.builds.filter((one) => one.app !== app);
        });
      },
    },
  ];
}

function createApp(call: Call, { world, controller }: Foundation): App {
  const body = call.body(appCreate);
  const checks = new Checks();
  checkName(checks, body.name ?? '');
  if (checks.given('relationships', body.relationships)) checks.one('relationships.space', body.relationships?.space);
  checks.lifecycle(body.lifecycle);
  checks.metadata(body.metadata);
  checks.done();
  const { name = '', environment_variables: environment = {}, relationships } = body;
  const space = world.spaces.find(({ guid }) => guid === relationships?.space?.data?.guid);
  if (space === undefined || !call.sees(space)) {
    throw unprocessable('Invalid space. Ensure that the space exists and you have access to it.');
  }
  if (body.lifecycle?.type !== 'docker') throw new NotModelled('apps that are built with buildpacks');
  call.mayWrite(space);
  checkUnique(world.apps, space.guid, name);
  const app: App = {
    ...world.newResource(undefined, newMetadata(body.metadata)),
    ...{ name, space, environment, desired: 'STOPPED', revision: 0, lastStop: 0, droplet: undefined },
    ...{ generation: 1, ready: { status: false, reason: 'DropletNotAssigned', seen: 0 }, actual: 'STOPPED' },
    ...{ oldWorkload: false, processes: [] },
  };
  world.apps.push(app);
  controller.changed(app);
  return app;
}

function patchApp(call: Call, { world, controller }: Foundation): App {
  const app = appOf(call, world);
  const body = call.body(appPatch);
  const checks = new Checks();
  if (body.name !== undefined) checkName(checks, body.name);
  checks.oneOf('lifecycle.type', body.lifecycle?.type, ['buildpack', 'docker']);
  if (body.lifecycle !== undefined) checks.given('lifecycle.data', body.lifecycle.data);
  checks.metadata(body.metadata);
  checks.done();
  call.mayWrite(app.space);
  const type = body.lifecycle?.type ?? 'docker';
  if (type !== 'docker') throw unprocessable(`Lifecycle type cannot be changed from docker to ${type}`);
  if (body.name !== undefined && body.name !== app.name) {
    const others = world.apps.filter((one) => one !== app);
    checkUnique(others, app.space.guid, body.name);
    app.name = body.name;
    controller.changed(app, 'wanted');
  }
  app.metadata = patchedMetadata(app.metadata, body.metadata);
  world.touch(app);
  return app;
}

/** @see cloudfoundry/korifi: api/payloads/app.go */
function checkName(checks: Checks, name: string): void {
  if (checks.required('name', name) && !/^[-\w]+$/.test(name)) {
    checks.say('name', 'name must consist only of letters, numbers, underscores and dashes');
  }
}

/** Names are kept in a register without regard to case. */
function checkUnique(apps: readonly App[], space: string, name: string): void {
  const isTaken = apps.some((app) => app.space.guid === space && app.name.toLowerCase() === name.toLowerCase());
  if (isTaken) throw notUnique(`App with the name '${name}' already exists.`);
}
