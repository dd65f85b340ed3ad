import type { App, Deployment, Droplet, Package, Process } from '../model.ts';
import type { Account } from '../uaa/model.ts';
import { remove, type World } from '../world.ts';
import type { Foundation } from './endpoint.ts';

/** An app and all that is its own; routes and service instances stay (CCNG, app/actions/app_delete.rb). */
export function deleteApp(foundation: Foundation, app: App, actor: Account): void {
  const { world, runtime, tasks } = foundation;
  const ofApp = <T extends { readonly app: App }>(list: readonly T[]) => list.filter((one) => one.app === app);
  for (const pack of ofApp<Package>(world.packages)) deletePackage(world, pack, actor);
  for (const task of ofApp(world.tasks)) tasks.destroy(task);
  for (const build of ofApp(world.builds)) remove(world.builds, build);
  for (const droplet of ofApp<Droplet>(world.droplets)) deleteDroplet(world, droplet, actor);
  for (const deployment of ofApp<Deployment>(world.deployments)) remove(world.deployments, deployment);
  for (const sidecar of ofApp(world.sidecars)) remove(world.sidecars, sidecar);
  for (const binding of ofApp(world.serviceBindings)) remove(world.serviceBindings, binding);
  for (const route of world.routes) {
    for (const destination of ofApp(route.destinations)) remove(route.destinations, destination);
  }
  for (const process of ofApp<Process>(world.processes)) {
    runtime.destroy(process);
    const data = { process_guid: process.guid, process_type: process.type };
    world.record('audit.app.process.delete', app, actor, data);
  }
  world.record('audit.app.delete-request', app, actor);
  runtime.say(app, `Deleted app with guid ${app.guid}`);
  remove(world.apps, app);
}

export function deletePackage(world: World, pack: Package, actor: Account): void {
  world.record('audit.app.package.delete', pack.app, actor, { package_guid: pack.guid });
  remove(world.packages, pack);
}

/** Revisions may go on naming it, but it can be deployed no more. */
export function deleteDroplet(world: World, droplet: Droplet, actor: Account): void {
  world.record('audit.app.droplet.delete', droplet.app, actor, { droplet_guid: droplet.guid });
  if (droplet.app.droplet === droplet) droplet.app.droplet = undefined;
  droplet.deleted = true;
  remove(world.droplets, droplet);
}
