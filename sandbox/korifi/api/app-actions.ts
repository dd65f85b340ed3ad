import { notFoundAs, unknownError, unprocessable } from '../errors.ts';
import { presentApp, presentCurrentDroplet } from '../present/apps.ts';
import { presentDroplet } from '../present/builds.ts';
import type { App } from '../records.ts';
import { type Call, type Endpoint, ok } from '../request/call.ts';
import { Checks } from '../request/checks.ts';
import { relationship } from '../request/shape.ts';
import type { KorifiWorld } from '../world.ts';
import { appOf, type Foundation } from './foundation.ts';

/** @see cloudfoundry/korifi: api/handlers/app.go, api/repositories/app_repository.go */
export function appActionEndpoints(foundation: Foundation): readonly Endpoint[] {
  const { world, controller } = foundation;
  const writable = (call: Call) => {
    const app = appOf(call, world);
    call.mayWrite(app.space);
    return app;
  };
  return [
    {
      ...{ method: 'PATCH', path: '/v3/apps/:guid/relationships/current_droplet' },
      answer: async (call) => {
        const { data } = call.body(relationship);
        const checks = new Checks();
        checks.one('relationship', { data });
        checks.done();
        const app = appOf(call, world);
        const droplet = world.droplet(data?.guid);
        if (droplet?.app !== app) {
          throw unprocessable('Unable to assign current droplet. Ensure the droplet exists and belongs to this app.');
        }
        call.mayWrite(app.space);
        if (app.droplet !== droplet.guid) {
          app.droplet = droplet.guid;
          controller.changed(app, 'wanted');
        }
        const isReady = () => app.ready.status && app.ready.seen === app.generation;
        if (!(await world.until(isReady))) throw unknownError();
        return ok(presentCurrentDroplet(world.url, app));
      },
    },
    {
      ...{ method: 'GET', path: '/v3/apps/:guid/droplets/current' },
      answer: (call) => {
        const droplet = world.droplet(appOf(call, world).droplet);
        if (droplet === undefined) throw notFoundAs('Droplet not found');
        return ok(presentDroplet(world.url, droplet));
      },
    },
    {
      ...{ method: 'POST', path: '/v3/apps/:guid/actions/start' },
      answer: async (call) => {
        const app = writable(call);
        await start(foundation, app);
        return ok(presentApp(world.url, app));
      },
    },
    {
      ...{ method: 'POST', path: '/v3/apps/:guid/actions/stop' },
      answer: async (call) => {
        const app = writable(call);
        await stop(foundation, app);
        return ok(presentApp(world.url, app));
      },
    },
    {
      ...{ method: 'POST', path: '/v3/apps/:guid/actions/restart' },
      answer: async (call) => {
        const app = writable(call);
        if (app.droplet === undefined) throw unprocessable(noDroplet);
        await stop(foundation, app);
        await start(foundation, app);
        return ok(presentApp(world.url, app));
      },
    },
  ];
}

const noDroplet = 'Assign a droplet before starting this app.';

async function start({ world, controller }: Foundation, app: App): Promise<void> {
  if (app.droplet === undefined) throw unprocessable(noDroplet);
  if (app.desired !== 'STARTED') {
    app.desired = 'STARTED';
    controller.changed(app, 'wanted');
  }
  await reached(world, app);
}

/** Whatever starts after it is another workload. */
async function stop({ world, controller }: Foundation, app: App): Promise<void> {
  if (app.desired !== 'STOPPED') {
    app.desired = 'STOPPED';
    app.revision += 1;
    app.lastStop = app.revision;
    controller.changed(app, 'wanted');
  }
  await reached(world, app);
}

/**
 * Waits until the app is ready, and then asks for its state alone. Without a droplet it never is ready, and the whole
 * time passes for nothing.
 */
async function reached(world: KorifiWorld, app: App): Promise<void> {
  await world.until(() => app.ready.status && app.ready.seen === app.generation && app.actual === app.desired);
  if (app.actual !== app.desired) throw unknownError();
}
