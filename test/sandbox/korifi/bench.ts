import { ManualClock } from '../../../sandbox/clock.ts';
import { type KorifiSandbox, startKorifi } from '../../../sandbox/korifi/korifi.ts';
import { korifiSeeds } from '../../../sandbox/korifi/users.ts';
import { type Asked, Asker } from '../asker.ts';
import { type Images, imageNamed, labelled } from '../benches.ts';

/** Fields of a JSON answer are read without ceremony: a wrong shape fails the test that reads it. */
// biome-ignore lint/suspicious/noExplicitAny: answers of a server under test
type Answered = any;

export type Answer = Asked & { readonly body: Answered };

/** Korifi with a clock that stands still. Images run as 1000, `root…` as nobody says whom, `named…` as `node`. */
export class KorifiBench {
  readonly clock: ManualClock;
  readonly sandbox: KorifiSandbox;
  readonly deployer: Asker;
  readonly viewer: Asker;
  readonly stranger: Asker;

  static async start(images: Images = {}): Promise<KorifiBench> {
    const clock = new ManualClock();
    const pull = labelled(images, clock);
    const sandbox = await startKorifi({
      clock,
      pull: async (image, credentials) => {
        const found = await pull(image, credentials);
        if (image.includes('root')) return found;
        return { ...found, user: image.includes('named') ? 'node' : '1000:1000' };
      },
    });
    return new KorifiBench(clock, sandbox);
  }

  private constructor(clock: ManualClock, sandbox: KorifiSandbox) {
    this.clock = clock;
    this.sandbox = sandbox;
    const of = (name: keyof typeof korifiSeeds) =>
      new Asker(sandbox.server, clock, undefined, { authorization: `bearer ${korifiSeeds[name].token}` });
    this.deployer = of('deployer');
    this.viewer = of('viewer');
    this.stranger = of('stranger');
  }

  get space(): string {
    return this.sandbox.world.spaces[0]?.guid ?? '';
  }

  async call(method: string, path: string, body?: object, by = this.deployer): Promise<Answer> {
    return by.ask(method, path, body === undefined ? undefined : JSON.stringify(body));
  }

  /** The guid of a new app. */
  async app(name = 'web'): Promise<string> {
    const relationships = { space: { data: { guid: this.space } } };
    const lifecycle = { type: 'docker', data: {} };
    return (await this.call('POST', '/v3/apps', { name, relationships, lifecycle })).body.guid;
  }

  /** A route to an app; its guid. */
  async route(app: string, host = 'web', more: object = {}): Promise<string> {
    const domain = { data: { guid: this.sandbox.world.domains[0]?.guid } };
    const relationships = { domain, space: { data: { guid: this.space } } };
    const { guid } = (await this.call('POST', '/v3/routes', { host, relationships })).body;
    await this.call('POST', `/v3/routes/${guid}/destinations`, { destinations: [{ app: { guid: app }, ...more }] });
    return guid;
  }

  /** The build of an image, once it is over. */
  async build(app: string, tag: string): Promise<Answered> {
    const relationships = { app: { data: { guid: app } } };
    const data = { image: imageNamed(tag) };
    const { guid } = (await this.call('POST', '/v3/packages', { type: 'docker', relationships, data })).body;
    const build = (await this.call('POST', '/v3/builds', { package: { guid } })).body;
    await this.clock.advance(5_000);
    return (await this.call('GET', `/v3/builds/${build.guid}`)).body;
  }

  async deploy(app: string, droplet: string): Promise<Answer> {
    const relationships = { app: { data: { guid: app } } };
    return this.call('POST', '/v3/deployments', { droplet: { guid: droplet }, relationships });
  }

  /** `web` with a route and an image that is up. */
  async live(tag = 'web:1'): Promise<string> {
    const app = await this.app();
    await this.route(app);
    const { guid } = await this.build(app, tag);
    await this.call('PATCH', `/v3/apps/${app}/relationships/current_droplet`, { data: { guid } });
    await this.call('POST', `/v3/apps/${app}/actions/start`);
    await this.clock.advance(20_000);
    return app;
  }

  /** `0 RUNNING`, by index. */
  async states(app: string): Promise<readonly string[]> {
    const { resources } = (await this.call('GET', `/v3/apps/${app}/processes/web/stats`)).body;
    return resources.map(({ index, state }: Answered) => `${index} ${state}`);
  }

  /** What the gateway sends requests to: the tag of an image, or its own status. */
  serving(): string | number {
    const routed = this.sandbox.routed('web.apps.sandbox.test');
    return 'status' in routed ? routed.status : routed.image.replace(/^.*\/team\//, '');
  }

  async close(): Promise<void> {
    for (const asker of [this.deployer, this.viewer, this.stranger]) asker.close();
    await this.sandbox.close();
  }
}
