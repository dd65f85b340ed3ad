import type { PlatformName } from '../../sandbox/inputs.ts';
import type { Recorded } from '../../sandbox/server.ts';
import { crash, type Flow, flowsOf, slowReDeploy } from './flows.ts';
import type { ServerName } from './mishaps.ts';
import { killedWatching, type Scene, type Scenes } from './scene.ts';

/** Requests that are alike: to one server, by one method, to paths that differ in ids only. */
export interface RequestKind {
  readonly server: ServerName;
  readonly method: string;
  /** Of the whole path. */
  readonly path: RegExp;
  /** Which of them, counted from 1. */
  readonly nth: number;
  /** `POST cloudfoundry /v3/builds`, `no. 3 of GET …`: for people. */
  readonly name: string;
  /** What a disturbance may cost; a login leaves nothing behind. */
  readonly effect: 'read' | 'write';
  /** Asked of the same server just before it; undefined: nothing was. */
  readonly after: Pick<RequestKind, 'method' | 'path' | 'nth'> | undefined;
}

interface Asked {
  readonly server: ServerName;
  readonly method: string;
  /** The path with `*` for ids. */
  readonly general: string;
  readonly key: string;
  readonly nth: number;
}

/** What the action asked while `run` ran, in order. What the platform itself pulls from the registry is left out. */
async function askedDuring(scene: Scene, run: () => Promise<unknown>): Promise<readonly Asked[]> {
  const { platform } = scene;
  const cloudFoundry = platform === 'cloudfoundry' ? (['uaa', 'log-cache'] as const) : [];
  const names: readonly ServerName[] = [platform, 'registry', ...cloudFoundry];
  const before = new Map(names.map((name) => [name, scene.server(name).requests.length]));
  await run();
  const counts = new Map<string, number>();
  return names
    .flatMap((server) =>
      scene
        .server(server)
        .requests.slice(before.get(server))
        .map((request) => ({ server, request })),
    )
    .filter(({ request }) => request.headers['user-agent']?.startsWith('deploy-image/') === true)
    .sort((a, b) => a.request.startedAt - b.request.startedAt)
    .map(({ server: listening, request }) => {
      const { method } = request;
      const general = generalised(request);
      // Korifi's log cache is at its API's own address.
      const server = listening === 'korifi' && general.startsWith('/api/v1/') ? 'log-cache' : listening;
      const key = `${method} ${server} ${general}`;
      const nth = (counts.get(key) ?? 0) + 1;
      counts.set(key, nth);
      return { server, method, general, key, nth };
    });
}

function generalised({ target }: Recorded): string {
  return (
    target
      .replace(/\?.*/, '')
      .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '*')
      .replace(/sha256:[0-9a-f]{64}/g, 'sha256:*')
      // Tags that scenes give.
      .replace(/\/manifests\/2\.\d+$/, '/manifests/2.*')
      // Names of pods: <app>-<type>-<hash>-<random>.
      .replace(/\/pods\/[^/]+\//, '/pods/*/')
  );
}

/** The order to release: what comes before it changes nothing that serves. */
function isOrder({ method, general }: Asked): boolean {
  return (
    method === 'POST' &&
    /\/(v3\/deployments|v3\/apps\/\*\/(actions\/start|tasks)|(builds?|run|releases\/rollback)\/)$/.test(`${general}`)
  );
}

function matcher({ method, general, nth }: Asked): Pick<RequestKind, 'method' | 'path' | 'nth'> {
  const escaped = general.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]+');
  return { method, path: new RegExp(`^${escaped}$`), nth };
}

/** Of each kind the first request, and the first from `turn` on: it is another question by then. */
function kindsIn(all: readonly Asked[], turn: number, from = 0): readonly RequestKind[] {
  const kinds: RequestKind[] = [];
  const afterTurn = new Set<string>();
  for (const [index, asked] of all.entries()) {
    const { server, method, general, key, nth } = asked;
    const again = index > turn && !afterTurn.has(key);
    if (index > turn) afterTurn.add(key);
    if (index < from || (nth > 1 && !again)) continue;
    const previous = all.slice(0, index).findLast((one) => one.server === server);
    kinds.push({
      ...{ server, ...matcher(asked) },
      name: nth === 1 ? key : `no. ${nth} of ${key}`,
      effect: method === 'GET' || method === 'HEAD' || /\/(oauth|auth)\//.test(general) ? 'read' : 'write',
      after: previous === undefined ? undefined : matcher(previous),
    });
  }
  return kinds;
}

/** The requests of a flow that are to be disturbed. */
export interface Scouted {
  readonly flow: Flow;
  readonly kinds: readonly RequestKind[];
}

/**
 * What is asked when nothing disturbs: by each flow of a platform, and by the post step of a run that was killed. A read
 * that an earlier flow asks in the same way, before the order or after it, is left to that one.
 */
export async function scout(
  platform: PlatformName,
  scenes: Scenes,
): Promise<{ readonly flows: readonly Scouted[]; readonly post: readonly RequestKind[] }> {
  const record = (flow: Flow, run: (scene: Scene) => Promise<unknown>) =>
    scenes.play(flow, async (scene) => ({ result: await askedDuring(scene, () => run(scene)) }));
  let finished: readonly Asked[] = [];
  const finish = async (scene: Scene) => {
    const main = await killedWatching(scene);
    finished = await askedDuring(scene, () => scene.startPost(main).done);
  };
  const all = flowsOf(platform);
  const [recorded] = await Promise.all([
    Promise.all(all.map((flow) => record(flow, ({ start }) => start().done))),
    record(slowReDeploy, finish),
  ]);
  const known = new Set<string>();
  const flows = all.map((flow, nth): Scouted => {
    const asked = recorded[nth] ?? [];
    const usual = new Set(recorded[0]?.map(({ key }) => key));
    // What is asked once a release has crashed is another question than before.
    const isCrash = flow === crash;
    const turn = isCrash ? asked.findIndex(({ key }) => !usual.has(key)) : asked.findIndex(isOrder);
    if (turn < 0) throw new Error(`${platform}, ${flow.name}: the order was not seen`);
    const kinds = kindsIn(asked, turn, isCrash ? turn : 0);
    const fresh = kinds.filter(
      ({ name, effect }) => isCrash || effect === 'write' || !known.has(name.replace(/\d+/, 'n')),
    );
    for (const { name } of kinds) known.add(name.replace(/\d+/, 'n'));
    return { flow, kinds: fresh };
  });
  return { flows, post: kindsIn(finished, finished.length) };
}
