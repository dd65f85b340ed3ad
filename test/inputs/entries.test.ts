import { describe, expect, it } from 'vitest';
import { type InputName, inputDefinitions, inputsOf } from '../../src/inputs/definitions.ts';
import { InputError } from '../../src/inputs/input-error.ts';
import type { Draft } from '../../src/inputs/request.ts';
import { readRollbackRequest } from '../../src/inputs/rollback.ts';
import { readTaskRequest } from '../../src/inputs/task.ts';

/** The inputs of `task/action.yml` and `rollback/action.yml`. */

type Inputs = Partial<Record<InputName, string>>;
const asRunner = (inputs: Inputs) => (name: InputName) => inputs[name] ?? '';
const target: Inputs = { api: 'https://api.example.org', token: 't0ken' };
const readTask = (inputs: Inputs) => readTaskRequest(asRunner({ ...target, ...inputs }), 'Acme/Web');
const readBack = (inputs: Inputs) => readRollbackRequest(asRunner({ ...target, ...inputs }), 'Acme/Web');

function mistakesIn(reading: () => unknown): readonly string[] {
  try {
    reading();
  } catch (error) {
    if (error instanceof InputError) return error.mistakes.map(({ input }) => input);
    throw error;
  }
  return [];
}

describe('inputs of an entry', () => {
  it('begin with what it is about, and have its own words', () => {
    expect(inputsOf('task')[0]).toMatchObject({ name: 'command', required: true });
    expect(inputsOf('rollback')[0]?.name).toBe('to');
    const image = (entry: 'deploy' | 'task') => inputsOf(entry).find(({ name }) => name === 'image');
    expect(image('deploy')?.required).toBe(true);
    expect(image('task')?.required).toBe(false);
    expect(image('task')?.description).not.toBe(image('deploy')?.description);
  });

  it('of a deploy are in the order of their table', () => {
    const names = inputDefinitions.map(({ name }) => name).filter((name) => name !== 'to');
    expect(inputsOf('deploy').map(({ name }) => name)).toEqual(names);
  });
});

describe('a task', () => {
  it('needs a command, an API and a login, no more', () => {
    expect(readTask({ command: 'rake db:seed' })).toMatchObject({
      ...{ app: 'web', platform: 'auto', onCancel: 'restore', summary: 'always' },
      task: { command: 'rake db:seed', timeoutMs: 900_000 },
    });
    expect(mistakesIn(() => readTaskRequest(asRunner({}), undefined))).toEqual(['command', 'api', 'app', 'login']);
  });

  it('has a size and a time of its own', () => {
    const { task, deploy } = readTask({ command: 'x', memory: '256M', disk: '2G', timeout: '1h' });
    expect(task).toEqual({ command: 'x', memoryMb: 256, diskMb: 2048, timeoutMs: 3_600_000 });
    expect(deploy).toBeUndefined();
    expect(mistakesIn(() => readTask({ command: 'x', memory: 'much', timeout: '10' }))).toEqual(['timeout', 'memory']);
  });

  it('in an image of its own is a deploy as far as that goes without a release, and none of its settings', () => {
    const inputs: Inputs = { command: 'x', memory: '256M', image: 'ghcr.io/acme/web:1' };
    const login: Inputs = { 'registry-username': 'u', 'registry-password': 'p' };
    expect(readTask({ ...inputs, ...login, 'image-checks': 'warn' }).deploy).toMatchObject({
      ...{ app: 'web', settings: {}, mode: 'deploy', strategy: 'rolling', imageChecks: 'warn' },
      ...{ registry: { username: 'u', password: 'p' }, image: { path: 'acme/web' } },
      beforeRelease: { command: 'x', memoryMb: 256 },
    });
    expect(mistakesIn(() => readTask({ command: 'x', ...login }))).toEqual(['registry-username', 'registry-password']);
    expect(mistakesIn(() => readTask({ ...inputs, image: 'Ghcr.io/Acme/Web' }))).toEqual(['image']);
  });

  it('is shown to the platform that was named, as what it is', () => {
    let seen: Draft | undefined;
    const refuse = (draft: Draft) => {
      seen = draft;
      return [{ input: 'command', message: 'is too long' }];
    };
    const reading = () => readTaskRequest(asRunner({ ...target, command: 'x', image: 'alpine' }), 'Acme/Web', refuse);
    expect(mistakesIn(reading)).toEqual(['command']);
    expect(seen).toMatchObject({ task: { command: 'x' } });
    expect(seen).not.toHaveProperty('beforeRelease');
  });
});

describe('a way back', () => {
  it('needs an API and a login, no more', () => {
    expect(readBack({})).toMatchObject({ app: 'web', mode: 'deploy', ifBusy: 'wait', onFailure: 'restore' });
    expect(readBack({})).not.toHaveProperty('to');
  });

  it('may be named, tested and sped up', () => {
    const inputs: Inputs = { to: 'v12', 'max-in-flight': '3', 'smoke-test': '/healthz', mode: 'plan' };
    expect(readBack(inputs)).toMatchObject({
      ...{ to: 'v12', maxInFlight: 3, mode: 'plan' },
      smokeTest: { target: { path: '/healthz' }, statuses: [{ from: 200, to: 299 }], timeoutMs: 60_000 },
    });
  });

  it('tells all mistakes at once', () => {
    const inputs: Inputs = { mode: 'maybe', 'smoke-test-text': 'x', 'max-in-flight': '0', api: '' };
    expect([...mistakesIn(() => readBack(inputs))].sort()).toEqual(['api', 'max-in-flight', 'mode', 'smoke-test-text']);
  });
});
