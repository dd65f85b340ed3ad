import { NotModelled, noRollingDeploy, notAuthorized, notFound, unprocessable } from '../errors.ts';
import { presentBuild, presentDeployment, presentDroplet, presentPackage } from '../present/builds.ts';
import type { App, Build, Package } from '../records.ts';
import { type Call, created, type Endpoint, ok } from '../request/call.ts';
import { Checks, newMetadata, patchedMetadata } from '../request/checks.ts';
import { allOf, ordered, pageOf, passes, times } from '../request/list.ts';
import { int, lifecycle, metadata, metadataPatch, object, relationship, text } from '../request/shape.ts';
import { addBuild, addPackage } from '../runtime/staging.ts';
import { appOf, type Foundation } from './foundation.ts';

const ofApp = object('PackageRelationships', { app: relationship });

const packageCreate = object('PackageCreate', {
  type: text,
  relationships: ofApp,
  metadata,
  data: object('PackageData', { image: text, username: text, password: text }),
});

const buildCreate = object('BuildCreate', {
  package: object('RelationshipData', { guid: text }),
  staging_memory_in_mb: int,
  staging_disk_in_mb: int,
  lifecycle,
  metadata,
});

const deploymentCreate = object('DeploymentCreate', {
  droplet: object('DropletGUID', { guid: text }),
  relationships: ofApp,
});

const onlyMetadata = object('MetadataUpdate', { metadata: metadataPatch });
const spaceOf = ({ app }: Package | Build) => app.space;

/** From an image to pods: packages, builds, droplets, deployments. */
export function buildEndpoints(foundation: Foundation): readonly Endpoint[] {
  const { world } = foundation;
  const packageAt = (call: Call) => call.found(world.packages, call.param('guid'), 'Package', spaceOf);
  const dropletAt = (call: Call) => {
    const staged = world.builds.filter(({ state }) => state === 'STAGED');
    return call.found(staged, call.param('guid'), 'Droplet', spaceOf);
  };
  const seen = (call: Call) => (one: Package | Build) => call.sees(one.app.space);
  const asPackage = (one: Package) => presentPackage(world.url, one);
  const asBuild = (one: Build) => presentBuild(world.url, one);
  const asDroplet = (one: Build) => presentDroplet(world.url, one);
  const asDeployment = (app: App) => presentDeployment(world.url, app);
  const patchMetadata = (call: Call, one: Package | Build) => {
    const { metadata: changes } = call.body(onlyMetadata);
    const checks = new Checks();
    checks.metadata(changes);
    checks.done();
    call.mayWrite(one.app.space);
    one.metadata = patchedMetadata(one.metadata, changes);
    world.touch(one);
  };
  return [
    {
      ...{ method: 'POST', path: '/v3/packages' },
      answer: (call) => created(asPackage(createPackage(call, foundation))),
    },
    {
      ...{ method: 'GET', path: '/v3/packages' },
      query: ['guids', 'app_guids', 'states', 'order_by', 'per_page', 'page'],
      answer: (call) => {
        const hits = world.packages
          .filter(seen(call))
          .filter(({ guid, app }) => passes(call, 'guids', guid) && passes(call, 'app_guids', app.guid))
          .filter(() => passes(call, 'states', 'READY'));
        return ok(pageOf(call, world.url, ordered(call, hits, times), asPackage));
      },
    },
    { ...{ method: 'GET', path: '/v3/packages/:guid' }, answer: (call) => ok(asPackage(packageAt(call))) },
    {
      ...{ method: 'PATCH', path: '/v3/packages/:guid' },
      answer: (call) => {
        const one = packageAt(call);
        patchMetadata(call, one);
        return ok(asPackage(one));
      },
    },
    {
      ...{ method: 'GET', path: '/v3/packages/:guid/droplets', query: ['states', 'per_page', 'page'] },
      answer: (call) => {
        const of = packageAt(call);
        const hits = world.builds.filter((one) => one.package === of && one.state === 'STAGED');
        return ok(pageOf(call, world.url, ordered(call, hits, times), asDroplet));
      },
    },
    {
      ...{ method: 'GET', path: '/v3/apps/:guid/packages' },
      answer: (call) => {
        const app = appOf(call, world);
        const hits = world.packages.filter((one) => one.app === app);
        return ok(allOf(call, world.url, hits, asPackage));
      },
    },
    { ...{ method: 'POST', path: '/v3/builds' }, answer: (call) => created(asBuild(createBuild(call, foundation))) },
    {
      ...{ method: 'GET', path: '/v3/builds' },
      query: ['package_guids', 'app_guids', 'states', 'order_by', 'per_page', 'page'],
      answer: (call) => {
        const hits = world.builds
          .filter(seen(call))
          .filter((one) => passes(call, 'package_guids', one.package.guid) && passes(call, 'app_guids', one.app.guid))
          .filter(({ state }) => passes(call, 'states', state));
        return ok(pageOf(call, world.url, ordered(call, hits, times), asBuild));
      },
    },
    {
      ...{ method: 'GET', path: '/v3/builds/:guid' },
      answer: (call) => ok(asBuild(call.found(world.builds, call.param('guid'), 'Build', spaceOf))),
    },
    {
      ...{ method: 'PATCH', path: '/v3/builds/:guid' },
      answer: () => {
        throw unprocessable('Labels and annotations are not supported for builds.');
      },
    },
    {
      ...{ method: 'GET', path: '/v3/droplets' },
      query: ['guids', 'states', 'app_guids', 'space_guids', 'organization_guids', 'order_by', 'page', 'per_page'],
      answer: (call) => {
        const hits = world.builds
          .filter((one) => one.state === 'STAGED' && call.sees(one.app.space))
          .filter(({ guid, app }) => passes(call, 'guids', guid) && passes(call, 'app_guids', app.guid))
          .filter(({ app }) => passes(call, 'space_guids', app.space.guid));
        return ok(pageOf(call, world.url, ordered(call, hits, times), asDroplet));
      },
    },
    { ...{ method: 'GET', path: '/v3/droplets/:guid' }, answer: (call) => ok(asDroplet(dropletAt(call))) },
    {
      ...{ method: 'PATCH', path: '/v3/droplets/:guid' },
      answer: (call) => {
        const droplet = dropletAt(call);
        patchMetadata(call, droplet);
        return ok(asDroplet(droplet));
      },
    },
    {
      ...{ method: 'GET', path: '/v3/apps/:guid/droplets' },
      answer: (call) => {
        const app = appOf(call, world);
        const hits = world.builds.filter((one) => one.app === app && one.state === 'STAGED');
        return ok(allOf(call, world.url, hits, asDroplet));
      },
    },
    {
      ...{ method: 'POST', path: '/v3/deployments' },
      answer: (call) => created(asDeployment(createDeployment(call, foundation))),
    },
    {
      ...{ method: 'GET', path: '/v3/deployments' },
      query: ['app_guids', 'status_values', 'order_by', 'per_page', 'page'],
      answer: (call) => {
        const hits = world.apps
          .filter((app) => call.sees(app.space) && app.droplet !== undefined && passes(call, 'app_guids', app.guid))
          .filter(({ ready }) => passes(call, 'status_values', ready.status ? 'FINALIZED' : 'ACTIVE'));
        return ok(allOf(call, world.url, ordered(call, hits, times), asDeployment));
      },
    },
    {
      ...{ method: 'GET', path: '/v3/deployments/:guid' },
      answer: (call) => ok(asDeployment(call.found(world.apps, call.param('guid'), 'Deployment', (app) => app.space))),
    },
  ];
}

