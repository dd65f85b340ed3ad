import type { Clock } from '../../../clock.ts';
import { ActionError, Cancelled, messageOf } from '../../../errors.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import { createOnce, mayHaveActed } from '../api/create-once.ts';
import { CloudControllerError } from '../api/errors.ts';
import { type App, appFrom } from '../api/shapes.ts';
import type { Target } from '../api/target.ts';
import { runLabel } from '../release/deployment.ts';
import type { Labels } from '../release/labels.ts';
import { type AppView, appsNamed } from './app.ts';
import { defaultRoute, type MadeRoute } from './routes/default-route.ts';
import { deleteRoute } from './routes/put-back.ts';
import { mapRoute } from './routes/write.ts';

interface NewApp {
  readonly target: Target;
  readonly name: string;
  readonly runId: string;
  /** Beside the run's own. */
  readonly labels: Labels;
  /** Whether a new app gets the route that `cf push` would give it. */
  readonly defaultRoute: boolean;
  /** Where it listens for it; null: as its image says. */
  readonly port: number | null;
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
  readonly route: MadeRoute | undefined;
}

/**
 * The app that is deployed to: the one that was read, or a new one with its default route. An app that an earlier run
 * of this action made and left without release and route gets its route now.
 */
export async function createApp(view: AppView | undefined, wish: NewApp, tools: Tools): Promise<ReadyApp> {
  const { api } = tools;
  if (view !== undefined && !isHalfDone(view)) return { app: view.app, route: undefined };
  const route = wish.defaultRoute ? await defaultRoute(api, wish.target, wish, tools.note) : undefined;
  if (route === undefined && wish.port !== null && wish.defaultRoute) throw portWithoutRoute(wish.port);
  const app = view?.app ?? (await newAppFor(route, wish, tools));
  if (route !== undefined) await mapRoute(api, route, app.guid, wish.port);
  return { app, route };
}

/** Whether an earlier run of this action has made the app, and come no further. */
export function isHalfDone({ app, droplet, routes }: AppView): boolean {
  return droplet === undefined && routes.length === 0 && app.labels.has(runLabel);
}

/** On Cloud Foundry a port is a port of a route. */
export function portWithoutRoute(port: number): ActionError {
  return new ActionError('CF_PORT_WITHOUT_ROUTE', `Port ${port} cannot be set: the app has no route`, {
    hint: 'On Cloud Foundry a port belongs to a route. Name one in routes; or leave port out, and expose the port in the image.',
  });
}

/** A platform that refuses the app leaves no route without one behind. */
async function newAppFor(route: MadeRoute | undefined, wish: NewApp, tools: Tools): Promise<App> {
  try {
    return await newApp(wish, tools);
  } catch (error) {
    const refused = error instanceof ActionError && !(error instanceof Cancelled) && !mayHaveActed(error);
    if (refused && route?.isOurs === true) {
      await deleteRoute(tools, route).catch((left: unknown) =>
        tools.note(
          `The route ${route.address} that was made for it stays (${messageOf(left)}): cf delete-route takes it away.`,
        ),
      );
    }
    throw error;
  }
}

async function newApp(wish: NewApp, { api, clock, signal }: Tools): Promise<App> {
  const body = {
    name: wish.name,
    relationships: { space: { data: { guid: wish.target.space.guid } } },
    lifecycle: { type: 'docker', data: {} },
    metadata: { labels: { ...wish.labels, [runLabel]: wish.runId } },
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
