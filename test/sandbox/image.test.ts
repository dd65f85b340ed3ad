import { describe, expect, it } from 'vitest';
import { behaviourOf, expanded, httpAnswer, type PulledImage, taskRun } from '../../sandbox/image.ts';

const image = (labels: Readonly<Record<string, string>>): PulledImage => ({
  ...{ image: 'registry.test/team/web:1', digest: `sha256:${'0'.repeat(64)}`, os: 'linux', architecture: 'amd64' },
  ...{ entrypoint: [], cmd: ['/app'], user: '', workingDir: '/', exposedPorts: [] },
  ...behaviourOf(labels),
});

describe('the labels of an image', () => {
  it('say what comes of a command in it', () => {
    expect(taskRun(image({}), 'rake db:migrate')).toEqual({ ms: 1_000, exitCode: 0, log: [] });
    const labels = { 'sandbox.task-ms': '90000', 'sandbox.task-exit-code': '3', 'sandbox.task-log': 'one\n\ntwo\n' };
    expect(taskRun(image(labels), 'rake db:migrate')).toEqual({ ms: 90_000, exitCode: 3, log: ['one', 'two'] });
    expect(() => behaviourOf({ 'sandbox.task-ms': 'soon' })).toThrow('label sandbox.task-ms is not a number: soon');
  });

  it('say when the app is not ready for traffic', () => {
    const unready = { 'sandbox.behaviour': 'unready' };
    const of = (labels: Record<string, string>) => behaviourOf({ ...unready, ...labels }).behaviour;
    expect(of({})).toEqual({ kind: 'unready', bootMs: 1_000, readyMs: undefined });
    expect(of({ 'sandbox.unready-after-ms': '5000', 'sandbox.ready-ms': '9000' })).toEqual({
      ...{ kind: 'unready', bootMs: 1_000, unreadyMs: 5_000, readyMs: 9_000 },
    });
  });

  it('say what the app answers by HTTP', () => {
    const answers = { 'sandbox.http-answers': '/healthz 503 no database\n/moved 302' };
    expect(httpAnswer(image(answers), '/healthz')).toMatchObject({ status: 503, body: 'no database' });
    expect(httpAnswer(image(answers), '/moved')).toMatchObject({ status: 302, body: '' });
    expect(httpAnswer(image(answers), '/')).toEqual({ status: 200 });
    expect(httpAnswer(image({ ...answers, 'sandbox.http-paths': '/' }), '/other').status).toBe(404);
    expect(() => behaviourOf({ 'sandbox.http-answers': '/ OK' })).toThrow('has no such answer: / OK');
  });

  it('have lines of logs that tell variables', () => {
    expect(expanded('$USER logs in with $NO_SUCH and pays $5', { USER: 'ci' })).toBe(
      'ci logs in with $NO_SUCH and pays $5',
    );
  });
});
