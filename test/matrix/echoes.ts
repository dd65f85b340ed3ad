import type { Exchange } from '../../sandbox/server.ts';
import { type Flow, reDeploy } from './flows.ts';
import { full } from './full.ts';
import { expectClean, expectNoSecret, type Ground, type Played } from './ground.ts';
import type { RequestKind } from './request-kinds.ts';
import type { Scene } from './scene.ts';
import { type Way, ways } from './talk.ts';

/**
 * Every request of every flow, answered by a server that says all it was ever told and all it knows: in its errors, in
 * headers, in an answer that is right but for that, in every encoding. With debug on, no part of a secret may show.
 */
export function playEchoes({ flows, matrix }: Ground): void {
  const add = matrix('echoes of secrets');
  for (const { flow, kinds } of flows) {
    for (const [index, kind] of kinds.entries()) {
      // Of the ways each request is answered in a few, so that all are taken by and by.
      const turns = full ? [0, 1, 2] : flow === reDeploy && index % 3 === 0 ? [0] : [];
      for (const turn of turns) {
        const way = ways[(index + turn * 4) % ways.length];
        if (way === undefined) continue;
        add(`${flow.name}: ${kind.name}: ${way.name}`, flow, (scene) => echoed(scene, flow, kind, way));
      }
    }
  }
}

/** All that a server can know, in every encoding. */
function echoOf(secrets: readonly string[], { headers, body }: Exchange): readonly string[] {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const forms = secrets.flatMap((secret) => [
    ...[secret, JSON.stringify(secret), encodeURIComponent(secret), new URLSearchParams({ p: secret }).toString()],
    ...[base64(secret), Buffer.from(secret).toString('base64url')],
    // Where the login begins in the middle of what is encoded.
    ...[base64(`x${secret}`), base64(`xy${secret}`), base64(`user:${secret}:more`)],
    // Where characters that nobody sees stand in it: taken out before it is looked for or after, it must not appear.
    ...['\u200b', '\u001b[31m'].map((unseen) => secret.replace(/.{6}/gsu, `$&${unseen}`)),
  ]);
  return [...forms, headers['authorization'] ?? '', body.toString('utf8')];
}

async function echoed(scene: Scene, flow: Flow, kind: RequestKind, way: Way): Promise<Played> {
  const { server, method, path, nth } = kind;
  scene.server(server).faults.push({
    ...{ method, path, nth, when: 'after' },
    action: (honest, exchange) => way.answer(echoOf(scene.secrets(), exchange), server, honest),
  });
  const main = await scene.start({ env: { RUNNER_DEBUG: '1', ACTIONS_STEP_DEBUG: 'true' } }).done;
  expectClean(scene, main);
  const post = await scene.startPost(main, { env: { RUNNER_DEBUG: '1', ACTIONS_STEP_DEBUG: 'true' } }).done;
  expectNoSecret(scene, post);
  const isLive = main.exitCode === 0 && flow.ends !== 'restored';
  return isLive ? { release: main.outputs['release'] ?? scene.oldRelease ?? '' } : undefined;
}
