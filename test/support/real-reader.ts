import { systemClock } from '../../src/clock.ts';
import { createHttp } from '../../src/http/client.ts';
import type { Http } from '../../src/http/http.ts';
import type { ImageFacts } from '../../src/image/facts.ts';
import type { ImagePlatform } from '../../src/image/platform.ts';
import { parseReference } from '../../src/image/reference.ts';
import type { RegistryAccess } from '../../src/registry/access.ts';
import { inspectImage } from '../../src/registry/inspect.ts';
import { registryAccess } from './image.ts';

/** HTTP as the action does it. `certificates`: PEM, of authorities. */
export function realHttp(certificates: readonly string[] = []): Http {
  return createHttp({ clock: systemClock, userAgent: 'deploy-image-test', certificates });
}

const plainHttp = realHttp();

export interface HowToRead extends Partial<RegistryAccess> {
  readonly platform?: ImagePlatform;
}

export interface Read {
  readonly facts: ImageFacts;
  /** What was sent, in order. */
  readonly asked: readonly string[];
  /** Lines for the log. */
  readonly notes: readonly string[];
}

/** What the action's client is given, and what it has sent through it: `HEAD /v2/team/web/manifests/1 401`. */
export function readingAccess({ http = plainHttp, ...more }: Partial<RegistryAccess> = {}) {
  const asked: string[] = [];
  const counting: Http = {
    send: async (request) => {
      const response = await http.send(request);
      asked.push(`${request.method} ${request.url.pathname} ${response.status}`);
      return response;
    },
  };
  return { access: registryAccess({ http: counting, clock: systemClock }, more), asked };
}

/** Reads an image from a registry on this machine as the action does. */
export async function readImage(image: string, { platform, ...more }: HowToRead = {}): Promise<Read> {
  const { access, asked } = readingAccess(more);
  const facts = await inspectImage(parseReference(image), access, platform);
  return { facts, asked, notes: access.notes };
}
