import type { Recorded } from '../sandbox/server.ts';
import { type Stage, startStage } from '../test/support/stage.ts';
import { count } from './requests.ts';
import type { Figure } from './table.ts';

/** A simulated round trip. Milliseconds, of sandbox time, which is as fast as the wall clock here. */
const latencyMs = 40;
/** Between two polls of the cf command line (`cli:util/configv3`, default polling interval). Milliseconds. */
const pollMs = 3_000;
const app = 'benchapp';

/**
 * A re-deploy of another image, beside what `cf push --docker-image --strategy rolling` sends for the same: how many
 * requests, how many of them one after the other, and how long it takes until the release is ordered. From there on both
 * wait for the platform.
 */
export async function benchCfPush(): Promise<readonly Figure[]> {
  const stage = await startStage(1, { latencyMs });
  const publish = (tag: string) => stage.sandbox.registry.publish({ repository: 'bench/web', tag });
  const deploy = async (tag: string) => {
    const step = await stage.deploy('cloudfoundry', { app, image: (await publish(tag)).reference });
    if (step.outputs['verdict'] !== 'live') throw new Error(step.log);
  };
  await deploy('1');
  const ours = await measured(stage, () => deploy('2'));
  const pushed = (await publish('3')).reference;
  const theirs = await measured(stage, () => cfPush(stage, pushed));
  await stage.close();
  return (
    [
      ['deploy-image', ours],
      ['cf push', theirs],
    ] as const
  ).flatMap(([who, { requests, inSequence, orderedMs }]) => [
    { name: `${who}, re-deploy at 40 ms: requests beside polling`, value: requests, unit: 'requests' },
    { name: `${who}, re-deploy at 40 ms: of them in sequence`, value: inSequence, unit: 'requests' },
    { name: `${who}, re-deploy at 40 ms: until the release is ordered`, value: orderedMs, unit: 'ms' },
  ]);
}

async function measured(stage: Stage, work: () => Promise<void>) {
  const startedAt = Date.now();
  await work();
  const asked: readonly Recorded[] = stage
    .servers('cloudfoundry')
    .flatMap(({ requests }) => requests)
    .filter((request) => request.startedAt >= startedAt)
    .sort((a, b) => a.startedAt - b.startedAt);
  const order = asked.find(({ method, target }) => method === 'POST' && target === '/v3/deployments');
  if (order === undefined) throw new Error('no release was ordered');
  return { ...count(asked, /^\/v3\/builds$/), orderedMs: order.startedAt - startedAt };
}

/**
 * What the cf command line sends, in its order (`cli:command/v7/push_command.go`, `actor/v7pushaction`): the manifest that it
 * makes up, its job, the app, package, build, droplet, deployment. Polls come at once and then every three seconds.
 */
async function cfPush({ sandbox }: Stage, image: string): Promise<void> {
  const { api, uaa, world } = sandbox.cloudFoundry;
  const login = new URLSearchParams({ grant_type: 'client_credentials', client_id: 'ci', client_secret: 'ci-secret' });
  const answer = await fetch(`${uaa.url}/oauth/token`, { method: 'POST', body: login });
  const token = (await answer.json()) as { readonly access_token: string };
  const send = async (method: string, path: string, body?: unknown, type = 'application/json') => {
    const response = await fetch(api.url + path, {
      method,
      headers: {
        authorization: `bearer ${token.access_token}`,
        ...(body === undefined ? {} : { 'content-type': type }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    const text = await response.text();
    return { location: response.headers.get('location') ?? '', json: text === '' ? {} : JSON.parse(text) };
  };
  const poll = async (path: string, isOver: (json: { state?: string; status?: { value: string } }) => boolean) => {
    for (;;) {
      const { json } = await send('GET', path);
      if (isOver(json)) return json;
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  };

  const org = (await send('GET', '/v3/organizations?names=acme')).json.resources[0];
  const space = (await send('GET', `/v3/spaces?names=prod&organization_guids=${org.guid}`)).json.resources[0];
  const applications = [{ name: app, 'default-route': true, docker: { image } }];
  const yaml = 'application/x-yaml';
  const job = await send('POST', `/v3/spaces/${space.guid}/actions/apply_manifest`, { applications }, yaml);
  await poll(new URL(job.location).pathname, ({ state }) => state === 'COMPLETE');
  const { guid } = (await send('GET', `/v3/apps?names=${app}&space_guids=${space.guid}`)).json.resources[0];
  const relationships = { app: { data: { guid } } };
  const pack = (await send('POST', '/v3/packages', { type: 'docker', relationships, data: { image } })).json;
  const build = (await send('POST', '/v3/builds', { package: { guid: pack.guid } })).json;
  const staged = await poll(`/v3/builds/${build.guid}`, ({ state }) => state === 'STAGED');
  const droplet = (await send('GET', `/v3/droplets/${staged.droplet.guid}`)).json;
  const order = { droplet: { guid: droplet.guid }, strategy: 'rolling', relationships };
  const deployment = (await send('POST', '/v3/deployments', order)).json;
  await poll(`/v3/deployments/${deployment.guid}`, ({ status }) => status?.value === 'FINALIZED');
  if (world.app(app).droplet?.guid !== droplet.guid) throw new Error('cf push has not come through');
}
