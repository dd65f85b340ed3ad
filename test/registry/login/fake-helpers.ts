import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type Clock, systemClock } from '../../../src/clock.ts';
import { Cancelled } from '../../../src/errors.ts';
import type { LoginSearch } from '../../../src/registry/login/credential-helper.ts';

/** A folder of credential helpers that is first on PATH until it is removed, together with all that still runs then. */
export interface FakeHelpers {
  readonly folder: string;
  /** Makes `docker-credential-<suffix>` a shell script. */
  add(suffix: string, script: string, interpreter?: string): void;
  remove(): void;
}

export function fakeHelpers(): FakeHelpers {
  const folder = mkdtempSync(join(tmpdir(), 'helpers-'));
  const before = process.env['PATH'] ?? '';
  process.env['PATH'] = folder + delimiter + before;
  const children: ChildProcess[] = [];
  const meet = (message: unknown) => void children.push((message as { process: ChildProcess }).process);
  subscribe('child_process', meet);
  return {
    folder,
    add(suffix, script, interpreter = '/bin/sh') {
      writeFileSync(join(folder, `docker-credential-${suffix}`), `#!${interpreter}\n${script}\n`, { mode: 0o755 });
    },
    remove() {
      unsubscribe('child_process', meet);
      // Whatever a test that has failed left behind. One that has ended is not met again.
      for (const child of children) child.kill('SIGKILL');
      process.env['PATH'] = before;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A clock on which no time passes, however long a helper takes; its sleeps end when they are cancelled. */
export const stillClock: Clock = {
  ...systemClock,
  now: () => 0,
  sleep: (_ms, signal) =>
    new Promise((_resolve, reject) => {
      const cancel = () => reject(new Cancelled());
      if (signal?.aborted === true) cancel();
      else signal?.addEventListener('abort', cancel, { once: true });
    }),
};

/** What is asked for logins, and a record of what it was told. */
export function loginSearch(more: Partial<LoginSearch> = {}) {
  const masked: string[] = [];
  const notes: string[] = [];
  return {
    environment: process.env,
    clock: stillClock,
    signal: new AbortController().signal,
    mask: (secret: string) => void masked.push(secret),
    note: (line: string) => void notes.push(line),
    masked,
    notes,
    ...more,
  };
}

/** The next process that is started, as soon as it runs. Subscribes at once. */
export async function nextChild(): Promise<ChildProcess> {
  const child = await new Promise<ChildProcess>((resolve) => {
    const meet = (message: unknown) => {
      unsubscribe('child_process', meet);
      resolve((message as { process: ChildProcess }).process);
    };
    subscribe('child_process', meet);
  });
  await once(child, 'spawn');
  return child;
}
