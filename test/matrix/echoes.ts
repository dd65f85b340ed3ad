import type { Exchange } from '../../sandbox/server.ts';
import { encodings } from '../support/encodings.ts';
import { type Flow, reDeploy } from './flows.ts';
import { isFull } from './full.ts';
import { expectClean, expectNoSecret, type Ground, type Played } from './ground.ts';
import type { RequestKind } from './request-kinds.ts';
import type { Scene } from './scene.ts';
import { type Way, ways } from './talk.ts';

/**
 * Every request of every flow, answered by a server that says all it was ever told and all it knows: in its errors, in
 * headers, in an answer that is right but for that, in every encoding. With debug on, no part of a secret may show.
 */
export function playEchoes({ platform, flows, matrix }: Ground): void {
  const full = isFull(platform);
  const add = matrix('echoes of secrets');
  for (const { flow, kinds } of flows) {
    for (const [index, kind] of kinds.entries()) {
      // Of the ways each request is answered in a few, so that all are taken by and by.
      const turns = full ? [0, 1, 2] : flow === reDeploy && index % 3 === 0 ? [0] : [];
      for (const turn of turns) {
        const way = ways[(index + turn * 4) % ways.length];
        if (way === undefined) continue;
        add(`${flow.name}: ${kind.name}: ${way.name}`, flow, (scene) =>
          echoed(scene, flow, kind, way, index * 7 + turn),
        );
      }
    }
  }
}

/** All that a server can know, in every encoding; another one first each time, since a line of the log is cut. */
function echoOf(secrets: readonly string[], { headers, body }: Exchange, nth: number): readonly string[] {
  const all = Object.values(encodings);
  const from = nth % all.length;
  const forms = [...all.slice(from), ...all.slice(0, from)].flatMap((encode) => secrets.map(encode));
  return [...forms, headers['authorization'] ?? '', body.toString('utf8')];
}

async function echoed(scene: Scene, flow: Flow, kind: RequestKind, way: Way, first: number): Promise<Played> {
  const { server, method, path, nth } = kind;
  scene.server(server).faults.push({
    ...{ method, path, nth, when: 'after' },
    action: (honest, exchange) => way.answer(echoOf(scene.secrets(), exchange, first), server, honest),
  });
  const main = await scene.start({ env: { RUNNER_DEBUG: '1', ACTIONS_STEP_DEBUG: 'true' } }).done;
  expectClean(scene, main);
  const post = await scene.startPost(main, { env: { RUNNER_DEBUG: '1', ACTIONS_STEP_DEBUG: 'true' } }).done;
  expectNoSecret(scene, post);
  const isLive = main.exitCode === 0 && flow.ends !== 'restored';
  return isLive ? { release: main.outputs['release'] ?? scene.oldRelease ?? '' } : undefined;
}
