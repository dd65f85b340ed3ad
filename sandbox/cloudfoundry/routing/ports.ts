import type { PulledImage } from '../../image.ts';
import type { Droplet, Process } from '../model.ts';
import type { World } from '../world.ts';

/** Where an app listens that nobody told otherwise. */
export const defaultPort = 8080;

/**
 * Ports of its container that a process opens when it is started: those that destinations name, and the image's own where
 * a destination names none. The first one is its `PORT` (CCNG, diego/protocol/open_process_ports.rb).
 */
export function openPorts(world: World, process: Process, droplet: Droplet): readonly number[] {
  const destinations = world.routes
    .flatMap((route) => route.destinations)
    .filter((one) => one.app === process.app && one.processType === process.type);
  const named = destinations.flatMap(({ port }) => (port === undefined ? [] : [port]));
  const unnamed = destinations.some((one) => one.port === undefined);
  const exposed = droplet.ports.length > 0 ? droplet.ports : [defaultPort];
  const ports = [...named];
  if (unnamed) ports.push(...exposed);
  else if (ports.length === 0) ports.push(...droplet.ports);
  if (ports.length === 0 && process.type === 'web') ports.push(defaultPort);
  return [...new Set(ports)];
}

/** Ports on which the app itself listens: as its image says, else all that the image exposes, else the one in `PORT`. */
export function listeningPorts(image: PulledImage, droplet: Droplet, open: readonly number[]): readonly number[] {
  const told = open[0] ?? defaultPort;
  if (image.listens === undefined) return droplet.ports.length > 0 ? droplet.ports : [told];
  return image.listens.map((port) => (port === '$PORT' ? told : port));
}
