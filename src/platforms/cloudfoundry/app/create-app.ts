import type { Clock } from '../../../clock.ts';
import { ActionError } from '../../../errors.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import { createOnce } from '../api/create-once.ts';
import { CloudControllerError } from '../api/errors.ts';
import { type App, appFrom, type Route } from '../api/shapes.ts';
import type { Target } from '../api/target.ts';
import { runLabel } from '../release/deployment.ts';
import { type AppView, appsNamed } from './app.ts';
import { defaultRoute, mapRoute } from './route.ts';

interface NewApp {
  readonly target: Target;
  readonly name: string;
  readonly runId: string;
}

interface Tools {
  readonly api: CloudController;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  note(line: string): void;
}

/** The app that is deployed to, and the route that it was given now; no route: it has its own, or none was to be had. */
export interface ReadyApp {
  readonly app: App;
  readonly route: Route | undefined;
}

/**
 * The app that is deployed to: the one that was read, or a new one with its default route. An app that an earlier run
 * of this action made and left without release and route gets its route now.
 */
export async function createApp(view: AppView | undefined, wish: NewApp, tools: Tools): Promise<ReadyApp> {
  const { api, note } = tools;
  if (view !== undefined) {
    const leftHalfDone = view.droplet === undefined && view.routes.length === 0 && view.app.labels.has(runLabel);
    if (!leftHalfDone) return { app: view.app, route: undefined };
    const route = await defaultRoute(api, wish.target, wish.name, note);
    if (route !== undefined) await mapRoute(api, route, view.app.guid);
    return { app: view.app, route };
  }
  const route = await defaultRoute(api, wish.target, wish.name, note);
  const app = await newApp(wish, tools);
  if (route !== undefined) await mapRoute(api, route, app.guid);
  return { app, route };
}

async function newApp(wish: NewApp, { api, clock, signal }: Tools): Promise<App> {
  const body = {
    name: wish.name,
    relationships: { space: { data: { guid: wish.target.space.guid } } },
    lifecycle: { type: 'docker', data: {} },
    metadata: { labels: { [runLabel]: wish.runId } },
  };
  const readBack = async (): Promise<App | undefined> =>
    (await appsNamed(api, wish.name)).find((app) => app.spaceGuid === wish.target.space.guid);
  return createOnce(clock, signal, {
    create: async () => {
      try {
        return appFrom(await api.write('POST', '/v3/apps', 'create the app', body));
      } catch (error) {
        if (!(error instanceof CloudControllerError) || !error.has('CF-UniquenessError')) throw error;
        const found = await readBack();
        if (found?.lifecycle === 'docker') return found;
        throw new ActionError(
          'CF_APP_NAME_TAKEN',
          `An app named ${wish.name} is already there, but not one to deploy to`,
          {
            hint:
              found === undefined
                ? 'Its name differs in upper and lower case only, or this login may not see it. Write the name exactly as cf apps shows it.'
                : 'It was not made for docker images. Choose another name or delete it.',
          },
        );
      }
    },
    lookUp: readBack,
  });
}
