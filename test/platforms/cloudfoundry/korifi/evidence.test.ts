import { describe, expect, test } from 'vitest';
import type { InstanceStats } from '../../../../src/platforms/cloudfoundry/api/shapes.ts';
import type { AppLogLine } from '../../../../src/platforms/cloudfoundry/evidence/logs.ts';
import { explainKorifi, type Seen } from '../../../../src/platforms/cloudfoundry/korifi/evidence.ts';
import { longestLife, type Start, startsAfter } from '../../../../src/platforms/cloudfoundry/korifi/starts.ts';
import { healthLimitMs } from '../../../../src/platforms/cloudfoundry/korifi/trouble.ts';

const none = { routable: undefined, ports: undefined, details: undefined, instanceGuid: undefined };
const entry = (index: number, state: string, uptimeS?: number): InstanceStats => ({ ...none, index, state, uptimeS });
const line = (at: number, text: string): AppLogLine => ({
  ...{ at, source: 'APP', text, sourceType: 'APP', instance: '', stderr: false, processGuid: undefined },
  nanoseconds: BigInt(at) * 1_000_000n,
});
const limit = 60_000;
const held = (index: number) => `instance ${index} does not stay up, and Kubernetes holds it back (CrashLoopBackOff)`;
const explain = (seen: Partial<Seen>, healthMs: number | undefined) =>
  explainKorifi({ instances: [], crashes: new Map(), starts: new Map(), lines: [], ...seen }, healthMs, 'space-guid');
const asked = (seen: Partial<Seen>) => explain(seen, limit);
/** One instance that was starting for so long, and is held back since `heldBackAt`. */
const crashed = (lifeMs: number, heldBackAt = 1_000_000): Partial<Seen> => ({
  instances: [entry(0, 'CRASHED')],
  starts: new Map([[0, { since: heldBackAt - lifeMs, heldBackAt }]]),
});

describe('an instance that is held back', () => {
  test('has ended by itself where its health check had not had the time for it', () => {
    const lines = [line(999_000, 'booting'), line(999_500, 'Error: no database')];
    expect(asked({ ...crashed(8_000), lines })).toMatchObject({
      cause: 'Error: no database',
      facts: [`${held(0)}: it ended by itself, before its health check could have ended it`],
    });
    // Silent, as it was.
    expect(asked(crashed(8_000))).toMatchObject({
      cause: `${held(0)}: it ended by itself, before its health check could have ended it`,
      hint: expect.stringContaining('kubectl logs --previous'),
    });
  });

  test('may have been ended by its health check where that had the time, and its errors are then no cause', () => {
    const lines = [line(936_000, 'booting'), line(936_500, 'Error: no cache, going on without')];
    const both = `${held(0)}: it ended by itself, or Kubernetes ended it, since its health check did not pass within 1m`;
    const evidence = asked({ ...crashed(64_000), lines });
    expect(evidence).toMatchObject({ cause: both, facts: [], hint: expect.stringContaining('$PORT') });
    expect(evidence.log.map(({ text }) => text)).toEqual(['booting', 'Error: no cache, going on without']);
  });

  test('has ended with its last error where its log began only just before, whatever the pull took', () => {
    const lines = [line(997_000, 'booting'), line(997_500, 'Error: no database')];
    expect(asked({ ...crashed(64_000), lines })).toMatchObject({ cause: 'Error: no database' });
    // What is printed at the end of a long start is no error for that.
    expect(asked({ ...crashed(64_000), lines: [line(999_000, 'SIGTERM, going down')] }).cause).toContain(
      'or Kubernetes',
    );
    // Lines of the next start tell nothing of this one.
    expect(asked({ ...crashed(64_000), lines: [line(1_004_000, 'Error: no cache')] }).cause).toContain('or Kubernetes');
  });

  test('has ended by itself where nothing is asked of it', () => {
    expect(explain(crashed(300_000), undefined).cause).toBe(`${held(0)}: it ended by itself`);
  });

  test('was not seen to start: nothing is certain', () => {
    expect(asked({ instances: [entry(0, 'CRASHED')] }).cause).toContain('or Kubernetes ended it');
  });
});

test('one that had been healthy has ended, and its last error is why', () => {
  const seen = { instances: [entry(0, 'STARTING')], crashes: new Map([[0, 1]]), lines: [line(1, 'Error: lost it')] };
  expect(asked(seen)).toMatchObject({
    cause: 'Error: lost it',
    facts: [expect.stringContaining('became healthy, and')],
  });
  expect(explain(seen, undefined).facts).toEqual(['instance 0 became healthy, and then ended by itself']);
});

test('one that is not ready has printed, or nobody knows whether it is there', () => {
  const instances = [entry(0, 'STARTING')];
  expect(asked({ instances, lines: [line(1, 'Error: no cache')] })).toMatchObject({
    facts: ['instance 0 was started and prints to its log, but its health check has not passed'],
    hint: expect.stringContaining('health-check-timeout'),
  });
  const silent = asked({ instances });
  expect(silent.cause).toBeUndefined();
  expect(silent).toMatchObject({
    facts: [expect.stringContaining('Korifi does not tell which')],
    hint: expect.stringContaining('kubectl get events -n space-guid'),
  });
  // Beside others nobody knows whose lines these are.
  const beside = asked({ instances: [...instances, entry(1, 'RUNNING', 5)], lines: [line(1, 'ready')] });
  expect(beside.facts).toEqual(silent.facts);
});

test('one without a place says so, and what is true of several is said once', () => {
  const evidence = asked({ instances: [entry(0, 'DOWN'), entry(1, 'DOWN'), entry(2, 'RUNNING', 1)] });
  expect(evidence.facts).toEqual(['instance 0 has no place: no node of the cluster has room for it; the same of 1']);
  expect(evidence.hint).toContain('Ask for less memory');
});

test('starts are followed from look to look', () => {
  let starts: ReadonlyMap<number, Start> = new Map();
  const look = (at: number, ...stats: InstanceStats[]) => {
    starts = startsAfter(starts, stats, at);
    return longestLife(starts.get(0));
  };
  expect(look(1_000, entry(0, 'RUNNING', 90))).toBeUndefined();
  look(2_000, entry(0, 'DOWN'));
  look(3_000, entry(0, 'STARTING'));
  expect(look(9_000, entry(0, 'CRASHED'))).toBe(7_000);
  expect(look(12_000, entry(0, 'CRASHED'))).toBe(7_000);
  // Healthy in between: another start.
  look(20_000, entry(0, 'RUNNING', 1));
  expect(look(22_000, entry(0, 'CRASHED'))).toBeUndefined();
});

test('the limit of a start is what was asked for, else what the app has, else Korifi’s own', () => {
  const now = { check: { type: 'port' }, times: { timeoutS: 90 } } as const;
  expect(healthLimitMs({}, undefined)).toBe(60_000);
  expect(healthLimitMs({}, now)).toBe(90_000);
  expect(healthLimitMs({ healthCheckTimes: { timeoutS: 120 } }, now)).toBe(120_000);
  expect(healthLimitMs({ healthCheck: { type: 'process' } }, now)).toBeUndefined();
});
