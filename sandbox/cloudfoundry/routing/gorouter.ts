import type { Instance } from '../model.ts';
import type { World } from '../world.ts';
import type { Destination, Route } from './model.ts';
import { defaultPort, listeningPorts } from './ports.ts';

/** What the routers in front of the apps do: hosts, wildcard hosts, paths, TCP ports, turns. */
export class Gorouter {
  readonly #world: World;
  readonly #turns = new Map<string, number>();

  constructor(world: World) {
    this.#world = world;
  }

  /**
   * The next instance, round robin, that takes a request for `host` (with a port for TCP) and `path`. The longest path of
   * a route that fits wins, and nothing else is tried then. Undefined: no such route, or nobody behind it.
   */
  pick(host: string, path = '/'): Instance | undefined {
    const route = this.#route(host.toLowerCase(), path);
    if (route === undefined) return undefined;
    const ready = route.destinations.flatMap((destination) => this.#behind(destination));
    const turn = this.#turns.get(route.guid) ?? 0;
    this.#turns.set(route.guid, turn + 1);
    return ready[turn % Math.max(ready.length, 1)];
  }

  #route(host: string, path: string): Route | undefined {
    const port = /:(\d+)$/.exec(host)?.[1];
    const name = host.replace(/:\d+$/, '');
    // Other containers alone reach what is internal.
    const open = this.#world.routes.filter((route) => !route.domain.internal);
    const tcp = open.find((route) => route.domain.name === name && String(route.port) === port);
    if (tcp !== undefined) return tcp;
    for (const candidate of [name, ...wildcards(name)]) {
      const named = open.filter((route) => route.port === undefined && nameOf(route) === candidate);
      const fitting = named.filter((route) => isWithin(path, route.path));
      const longest = fitting.sort((a, b) => b.path.length - a.path.length)[0];
      if (longest !== undefined) return longest;
    }
    return undefined;
  }

  /** Instances that a destination leads to: they run, are routable, and listen on the port that their container opens. */
  #behind(destination: Destination): Instance[] {
    return this.#world
      .processesOf(destination.app, destination.processType)
      .flatMap((process) => process.lrp?.instances ?? [])
      .filter(({ state, routable, image, lrp }) => {
        if (state !== 'RUNNING' || !routable || image === undefined) return false;
        const port = destination.port ?? lrp.droplet.ports[0] ?? defaultPort;
        return lrp.openPorts.includes(port) && listeningPorts(image, lrp.droplet, lrp.openPorts).includes(port);
      });
  }
}

function nameOf({ host, domain }: Route): string {
  return `${host === '' ? '' : `${host}.`}${domain.name}`.toLowerCase();
}

/** `*.b.c` and `*.c` for `a.b.c`. */
function wildcards(name: string): string[] {
  const labels = name.split('.');
  return labels.slice(1).map((_, at) => `*.${labels.slice(at + 1).join('.')}`);
}

/** Whether a request for `path` is one for `prefix` or below. */
function isWithin(path: string, prefix: string): boolean {
  return prefix === '' || path === prefix || path.startsWith(`${prefix}/`) || path.startsWith(`${prefix}?`);
}
