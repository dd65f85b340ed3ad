import type { PlatformName } from '../../sandbox/inputs.ts';
import type { Recorded } from '../../sandbox/server.ts';
import type { ServerName } from './faults.ts';
import { crashing, killedWatching, type ReDeploy, readyToReDeploy, slow } from './re-deploy.ts';

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
}

interface Asked {
  readonly server: ServerName;
  readonly method: string;
  /** The path with `*` for ids. */
  readonly general: string;
  readonly key: string;
}

/** What the action asked while `run` ran, in order. What the platform itself pulls from the registry is left out. */
async function askedDuring(scene: ReDeploy, run: () => Promise<unknown>): Promise<readonly Asked[]> {
  const { platform } = scene;
  const names: readonly ServerName[] = [platform, 'registry', ...(platform === 'cloudfoundry' ? ['uaa' as const] : [])];
  const before = new Map(names.map((name) => [name, scene.server(name).requests.length]));
  await run();
  return names
    .flatMap((server) =>
      scene
        .server(server)
        .requests.slice(before.get(server))
        .map((request) => ({ server, request })),
    )
    .filter(({ request }) => request.headers['user-agent']?.startsWith('deploy-image/') === true)
    .sort((a, b) => a.request.startedAt - b.request.startedAt)
    .map(({ server, request }) => asked(server, request));
}

function asked(server: ServerName, { method, target }: Recorded): Asked {
  const general = target
    .replace(/\?.*/, '')
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '*')
    .replace(/sha256:[0-9a-f]{64}/g, 'sha256:*')
    // Names of pods: <app>-<type>-<hash>-<random>.
    .replace(/\/pods\/[^/]+\//, '/pods/*/');
  return { server, method, general, key: `${method} ${server} ${general}` };
}

/** The order to release: what comes before it changes nothing that serves. */
function isOrder({ method, general }: Asked): boolean {
  return method === 'POST' && /\/(v3\/deployments|builds?\/)$/.test(general);
}

/** Of each kind the first request, and the first from `turn` on: it is another question by then. */
function kindsIn(all: readonly Asked[], turn: number, from = 0): readonly RequestKind[] {
  const kinds: RequestKind[] = [];
  const counts = new Map<string, number>();
  const afterTurn = new Set<string>();
  for (const [index, { server, method, general, key }] of all.entries()) {
    const nth = (counts.get(key) ?? 0) + 1;
    counts.set(key, nth);
    const again = index > turn && !afterTurn.has(key);
    if (index > turn) afterTurn.add(key);
    if (index < from || (nth > 1 && !again)) continue;
    const escaped = general.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]+');
    kinds.push({
      ...{ server, method, nth },
      path: new RegExp(`^${escaped}$`),
      name: nth === 1 ? key : `no. ${nth} of ${key}`,
      effect: method === 'GET' || method === 'HEAD' || /\/(oauth|auth)\//.test(general) ? 'read' : 'write',
    });
  }
  return kinds;
}

/** What is asked when nothing disturbs: by a deploy, from the crash of a release on, and by a post step. */
export async function scout(platform: PlatformName) {
  const record = async (labels: Record<string, string>, run: (scene: ReDeploy) => Promise<unknown>) => {
    const scene = await readyToReDeploy(platform, labels);
    const all = await askedDuring(scene, () => run(scene));
    await scene.stage.close();
    return all;
  };
  const deploy = ({ stage, inputs }: ReDeploy) => stage.deploy(platform, inputs);
  let finished: Awaited<ReturnType<typeof record>> = [];
  const finish = async (scene: ReDeploy) => {
    const main = await killedWatching(scene);
    finished = await askedDuring(scene, () => scene.stage.post(platform, scene.inputs, main));
  };
  const [undisturbed, crashed] = await Promise.all([
    record({}, deploy),
    record(crashing, deploy),
    record(slow, finish),
  ]);
  const usual = new Set(undisturbed.map(({ key }) => key));
  const turn = crashed.findIndex(({ key }) => !usual.has(key));
  return {
    deploying: kindsIn(undisturbed, undisturbed.findIndex(isOrder)),
    restoring: kindsIn(crashed, turn, turn),
    finishing: kindsIn(finished, finished.length),
  };
}
