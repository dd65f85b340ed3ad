import type { Routed } from '../../controller/host.ts';
import type { App, Destination, Process, Route } from '../records.ts';
import type { KorifiWorld } from '../world.ts';

/**
 * Where a destination leads to. Without a port of its own: the first that the droplet of its app exposes, 8080 if there
 * is none; undefined: its app has no droplet yet, and the route does not go there.
 *
 * @see cloudfoundry/korifi: controllers/controllers/networking/routes
 */
export function portOf(world: KorifiWorld, { app, port }: Destination): number | undefined {
  const droplet = world.droplet(app.droplet);
  if (droplet === undefined) return undefined;
  return port ?? droplet.ports[0] ?? 8080;
}

/** Ports of the process that routes lead to, those of the oldest route first. */
export function portsOf(world: KorifiWorld, { app, type }: Pick<Process, 'app' | 'type'>): readonly number[] {
  const destinations = [...world.routes]
    .sort((a, b) => a.createdAt - b.createdAt)
    .flatMap((route) => route.destinations.filter((one) => one.app === app && one.type === type));
  return destinations.map((one) => portOf(world, one)).filter((port) => port !== undefined);
}

export function routesOf(world: KorifiWorld, app: App): readonly Route[] {
  return world.routes.filter((route) => route.destinations.some((one) => one.app === app));
}

/** What the gateway does with a request: each destination in turn, and each of its pods. */
export class Gateway {
  readonly #world: KorifiWorld;
  #turn = 0;

  constructor(world: KorifiWorld) {
    this.#world = world;
  }

  /** 404 without a route that leads anywhere, 503 without a ready pod there, 502 where that does not listen. */
  routed(host: string, path = '/'): Routed {
    const route = this.#route(host, path);
    const destinations = route?.destinations ?? [];
    this.#turn += 1;
    const destination = destinations[this.#turn % destinations.length];
    if (destination === undefined) return { status: 404 };
    const { app, type } = destination;
    const pods = this.#world.cluster.pods(app.guid).filter((one) => one.type === type && one.live && one.ready);
    const pod = pods[Math.floor(this.#turn / destinations.length) % pods.length];
    if (pod === undefined) return { status: 503 };
    if (!pod.listensOn(portOf(this.#world, destination) ?? 0)) return { status: 502 };
    return { app: app.name, image: pod.template.image, pod: pod.name };
  }

  /** The one with the longest path that fits. */
  #route(host: string, path: string): Route | undefined {
    const wanted = host.replace(/:\d+$/, '').toLowerCase();
    return this.#world.routes
      .filter((route) => `${route.host}.${route.domain.name}` === wanted)
      .filter((route) => route.destinations.some((one) => portOf(this.#world, one) !== undefined))
      .filter(({ path: own }) => own === '' || path === own || path.startsWith(`${own}/`))
      .sort((a, b) => b.path.length - a.path.length)[0];
  }
}
