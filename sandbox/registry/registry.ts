import { runningClock, type SandboxClock } from '../clock.ts';
import { latencyOf, type RunningServer, serve } from '../server.ts';
import { type AccessMode, Accounts, type RegistryUser } from './accounts.ts';
import { Misplaced, RegistryGuard } from './auth.ts';
import { pageNotFound } from './errors.ts';
import { type Desk, handlerOf, isRegistryPath } from './handler.ts';
import { PullLimits, type PullsLeft } from './limits.ts';
import { type ProfileName, profiles } from './profiles.ts';
import { type ImageToPublish, type Published, publishImage } from './publish.ts';
import { ObjectStorage } from './storage.ts';
import { RegistryStore } from './store.ts';
import { tokenServer as tokenHandler } from './token-server.ts';
import { RegistryTokens } from './tokens.ts';

export interface RegistryOptions {
  /** Which registry it answers as. Default: distribution 2.8.2. */
  readonly profile?: ProfileName;
  /**
   * It calls itself, its token server and its storage by the names they have in the world, over https, in challenges and
   * redirects. Whoever asks it has to find the way by `at`.
   */
  readonly realNames?: boolean;
  /** Default: `robot` with the password `robot-password`, who may use every repository. */
  readonly users?: Readonly<Record<string, RegistryUser>>;
  /** By prefix of the repository. Default: the profile's; distribution's is a login by Bearer for `private/`, the rest is open. */
  readonly modes?: Readonly<Record<string, AccessMode>>;
  /** It hands out manifests of any type, whatever `Accept` says. */
  readonly ignoresAccept?: boolean;
  /** For the life of tokens, passwords and signed URLs. */
  readonly clock?: SandboxClock;
  /** Delay of every answer. Sandbox milliseconds. */
  readonly latencyMs?: number;
  readonly port?: number;
}

export interface RegistrySandbox {
  /** `127.0.0.1:43210`: what image names begin with. With `realNames` the registry's own: `ghcr.io`. */
  readonly host: string;
  readonly server: RunningServer;
  /** On a port of its own, so that a credential that is sent to the wrong server shows. */
  readonly tokenServer: RunningServer;
  /** Where blobs are, for registries that redirect; another origin, too. */
  readonly storage: RunningServer;
  readonly store: RegistryStore;
  /** Bearer tokens: `revoke` kills them before their time. */
  readonly tokens: RegistryTokens;
  /** To be set: what the limit still allows, where the profile has one. */
  readonly pullsLeft: PullsLeft;
  /** Requests that brought a credential where none belongs, with the scheme: `GET /blobs/…/data: Bearer`. */
  readonly misplaced: readonly string[];
  /** Where on loopback a URL with the registry's real names is answered; undefined: it is none of those. */
  at(url: URL): URL | undefined;
  /** Puts an image there without a push. */
  publish(image: ImageToPublish): Promise<Published>;
  close(): Promise<void>;
}

/** An OCI registry on loopback, in memory, that answers as distribution 2.8.2 does or as a hosted one. */
export async function startRegistry(options: RegistryOptions = {}): Promise<RegistrySandbox> {
  const profile = profiles[options.profile ?? 'distribution'];
  const { names, login } = profile;
  const clock = options.clock ?? runningClock();
  const store = new RegistryStore();
  const tokens = new RegistryTokens(clock);
  const misplaced = new Misplaced();
  const limits = new PullLimits(profile.limits);
  const rules = {
    modes: options.modes ?? profile.modes,
    users: options.users ?? { robot: { password: 'robot-password' } },
  };
  const accounts = new Accounts(rules, clock, (name) => !profile.hidesMissing || store.has(name));
  const objects = new ObjectStorage(clock, misplaced, profile.blobs?.twoAuthentications ?? { status: 400 });

  const address = { host: '', tokens: '', storage: '', registry: '' };
  const guard = new RegistryGuard(profile, accounts, tokens, misplaced, () => address);
  const latency = latencyOf(clock, options.latencyMs);
  const tokenServer = await serve(
    login.scheme === 'basic'
      ? () => pageNotFound
      : tokenHandler({ login, accounts, tokens, misplaced, clock, host: () => address.host }),
    latency,
  );
  const storage = await serve(objects.handler, latency);
  const ignoresAccept = options.ignoresAccept ?? false;
  const desk: Desk = { store, guard, profile, limits, objects, ignoresAccept, address };
  const server = await serve(handlerOf(desk), {
    ...latency,
    ...(options.port === undefined ? {} : { port: options.port }),
  });
  const real = options.realNames === true;
  address.host = real ? names.registry : new URL(server.url).host;
  address.registry = real ? `https://${names.registry}` : server.url;
  address.tokens = real ? `https://${names.tokens ?? names.registry}` : tokenServer.url;
  address.storage = real ? `https://${names.storage ?? names.registry}` : storage.url;
  const host = real ? (names.images ?? names.registry) : address.host;
  return {
    host,
    server,
    tokenServer,
    storage,
    store,
    tokens,
    pullsLeft: limits.left,
    misplaced: misplaced.found,
    at: (url) => {
      const ofRegistry = url.host === names.registry && isRegistryPath(url.pathname);
      const base = ofRegistry
        ? server.url
        : url.host === (names.tokens ?? names.registry)
          ? tokenServer.url
          : url.host === names.storage
            ? storage.url
            : undefined;
      return base === undefined ? undefined : new URL(`${url.pathname}${url.search}`, base);
    },
    publish: async (image) => publishImage(store, host, image),
    close: async () => {
      await Promise.all([server.close(), tokenServer.close(), storage.close()]);
    },
  };
}
