import { randomUUID } from 'node:crypto';
import { detail, json } from '../../controller/answers.ts';
import type { Route } from '../../controller/router.ts';
import { mergedConfig } from '../config/merge.ts';
import { type PostedConfig, readConfig } from '../config/read.ts';
import { configSummary } from '../config/summary.ts';
import { deploy } from '../deploy/deploy.ts';
import { DeployError } from '../deploy/errors.ts';
import { appOf, writableBody } from '../gate.ts';
import { type App, type Config, latestGood, type Shapes, type User } from '../records.ts';
import type { DeisWorld } from '../world.ts';
import { markFailed } from './releases.ts';

/** `config/`: environment, limits, probes, registry credentials. Once there is a build, every change is a blocking redeploy. */
export function configRoutes(world: DeisWorld, shapes: Shapes): readonly Route<User>[] {
  return [
    {
      path: /^\/v2\/apps\/(?<app>[a-z0-9-]+)\/config\/?$/,
      allow: 'GET, POST, HEAD, OPTIONS',
      GET: (request) => {
        const app = appOf(world, request);
        return json(200, shapes.config(app, world.configOf(app)));
      },
      POST: async (request) => {
        const app = appOf(world, request);
        const posted = readConfig(writableBody(request), world.hephy);
        const config = await changeConfig(world, app, request.user.username, posted);
        return json(201, shapes.config(app, config));
      },
    },
  ];
}

/** Merges, makes a release, redeploys when there is a build. Throws 400, 409 and 422. */
async function changeConfig(world: DeisWorld, app: App, user: string, posted: PostedConfig): Promise<Config> {
  const previous = latestGood(app);
  const fields = mergedConfig(previous.config, posted, world.cluster);
  const config: Config = { uuid: randomUUID(), owner: user, createdAt: world.clock.now(), ...fields };
  const summary = configSummary(previous.config, config);
  if (summary === '') throw detail(409, `${user} changed nothing - release stopped`);
  const release = world.addRelease(app, user, config, previous.build, summary);
  if (release.build === undefined) return config;
  try {
    await deploy(world, app, release, { force: false, rollBack: true });
  } catch (error) {
    if (!(error instanceof DeployError)) throw error;
    markFailed(world, release, `${user} deployed a config that failed`, error);
    throw detail(error.conflict ? 409 : 400, error.message);
  }
  return config;
}
