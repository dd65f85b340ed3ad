import { expect } from 'vitest';
import type { PlatformName } from '../../sandbox/inputs.ts';
import { expectOnlyTextIn } from '../support/foreign-text.ts';
import { testOnStage as test } from '../support/on-stage.ts';

/** The proof of a failure is taken while there is one, and as much of it as somebody reads, however much an app writes. */

const platforms = ['cloudfoundry', 'deis', 'deis-v1', 'drycc'] as const satisfies readonly PlatformName[];
/** What asks for the app's log, and what puts the release before it back. */
const asksForLog = /\/api\/v1\/read\/|\/logs\b/;
const putsBack = /\/actions\/(?:cancel|continue)$|\/rollback\/?$/;
const mostLines = 60;
const lastWords = 'Error: connect ECONNREFUSED 10.0.4.7:5432';

for (const platform of platforms) {
  test(`${platform}: of a flood of lines the last ones are told, and before the way back`, async (stage) => {
    const format = platform === 'deis-v1' ? 'docker' : 'oci';
    const publish = (tag: string, labels: Record<string, string> = {}) =>
      stage.sandbox.registry.publish({ repository: 'team/web', tag, labels, format });
    const good = await publish('1.0');
    const flood = Array.from(
      { length: 2_000 },
      (_, nth) => `line ${nth} ${'<b>|`@team'.repeat(nth % 40 === 0 ? 400 : 1)}`,
    );
    const bad = await publish('2.0', {
      'sandbox.behaviour': 'crash',
      'sandbox.crash-log': [...flood, lastWords].join('\n'),
    });
    const app = 'flood-app';
    await stage.deploy(platform, { app, image: good.reference });
    const before = new Map(stage.servers(platform).map((server) => [server, server.requests.length]));
    const step = await stage.deploy(platform, { app, image: bad.reference });

    expect(step.outputs, step.log.slice(-4_000)).toMatchObject({ verdict: 'restored', reason: lastWords });
    expect(step.complaints).toEqual([]);
    const told = step.log.split('\n').filter((line) => /^ +\| /.test(line));
    expect(told.length).toBeGreaterThan(1);
    expect(told.length).toBeLessThanOrEqual(mostLines);
    // Behind the app's last word the platform may have its own.
    expect(told.slice(-3).join('\n')).toContain(lastWords);
    for (const line of step.log.split('\n')) expect(line.length).toBeLessThanOrEqual(1_024);
    expectOnlyTextIn(step.summary);
    expect(step.summary).toContain(lastWords);
    expect(Buffer.byteLength(step.annotations[0]?.message ?? '')).toBeLessThanOrEqual(4_096);

    const asked = stage
      .servers(platform)
      .flatMap((server) => server.requests.slice(before.get(server)))
      .filter(({ headers }) => headers['user-agent']?.startsWith('deploy-image/') === true);
    const proof = asked.filter(({ target }) => asksForLog.test(target.replace(/\?.*/, '')));
    const back = asked.filter(({ method, target }) => method !== 'GET' && putsBack.test(target.replace(/\?.*/, '')));
    expect(proof.length, asked.map(({ method, target }) => `${method} ${target}`).join('\n')).toBeGreaterThan(0);
    // Deis goes back by itself when a deploy fails while it is asked for.
    if (platform === 'cloudfoundry') expect(back.length).toBeGreaterThan(0);
    const first = Math.min(...back.map(({ startedAt }) => startedAt));
    for (const { startedAt } of proof) expect(startedAt).toBeLessThanOrEqual(first);
    expect((await stage.ask(platform, app)).body).toContain(good.digest);
  });
}
