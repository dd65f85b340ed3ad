import { ManualClock } from '../../sandbox/clock.ts';
import { podState } from '../../sandbox/controller/pod-state.ts';
import { type DeisOptions, type DeisSandbox, deisSeeds, startDeis } from '../../sandbox/deis/deis.ts';
import { type DryccOptions, type DryccSandbox, dryccSeeds, startDrycc } from '../../sandbox/drycc/drycc.ts';
import { behaviourOf, type Pull, PullError } from '../../sandbox/image.ts';
import type { Cluster } from '../../sandbox/kubernetes/cluster.ts';
import { type Asked, Asker } from './asker.ts';

/** By what follows `registry.test/team/` in a name: labels, a way to fail, or how long its pull takes. */
export type Images = Readonly<Record<string, Readonly<Record<string, string>> | 'missing' | 'locked' | number>>;

/** An app for the sandboxes of controllers. */
export const imageNamed = (tag: string) => `registry.test/team/${tag}`;

/**
 * Images with labels. They expose 8080; every other name is a well-behaved app, too. `locked`: for `robot` with the
 * password `s3cret` alone. A number: its pull takes so many ms.
 */
export function labelled(images: Images, clock: ManualClock): Pull {
  return async (image, credentials) => {
    const known = images[image.replace(/^.*\/team\//, '')] ?? {};
    if (known === 'missing') throw new PullError('not-found', 'manifest unknown');
    if (known === 'locked' && (credentials?.username !== 'robot' || credentials.password !== 's3cret')) {
      throw new PullError('unauthorized', 'unauthorized: authentication required');
    }
    if (typeof known === 'number') await clock.sleep(known);
    return {
      ...{
        image,
        digest: `sha256:${'0'.repeat(64)}`,
        os: 'linux',
        architecture: 'amd64',
        entrypoint: [],
        cmd: ['/app'],
      },
      ...{ user: '', workingDir: '/', exposedPorts: ['8080/tcp'] },
      ...behaviourOf(typeof known === 'object' ? known : {}),
    };
  };
}

export type Row = Readonly<Record<string, unknown>>;

/** What both benches do. */
abstract class Bench {
  readonly clock: ManualClock;
  protected abstract readonly user: Asker;
  protected abstract readonly cluster: Cluster;
  abstract readonly app: string;

  constructor(clock: ManualClock) {
    this.clock = clock;
  }

  path(rest: string): string {
    return `/v2/apps/${this.app}/${rest}`;
  }

  get(rest: string): Promise<Asked> {
    return this.user.get(this.path(rest));
  }

  post(rest: string, body: unknown): Promise<Asked> {
    return this.user.post(this.path(rest), body);
  }

  config(body: object): Promise<Asked> {
    return this.post('config/', body);
  }

  /** Sends, and leaves the clock alone. */
  begin(rest: string, body: unknown): Promise<Asked> {
    return this.user.send('POST', this.path(rest), JSON.stringify(body));
  }

  async rows(rest: string): Promise<readonly Row[]> {
    return ((await this.get(rest)).body as { readonly results: readonly Row[] }).results;
  }

  /** `web v2 up`, as the controller tells of its pods. */
  async pods(): Promise<readonly string[]> {
    return (await this.rows('pods/')).map(({ type, release, state }) => `${type} ${release} ${state}`);
  }

  /** The same of all that have not been told to go, whether the controller tells of them or not. */
  states(): readonly string[] {
    return this.cluster
      .pods(this.app)
      .filter((pod) => pod.live)
      .map((pod) => `${pod.type} ${pod.template.release} ${podState(pod)}`);
  }

  /** Everything that an app has logged, with nothing before it. */
  said(): readonly string[] {
    return this.cluster.logs(this.app).map(({ text }) => text);
  }

  /** Lets time pass until `seen`, while requests are open. */
  async until(seen: () => unknown): Promise<void> {
    for (let count = 0; seen() !== true; count += 1) {
      if (count > 50_000) throw new Error('it never came');
      await new Promise((resolve) => setImmediate(resolve));
      await this.clock.advance(100);
    }
  }

  /** Sandbox seconds that it took. */
  async seconds(work: () => Promise<unknown>): Promise<number> {
    const began = this.clock.now();
    await work();
    return (this.clock.now() - began) / 1_000;
  }
}

/** The `detail` of an error. */
export function detailOf({ body }: Asked): string {
  return String((body as { readonly detail?: unknown }).detail);
}

type Options<T> = Partial<Omit<T, 'clock' | 'pull'>> & { readonly images?: Images };

/** Deis Workflow with the app `shop` of `admin`, which has PORT 8080. */
export class DeisBench extends Bench {
  readonly app = 'shop';
  readonly host = 'shop.apps.sandbox.test';
  readonly sandbox: DeisSandbox;
  readonly admin: Asker;
  readonly bob: Asker;
  readonly nobody: Asker;

  static async start({ images = {}, ...options }: Options<DeisOptions> = {}): Promise<DeisBench> {
    const clock = new ManualClock();
    const bench = new DeisBench(clock, await startDeis({ clock, pull: labelled(images, clock), ...options }));
    await bench.admin.post('/v2/apps/', { id: 'shop' });
    await bench.config({ values: { PORT: '8080' } });
    return bench;
  }

  private constructor(clock: ManualClock, sandbox: DeisSandbox) {
    super(clock);
    this.sandbox = sandbox;
    this.admin = new Asker(sandbox.server, clock, deisSeeds.admin.token);
    this.bob = new Asker(sandbox.server, clock, deisSeeds.bob.token);
    this.nobody = new Asker(sandbox.server, clock, undefined);
  }

  get world(): DeisSandbox['world'] {
    return this.sandbox.world;
  }

  protected get user(): Asker {
    return this.admin;
  }

  protected get cluster(): Cluster {
    return this.world.cluster;
  }

  deploy(tag: string, more: object = {}): Promise<Asked> {
    return this.post('builds/', { image: imageNamed(tag), ...more });
  }

  /** `v3 failed admin deployed …`, newest first. */
  async releases(): Promise<readonly string[]> {
    return (await this.rows('releases/')).map(
      ({ version, failed, summary }) => `v${version}${failed === true ? ' failed' : ''} ${summary}`,
    );
  }

  /** What the router sends requests to: the tag of an image, or the router's own status. */
  serving(): string | number {
    const routed = this.sandbox.routed(this.host);
    return 'status' in routed ? routed.status : routed.image.replace(/^.*\/team\//, '');
  }

  async close(): Promise<void> {
    for (const asker of [this.admin, this.bob, this.nobody]) asker.close();
    await this.sandbox.close();
  }
}

/** Drycc with the app `market` of the workspace `teamone`; `mike` is a member there. */
export class DryccBench extends Bench {
  readonly app = 'market';
  readonly host = 'market.apps.sandbox.test';
  readonly sandbox: DryccSandbox;
  readonly admin: Asker;
  readonly mike: Asker;
  readonly vera: Asker;
  readonly bob: Asker;
  readonly nobody: Asker;

  static async start({ images = {}, ...options }: Options<DryccOptions> = {}): Promise<DryccBench> {
    const clock = new ManualClock();
    const drycc = await startDrycc({ clock, pull: labelled(images, clock), throttle: false, ...options });
    const bench = new DryccBench(clock, drycc);
    await bench.mike.post('/v2/apps/', { id: 'market', workspace: 'teamone' });
    return bench;
  }

  private constructor(clock: ManualClock, sandbox: DryccSandbox) {
    super(clock);
    this.sandbox = sandbox;
    const of = (name: keyof typeof dryccSeeds) => new Asker(sandbox.server, clock, dryccSeeds[name].token);
    this.admin = of('admin');
    this.mike = of('mike');
    this.vera = of('vera');
    this.bob = of('bob');
    this.nobody = new Asker(sandbox.server, clock, undefined);
  }

  get world(): DryccSandbox['world'] {
    return this.sandbox.world;
  }

  protected get user(): Asker {
    return this.mike;
  }

  protected get cluster(): Cluster {
    return this.world.cluster;
  }

  deploy(tag: string, more: object = {}): Promise<Asked> {
    return this.post('build/', { image: imageNamed(tag), stack: 'container', ...more });
  }

  /** Deploys, and lets enough time pass for a good one to end. */
  async deployed(tag: string, more: object = {}): Promise<Asked> {
    const asked = await this.deploy(tag, more);
    await this.clock.advance(30_000);
    return asked;
  }

  /** `v3 succeed`, newest first. */
  async releases(): Promise<readonly string[]> {
    return (await this.rows('releases/')).map(({ version, state }) => `v${version} ${state}`);
  }

  serving(): string | number {
    const routed = this.sandbox.routed(this.host);
    return 'status' in routed ? routed.status : routed.image.replace(/^.*\/team\//, '');
  }

  async close(): Promise<void> {
    for (const asker of [this.admin, this.mike, this.vera, this.bob, this.nobody]) asker.close();
    await this.sandbox.close();
  }
}
