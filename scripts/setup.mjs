// Installs the packages that the other scripts need, if they are not there yet.
// Runs on the machine's own Node (20 or newer); everything after it runs on the Node 24 that it installs.
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';

const modified = (path) => {
  try {
    return statSync(new URL(path, import.meta.url)).mtimeMs;
  } catch {
    return 0;
  }
};

// npm writes the inner lockfile at the end of an installation: older than ours means an installation is due.
if (modified('../node_modules/.package-lock.json') < modified('../package-lock.json')) {
  console.log(
    `Installing packages (once) for ${JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).name} …`,
  );
  const root = new URL('..', import.meta.url);
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  process.exitCode = status ?? 1;
}
