import type { PlatformName } from '../../sandbox/inputs.ts';
import { chanceOf } from '../support/chance.ts';
import type { Stage } from '../support/stage.ts';

/** A login that nobody could guess, of characters that every encoding writes otherwise. */
export interface Login {
  /** For `with:`. */
  readonly inputs: Readonly<Record<string, string>>;
  /** What nobody may read of it. */
  readonly secret: string;
}

/** Who may pull private images. */
export interface RegistryLogin {
  readonly username: string;
  readonly password: string;
}

/** The registry's users are told before it starts. */
export function registryLogin(): RegistryLogin {
  return { username: 'robot', password: chanceOf('registry').text(28) };
}

/** Adds somebody to a platform who may deploy there. Returns the kinds of login that it knows, the usual one first. */
export function addLogins({ sandbox }: Stage, platform: PlatformName): readonly [Login, ...Login[]] {
  const chance = chanceOf(platform);
  const [name, secret, token] = ['fuzzy', chance.text(32), chance.text(40, '0123456789abcdef')];
  const none = { 'client-id': '', 'client-secret': '', username: '', password: '', token: '' };
  const byToken = (token: string): Login => ({ inputs: { ...none, token }, secret: token });
  const byPassword: Login = { inputs: { ...none, username: name, password: secret }, secret };
  const { cloudFoundry, deis, deisV1, drycc, korifi } = sandbox;
  switch (platform) {
    case 'cloudfoundry': {
      const { world } = cloudFoundry;
      const roles = world.spaces.map((space) => [space, 'developer'] as const);
      world.addAccount('client', name, secret, roles);
      world.addAccount('user', name, secret, roles);
      return [{ inputs: { ...none, 'client-id': name, 'client-secret': secret }, secret }, byPassword];
    }
    case 'deis':
      deis.world.addUser(name, secret, token, { superuser: true });
      return [byPassword, byToken(token)];
    case 'deis-v1':
      deisV1.world.addUser({ username: name, password: secret, token, superuser: true });
      return [byPassword, byToken(token)];
    case 'korifi': {
      // Kubernetes asks nobody for those that it has made itself, whatever they look like.
      korifi.world.addAccount(name, token, 'developer', korifi.world.spaces);
      return [byToken(token)];
    }
    case 'drycc': {
      const { world } = drycc;
      const owner = world.users.find(({ username }) => username === 'mike');
      if (owner === undefined) throw new Error('the sandbox has no mike');
      return [byToken(world.addToken(owner, name).key)];
    }
  }
}
