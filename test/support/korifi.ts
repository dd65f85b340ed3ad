import { expect } from 'vitest';
import type { App } from '../../sandbox/korifi/records.ts';
import { korifiSeeds } from '../../sandbox/korifi/users.ts';
import type { ImageToPublish, Published } from '../../sandbox/registry/publish.ts';
import type { Stage } from './stage.ts';

/** What tests do on the practice Korifi beside a deploy. */

/** An image that does not run as root: Korifi takes no other. */
export function publishFor(
  stage: Stage,
  tag: string,
  labels: Readonly<Record<string, string>> = {},
  more: Partial<ImageToPublish> = {},
): Promise<Published> {
  return stage.sandbox.registry.publish({ repository: 'team/web', tag, labels, user: '1000', ...more });
}

/** As the user `deployer` asks the API by other means. */
export async function askKorifi(stage: Stage, method: string, path: string, body?: object): Promise<unknown> {
  const answer = await fetch(`${stage.sandbox.korifi.server.url}${path}`, {
    method,
    headers: { authorization: `bearer ${korifiSeeds.deployer.token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  expect(answer.status, text).toBeLessThan(300);
  return text === '' ? undefined : JSON.parse(text);
}

export function korifiApp(stage: Stage, name = 'web'): App {
  const app = stage.sandbox.korifi.world.apps.find((one) => one.name === name);
  if (app === undefined) throw new Error(`there is no app ${name}`);
  return app;
}

/** Digests of the images that run, each once: while Korifi goes on replacing instances there may be one less of them. */
export function imagesOn(stage: Stage, name = 'web'): readonly string[] {
  const { cluster } = stage.sandbox.korifi.world;
  const pods = cluster.pods(korifiApp(stage, name).guid).filter(({ live }) => live);
  return [...new Set(pods.map(({ template }) => template.image.split('@')[1] ?? template.image))];
}