function createPackage(call: Call, { world }: Foundation): Package {
  const body = call.body(packageCreate);
  const checks = new Checks();
  if (checks.required('type', body.type)) checks.oneOf('type', body.type, ['bits', 'docker']);
  if (checks.given('relationships', body.relationships)) checks.one('relationships.app', body.relationships?.app);
  if (body.type === 'docker' && checks.required('data', body.data)) checks.required('data.image', body.data?.image);
  checks.metadata(body.metadata);
  checks.done();
  const app = world.app(body.relationships?.app?.data?.guid ?? '');
  if (app === undefined || !call.sees(app.space)) {
    throw unprocessable('App is invalid. Ensure it exists and you have access to it.');
  }
  call.mayWrite(app.space);
  if (body.type !== 'docker') throw new NotModelled('packages of bits');
  const { image = '', username = '', password = '' } = body.data ?? {};
  const credentials = username === '' && password === '' ? undefined : { username, password };
  return addPackage(world, app, image, credentials, newMetadata(body.metadata));
}

function createBuild(call: Call, { world, controller }: Foundation): Build {
  const body = call.body(buildCreate);
  const checks = new Checks();
  if (checks.required('package', body.package)) checks.required('package.guid', body.package?.guid);
  for (const kind of ['annotations', 'labels'] as const) {
    if (Object.keys(body.metadata?.[kind] ?? {}).length > 0) checks.say(`metadata.${kind}`, 'must be blank');
  }
  checks.lifecycle(body.lifecycle);
  checks.done();
  const of = world.packages.find(({ guid }) => guid === body.package?.guid);
  if (of === undefined || !call.sees(of.app.space)) {
    throw unprocessable('Unable to use package. Ensure that the package exists and you have access to it.');
  }
  call.mayWrite(of.app.space);
  if (body.lifecycle?.type === 'buildpack') throw new NotModelled('builds with buildpacks');
  return addBuild(world, controller, of);
}

/**
 * Nobody asks whether the droplet is there, or the app's.
 *
 * @see cloudfoundry/korifi: api/repositories/deployment_repository.go
 */
function createDeployment(call: Call, { world, controller }: Foundation): App {
  const body = call.body(deploymentCreate);
  const droplet = body.droplet?.guid ?? '';
  const checks = new Checks();
  if (checks.given('relationships', body.relationships)) checks.one('relationships.app', body.relationships?.app);
  checks.done();
  if (call.user.roles.size === 0) throw notFound('RunnerInfo');
  if (!world.rollingDeploy) throw noRollingDeploy();
  const app = world.app(body.relationships?.app?.data?.guid ?? '');
  if (app === undefined) throw notFound('Deployment');
  if (!call.sees(app.space)) throw notAuthorized();
  if (app.oldWorkload) {
    throw unprocessable(
      "App instances created with an older version of Korifi can't use the rolling strategy. Please restart/restage/re-push app before using the rolling strategy",
    );
  }
  call.mayWrite(app.space);
  const isWanted = app.desired !== 'STARTED' || (droplet !== '' && app.droplet !== droplet);
  app.desired = 'STARTED';
  if (droplet !== '') app.droplet = droplet;
  app.revision += 1;
  world.touch(app);
  controller.changed(app, isWanted ? 'wanted' : undefined);
  return app;
}
