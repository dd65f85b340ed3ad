import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pathOf, type Workshop } from './real-registry.ts';

const run = promisify(execFile);

export interface BuildOptions {
  /** Default: buildah's own, `oci`. HEALTHCHECK and ONBUILD are kept by `docker` only. */
  readonly format?: 'oci' | 'docker';
  /** Several: `name` becomes a manifest list. Default: this machine's. */
  readonly platforms?: readonly string[];
  /** Further options of `buildah build`. */
  readonly options?: readonly string[];
}

/**
 * Debian's buildah with a storage of its own. No daemon and no network; an ordinary user will do. Files are copied, not
 * mounted (`vfs`), and nothing is run in the images, so it also works in a container.
 */
export interface Builder {
  /** Builds a Dockerfile; `busybox` lies beside it. A base is pulled from its registry anew. */
  build(name: string, dockerfile: readonly string[], options?: BuildOptions): Promise<void>;
  /** `buildah <command> …` as it stands; returns what it prints. */
  buildah(command: string, ...args: readonly string[]): Promise<string>;
  /** To a registry, whose certificate is not looked at. Further options of `buildah push`. */
  push(name: string, reference: string, ...options: readonly string[]): Promise<void>;
  /** The same for a manifest list and all that it lists. */
  pushList(name: string, reference: string, ...options: readonly string[]): Promise<void>;
  /** Frees what an ordinary user could not delete: files of users that only exist within. */
  close(): Promise<void>;
}

export async function openBuilder(workshop: Workshop): Promise<Builder> {
  const folder = await mkdtemp(join(workshop.folder, 'buildah-'));
  const context = join(folder, 'context');
  await mkdir(context);
  const busybox = pathOf('busybox');
  if (busybox === undefined) throw new Error('busybox is not installed');
  await cp(busybox, join(context, 'busybox'));
  const storage = ['--root', join(folder, 'root'), '--runroot', join(folder, 'run'), '--storage-driver', 'vfs'];
  const env = { ...process.env, HOME: folder, XDG_RUNTIME_DIR: folder, TMPDIR: folder };
  const buildah: Builder['buildah'] = async (command, ...args) => {
    const { stdout } = await run('buildah', [...storage, command, ...args], { env, cwd: context });
    return stdout.trim();
  };
  let files = 0;
  return {
    buildah,
    build: async (name, dockerfile, { format, platforms, options = [] } = {}) => {
      const file = join(folder, `Dockerfile-${++files}`);
      await writeFile(file, `${dockerfile.join('\n')}\n`);
      const named = platforms === undefined ? ['--tag', name] : ['--platform', platforms.join(','), '--manifest', name];
      const kind = format === undefined ? [] : ['--format', format];
      const how = ['--quiet', '--isolation', 'chroot', '--tls-verify=false', '--pull-always'];
      await buildah('build', ...how, ...named, ...kind, ...options, '--file', file, context);
    },
    push: async (name, reference, ...options) => {
      await buildah('push', '--quiet', '--tls-verify=false', ...options, name, `docker://${reference}`);
    },
    pushList: async (name, reference, ...options) => {
      await buildah(
        'manifest',
        'push',
        '--quiet',
        '--tls-verify=false',
        '--all',
        ...options,
        name,
        `docker://${reference}`,
      );
    },
    close: async () => {
      await buildah('rm', '--all');
      await buildah('rmi', '--all', '--force');
    },
  };
}
