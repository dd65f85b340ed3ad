import { describe, expect, it } from 'vitest';
import { behaviourOf, type PulledImage } from '../../sandbox/image.ts';
import { runShell, startsProgram } from '../../sandbox/shell.ts';

const image = (labels: Readonly<Record<string, string>> = {}): PulledImage => ({
  ...{ image: 'registry.test/team/web:1', digest: `sha256:${'0'.repeat(64)}`, os: 'linux', architecture: 'amd64' },
  ...{ entrypoint: [], cmd: ['/app'], user: '', workingDir: '/', exposedPorts: [] },
  ...behaviourOf(labels),
});
const run = (command: string, labels?: Readonly<Record<string, string>>, memoryMb = 1024) =>
  runShell(image(labels), command, { environment: { WHO: 'ada' }, memoryMb });

describe('the shell in a container', () => {
  it.each([
    ['exit 7', 7],
    ['cd /app && exit 7', 7],
    ['false; exit', 1],
    ['false && exit 7', 1],
    ['false || exit 7', 7],
    ['true || exit 7', 0],
    ['true\nfalse', 1],
    ['exit 256', 0],
    ['./migrate', 0],
    ['', 0],
  ])('ends %j with %i', (command, exitCode) => {
    expect(run(command).exitCode).toBe(exitCode);
  });

  it('writes when it comes to it, with variables', () => {
    const { lines, ms } = run(`echo "hello; $WHO" && sleep 1.5 && echo 'oh' >&2; echo`);
    expect(lines).toEqual([
      { atMs: 0, type: 'OUT', text: 'hello; ada' },
      { atMs: 1_500, type: 'ERR', text: 'oh' },
      { atMs: 1_500, type: 'OUT', text: '' },
    ]);
    expect(ms).toBe(1_500);
  });

  it('leaves programs to the image', () => {
    const labels = {
      'sandbox.task-ms': '300',
      'sandbox.task-exit-code': '3',
      'sandbox.task-log': 'begun by $WHO',
      'sandbox.task-error-log': 'no table\nno luck',
      'sandbox.task-memory-mb': '512',
    };
    expect(run('cd /app && rake db:migrate || exit 4', labels)).toEqual({
      lines: [
        { atMs: 0, type: 'OUT', text: 'begun by ada' },
        { atMs: 300, type: 'ERR', text: 'no table' },
        { atMs: 300, type: 'ERR', text: 'no luck' },
      ],
      ...{ ms: 300, exitCode: 4, outOfMemory: false },
    });
    expect(run('rake db:migrate || exit 4', labels, 256)).toMatchObject({ exitCode: 137, outOfMemory: true });
  });

  it('is asked whether it starts the app', () => {
    expect(['./run', 'cd /app && exec ./run -v', 'sleep 1; ./run'].map(startsProgram)).toEqual([true, true, true]);
    expect(['exit 3', 'echo a; exit 3; ./run', 'sleep 5', ''].map(startsProgram)).toEqual([false, false, false, false]);
  });
});
