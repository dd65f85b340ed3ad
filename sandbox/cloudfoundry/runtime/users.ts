import { type ApiError, unprocessable } from '../errors.ts';
import type { Droplet } from '../model.ts';
import type { World } from '../world.ts';

/** Why nobody may name this user for a process or task (CCNG, process_user_policy.rb); undefined: one may. */
export function userRefusal(world: World, user: string | undefined): string | undefined {
  if (user === undefined) return undefined;
  const allowed = ['vcap', ...world.additionalAllowedProcessUsers];
  if (allowed.some((one) => one.toLowerCase() === user.toLowerCase())) return undefined;
  const list = allowed.map((one) => `'${one}'`).join(', ');
  return `user invalid (requested user '${user}' not allowed, permitted users are: ${list})`;
}

/** What the runtime answers for root where `allow_docker_root_user` is off (CCNG, docker/lifecycle_protocol.rb). */
export function rootRefusal(
  world: World,
  what: 'process' | 'task',
  droplet: Droplet,
  user: string | undefined,
): ApiError | undefined {
  if (world.allowDockerRootUser) return undefined;
  const { user: ofImage } = JSON.parse(droplet.executionMetadata) as { user?: string };
  const name = user ?? (ofImage === undefined || ofImage === '' ? 'root' : ofImage);
  return name === 'root' || name === '0'
    ? unprocessable(`Attempting to run ${what} as root user, which is not permitted.`)
    : undefined;
}
