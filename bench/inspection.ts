import type { ImageToPublish } from '../sandbox/registry/publish.ts';
import { type RegistryOptions, startRegistry } from '../sandbox/registry/registry.ts';
import { systemClock } from '../src/clock.ts';
import { createHttp } from '../src/http/client.ts';
import { parseReference } from '../src/image/reference.ts';
import { inspectImage } from '../src/registry/inspect.ts';
import { registryAccess } from '../test/support/image.ts';
import type { Figure } from './table.ts';

interface Case {
  readonly name: string;
  readonly registry: RegistryOptions;
  readonly image: Partial<ImageToPublish>;
  readonly login?: { readonly username: string; readonly password: string };
  /** The tag beside the digest. */
  readonly pinned?: boolean;
  readonly budget: number;
}

const robot = { username: 'robot', password: 'robot-password' };
const onePlatform = { index: false };
const index = { platforms: ['linux/amd64', 'linux/arm64'], attestations: true };

/** Budgets of issue 3: 4 requests for a public image of one platform, 5 with an index, one more where a token is needed. */
const cases: readonly Case[] = [
  { name: 'public, one platform', registry: {}, image: onePlatform, budget: 4 },
  { name: 'public, index', registry: {}, image: index, budget: 5 },
  { name: 'public, one platform, token', registry: { profile: 'docker-hub' }, image: onePlatform, budget: 5 },
  { name: 'public, index, token', registry: { profile: 'docker-hub' }, image: index, budget: 6 },
  {
    name: 'private, index, token',
    registry: {},
    image: { ...index, repository: 'private/web' },
    login: robot,
    budget: 6,
  },
  { name: 'private, index, Basic', registry: { profile: 'ecr' }, image: index, login: robot, budget: 6 },
  { name: 'public, one platform, tag beside digest', registry: {}, image: onePlatform, pinned: true, budget: 4 },
];

/** Requests of reading one image, whoever answers them: the registry, its token server, its storage. */
export async function benchInspection(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const { name, registry: options, image, login, pinned, budget } of cases) {
    const registry = await startRegistry(options);
    const { reference, digest } = await registry.publish({ repository: 'library/web', tag: '1', ...image });
    const http = createHttp({ clock: systemClock, userAgent: 'deploy-image-bench' });
    const asked = parseReference(pinned === true ? `${reference}@${digest}` : reference);
    await inspectImage(asked, registryAccess({ http, clock: systemClock }, { login }));
    const servers = [registry.server, registry.tokenServer, registry.storage];
    figures.push({
      name: `image inspection, ${name}`,
      value: servers.reduce((sum, server) => sum + server.requests.length, 0),
      unit: 'requests',
      budget,
      strict: true,
    });
    await registry.close();
  }
  return figures;
}
