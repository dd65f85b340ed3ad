import { NotModelled, unprocessable } from '../errors.ts';
import type { Build, Droplet, Package } from '../model.ts';
import { presentBuild, presentDroplet, presentPackage } from '../present/apps.ts';
import { type Call, spaceOf, spaceOfApp } from '../request/call.ts';
import { type Filters, pageOf } from '../request/list.ts';
import { Message } from '../request/message.ts';
import { metadataOf } from '../request/metadata.ts';
import { remove } from '../world.ts';
import { createBuild } from './build-create.ts';
import { acceptedJob, created, type Endpoint, type Foundation, listKeys, ok } from './endpoint.ts';

const packageFilters: Filters<Package> = {
  states: (one) => [one.state],
  types: () => ['docker'],
  app_guids: (one) => [one.app.guid],
  space_guids: (one) => [one.app.space.guid],
  organization_guids: (one) => [one.app.space.org.guid],
};
const buildFilters: Filters<Build> = {
  states: (one) => [one.state],
  app_guids: (one) => [one.app.guid],
  package_guids: (one) => [one.package.guid],
};
const dropletFilters: Filters<Droplet> = {
  states: (one) => [one.state],
  app_guids: (one) => [one.app.guid],
  space_guids: (one) => [one.app.space.guid],
  organization_guids: (one) => [one.app.space.org.guid],
};

/** From an image reference to something that can run: packages, builds, droplets. */
export function packageEndpoints(foundation: Foundation): Endpoint[] {
  const { world } = foundation;
  const app = (call: Call) => call.visible(world.apps, call.param('guid'), spaceOfApp, 'App');
  const mine = <T extends Package | Build | Droplet>(call: Call, list: readonly T[]) =>
    list.filter((one) => call.canRead(one.app.space));
  const listPackages = (call: Call, list: readonly Package[]) =>
    ok(pageOf(call, foundation.url, list, packageFilters, (one) => presentPackage(foundation.link, one)));
  const listBuilds = (call: Call, list: readonly Build[]) =>
    ok(pageOf(call, foundation.url, list, buildFilters, (one) => presentBuild(foundation.link, one)));
  const listDroplets = (call: Call, list: readonly Droplet[]) =>
    ok(pageOf(call, foundation.url, list, dropletFilters, (one) => presentDroplet(foundation.link, one, true)));

  return [
    {
      method: 'POST',
      path: '/v3/packages',
      query: [],
      answer: (call) => {
        if (call.query.has('source_guid')) throw new NotModelled('copying a package');
        return created(presentPackage(foundation.link, createPackage(foundation, call)));
      },
    },
    {
      method: 'GET',
      path: '/v3/packages',
      query: listKeys('states', 'types', 'app_guids', 'space_guids', 'organization_guids'),
      answer: (call) => listPackages(call, mine(call, world.packages)),
    },
    {
      method: 'GET',
      path: '/v3/packages/:guid',
      query: [],
      answer: (call) =>
        ok(presentPackage(foundation.link, call.visible(world.packages, call.param('guid'), spaceOf, 'Package'))),
    },
    {
      method: 'DELETE',
      path: '/v3/packages/:guid',
      query: [],
      answer: (call) => {
        const pack = call.visible(world.packages, call.param('guid'), spaceOf, 'Package');
        call.require('write', pack.app.space);
        remove(world.packages, pack);
        return acceptedJob(foundation, 'package.delete');
      },
    },
    {
      method: 'GET',
      path: '/v3/apps/:guid/packages',
      query: listKeys('states', 'types'),
      answer: (call) => {
        const owner = app(call);
        return listPackages(
          call,
          world.packages.filter((one) => one.app === owner),
        );
      },
    },
    {
      method: 'POST',
      path: '/v3/builds',
      query: [],
      answer: (call) => created(presentBuild(foundation.link, createBuild(foundation, call))),
    },
    {
      method: 'GET',
      path: '/v3/builds',
      query: listKeys('states', 'app_guids', 'package_guids'),
      answer: (call) => listBuilds(call, mine(call, world.builds)),
    },
    {
      method: 'GET',
      path: '/v3/builds/:guid',
      query: [],
      answer: (call) =>
        ok(presentBuild(foundation.link, call.visible(world.builds, call.param('guid'), spaceOf, 'Build'))),
    },
    {
      method: 'GET',
      path: '/v3/apps/:guid/builds',
      query: listKeys('states'),
      answer: (call) => {
        const owner = app(call);
        return listBuilds(
          call,
          world.builds.filter((one) => one.app === owner),
        );
      },
    },
    {
      method: 'POST',
      path: '/v3/droplets',
      query: ['source_guid'],
      answer: () => {
        throw new NotModelled('making or copying a droplet without a build');
      },
    },
    {
      method: 'GET',
      path: '/v3/droplets',
      query: listKeys('states', 'app_guids', 'space_guids', 'organization_guids'),
      answer: (call) => listDroplets(call, mine(call, world.droplets)),
    },
    {
      method: 'GET',
      path: '/v3/droplets/:guid',
      query: [],
      answer: (call) =>
        ok(
          presentDroplet(foundation.link, call.visible(world.droplets, call.param('guid'), spaceOf, 'Droplet'), false),
        ),
    },
    {
      method: 'GET',
      path: '/v3/apps/:guid/droplets',
      query: listKeys('states', 'current'),
      answer: (call) => {
        const owner = app(call);
        if (call.query.has('current')) throw new NotModelled('current on the list of droplets');
        return listDroplets(
          call,
          world.droplets.filter((one) => one.app === owner),
        );
      },
    },
    {
      method: 'GET',
      path: '/v3/packages/:guid/droplets',
      query: listKeys('states'),
      answer: (call) => {
        const pack = call.visible(world.packages, call.param('guid'), spaceOf, 'Package');
        return listDroplets(
          call,
          world.droplets.filter((one) => one.package === pack),
        );
      },
    },
  ];
}

/** The image string is stored as it comes: nobody parses it before staging. */
function createPackage(foundation: Foundation, call: Call): Package {
  const { world } = foundation;
  const message = new Message(call.body(), ['type', 'relationships', 'data', 'metadata']);
  const type = message.value('type');
  if (type !== 'docker' && type !== 'bits') message.problem("Type must be one of 'bits, docker'");
  const guids = message.relationships(['app']);
  const data = message.object('data', ['image', 'username', 'password'], { required: type === 'docker' });
  const image = data?.value('image');
  if (data !== undefined && type === 'docker') {
    if (image === undefined || image === null) message.problem('Data Image required');
    else if (typeof image !== 'string') message.problem('Data Image must be a string');
    else if (image === '') message.problem('Data Image required');
  }
  const username = data?.string('username', { nullable: true });
  const password = data?.string('password', { nullable: true, max: 5000 });
  message.check();
  if (type === 'bits') throw new NotModelled('packages of type bits');

  const app = world.apps.find((one) => one.guid === guids.app);
  if (app === undefined || !call.canRead(app.space)) {
    throw unprocessable('App is invalid. Ensure it exists and you have access to it.');
  }
  call.require('write', app.space);
  if (app.lifecycle === 'buildpack') throw unprocessable('Cannot create Docker package for a buildpack app.');
  const pack: Package = {
    ...world.resource(),
    app,
    state: 'READY',
    image: String(image),
    username,
    password,
  };
  pack.metadata = metadataOf(message.value('metadata'));
  world.packages.push(pack);
  world.record('audit.app.package.create', app, call.caller, { package_guid: pack.guid });
  return pack;
}
