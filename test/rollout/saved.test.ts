import { describe, expect, it } from 'vitest';
import type { Rollout } from '../../src/platforms/platform.ts';
import { loadRun, saveFinished, saveRun } from '../../src/rollout/saved.ts';
import { RecordingRunner } from '../support/recording-runner.ts';

const rollout: Rollout & { readonly guid: string } = {
  runId: 'run-1',
  app: 'web',
  image: 'ghcr.io/acme/web@sha256:1',
  previous: { id: 'v1', label: 'release v1' },
  wanted: [{ type: 'web', wanted: 2 }],
  guid: 'a-platforms-own',
};
const holding = (text: string) => loadRun({ savedState: () => text });

describe('what the post step finds', () => {
  it('is the rollout that was saved last, with what the platform put into it', () => {
    const runner = new RecordingRunner();
    saveRun(runner, { kind: 'deis' }, { rollout, wish: 'onCancel' });
    saveRun(runner, { kind: 'deis' }, { rollout: { ...rollout, runId: 'run-2' }, wish: 'onFailure' });
    expect(loadRun(runner)).toEqual({
      platform: 'deis',
      rollout: { ...rollout, runId: 'run-2' },
      wish: 'onFailure',
    });
  });

  it('is nothing when no release was begun, or when it was seen through', () => {
    const runner = new RecordingRunner();
    expect(loadRun(runner)).toBeUndefined();
    saveRun(runner, { kind: 'deis' }, { rollout, wish: 'onCancel' });
    saveFinished(runner);
    expect(loadRun(runner)).toBeUndefined();
  });

  it.each([
    '{',
    'null',
    '[]',
    '{"platform":"deis"}',
    '{"rollout":{}}',
    '{"platform":1,"rollout":{}}',
    '{"platform":"deis","rollout":{},"wish":"maybe"}',
    'text',
  ])('is nothing when the state is %j', (text) => {
    expect(holding(text)).toBeUndefined();
  });
});
