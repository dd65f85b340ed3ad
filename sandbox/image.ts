/** How an app behaves once an instance of it starts. All times are sandbox time, milliseconds. */
export type Behaviour =
  /** Healthy `bootMs` after its start, and stays so. */
  | { readonly kind: 'ok'; readonly bootMs: number }
  /** Exits `afterMs` after its start. It is healthy from `bootMs` on, if it lives that long. */
  | {
      readonly kind: 'crash';
      readonly bootMs: number;
      readonly afterMs: number;
      readonly exitCode: number;
      /** The kernel has killed it. */
      readonly outOfMemory?: boolean;
      /** So often in each place that it runs in, and then it behaves. Undefined: always. */
      readonly times?: number;
    }
  /** Healthy as it would be if `ok`, but not ready for traffic, from `unreadyMs` (0) until `readyMs` (undefined: ever). */
  | {
      readonly kind: 'unready';
      readonly bootMs: number;
      readonly unreadyMs?: number;
      readonly readyMs: number | undefined;
    }
  /** Runs, but never passes its health check. */
  | { readonly kind: 'never-healthy' };

/** What an app answers to a request for one of its paths. */
export interface HttpAnswer {
  readonly path: string;
  readonly status: number;
  readonly body: string;
}

/** How an app answers by HTTP at a path, once it listens; `body` undefined: it has nothing of its own to say. */
export function httpAnswer(
  { httpAnswers, httpPaths }: Pick<PulledImage, 'httpAnswers' | 'httpPaths'>,
  path: string,
): { readonly status: number; readonly body?: string } {
  const own = httpAnswers?.find((answer) => answer.path === path);
  return own ?? (httpPaths?.includes(path) === false ? { status: 404, body: 'Not Found' } : { status: 200 });
}

/** How a one-off command ends that is run in a container of an image. */
export interface TaskRun {
  /** How long it takes. Sandbox time, milliseconds. */
  readonly ms: number;
  readonly exitCode: number;
  /** What it writes at once, line by line. `$NAME` is a variable of its environment. */
  readonly log: readonly string[];
  /** What it writes to stderr just before it ends. */
  readonly errorLog?: readonly string[];
  /** With less it is killed at its end. MB. */
  readonly memoryMb?: number;
}

/** An image as a platform's cell or node sees it after asking the registry. */
export interface PulledImage {
  /** As the platform was told: `127.0.0.1:5000/team/web@sha256:…`. */
  readonly image: string;
  readonly digest: string;
  readonly os: string;
  readonly architecture: string;
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  readonly user: string;
  readonly workingDir: string;
  /** As `ExposedPorts` has them: `8080/tcp`. */
  readonly exposedPorts: readonly string[];
  readonly behaviour: Behaviour;
  /** What the app writes to its log when it starts, and when it crashes. */
  readonly startLog: readonly string[];
  readonly crashLog: readonly string[];
  /** Paths that it answers by HTTP; undefined: all. */
  readonly httpPaths?: readonly string[];
  /** Paths that it answers in a way of its own. */
  readonly httpAnswers?: readonly HttpAnswer[];
  /** Environment variables without which it ends as soon as it starts. */
  readonly needs?: readonly string[];
  /** Names of services without which it does so, too. */
  readonly needsServices?: readonly string[];
  /** TCP ports on which it listens; undefined: all that it exposes, and the one in `PORT`. */
  readonly listens?: readonly (number | '$PORT')[];
  /** With less its app is killed. MB; undefined: whatever there is will do. */
  readonly memoryMb?: number;
  /** False: it has no `/bin/sh`. */
  readonly shell?: boolean;
  /** Buildpacks have made it: it has their launcher, `/cnb/lifecycle/launcher`. */
  readonly launcher?: boolean;
  /** What comes of a command; undefined: it ends well after a second and says nothing. */
  readonly task?: (command: string) => TaskRun;
}

/** What comes of a command in a container of an image. */
export function taskRun(image: PulledImage, command: string): TaskRun {
  return image.task?.(command) ?? { ms: 1_000, exitCode: 0, log: [] };
}

/** A line of a log that tells variables of its container: `cannot log in with $API_TOKEN`. */
export function expanded(line: string, environment: Readonly<Record<string, string>>): string {
  return line.replace(/\$(\w+)/g, (whole, name: string) => environment[name] ?? whole);
}

/** Why a pull failed, in the words of the registry. */
export class PullError extends Error {
  readonly kind: 'unauthorized' | 'not-found' | 'unreachable' | 'rate-limited' | 'invalid';
  constructor(kind: PullError['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}

/** Asks the registry that the image names. Rejects with `PullError`. */
export type Pull = (
  image: string,
  credentials?: { readonly username: string; readonly password: string },
) => Promise<PulledImage>;

/**
 * Reads an app's behaviour from the labels of its image:
 *
 * - `sandbox.behaviour`: `ok` (default), `slow`, `crash`, `crash-later`, `crash-then-ok`, `oom`, `unready`,
 *   `never-healthy`
 * - `sandbox.boot-ms`, `sandbox.unready-after-ms`, `sandbox.ready-ms`, `sandbox.crash-after-ms`, `sandbox.exit-code`,
 *   `sandbox.crashes`
 * - `sandbox.start-log`, `sandbox.crash-log`: text, one log line a line
 * - `sandbox.http-answers`: what it answers by HTTP, a path, a status and words a line: `/healthz 503 no database`
 * - `sandbox.http-paths`: paths that it answers, `/ /healthz`; `sandbox.needs`: variables that it cannot start without.
 *   `sandbox.needs-service`: services, by name, that it cannot start without; `sandbox.listens`: TCP ports on which it
 *   listens, `8080 $PORT`; `sandbox.memory-mb`: memory without which it is killed; `sandbox.shell`: `none`, if it has
 *   none; `sandbox.launcher`: `cnb`, if buildpacks have made it. Only Cloud Foundry knows services, and Deis v1 heeds
 *   neither memory nor shell nor launcher
 * - `sandbox.task-ms`, `sandbox.task-exit-code`, `sandbox.task-log`, `sandbox.task-error-log`, `sandbox.task-memory-mb`:
 *   what comes of a one-off command, whichever it is
 *
 * Any image without these labels is a well-behaved app. An unknown behaviour is refused.
 */
export function behaviourOf(
  labels: Readonly<Record<string, string>>,
): Pick<
  PulledImage,
  | 'behaviour'
  | 'startLog'
  | 'crashLog'
  | 'httpPaths'
  | 'httpAnswers'
  | 'needs'
  | 'needsServices'
  | 'listens'
  | 'memoryMb'
  | 'shell'
  | 'launcher'
  | 'task'
> {
  const number = (name: string, otherwise: number): number => {
    const text = labels[`sandbox.${name}`];
    if (text === undefined) return otherwise;
    if (!/^\d+$/.test(text)) throw new PullError('invalid', `label sandbox.${name} is not a number: ${text}`);
    return Number(text);
  };
  const lines = (name: string) => (labels[`sandbox.${name}`] ?? '').split('\n').filter((line) => line !== '');
  const kind = labels['sandbox.behaviour'] ?? 'ok';
  const exitCode = number('exit-code', 1);
  const has = (name: string) => labels[`sandbox.${name}`] !== undefined;
  const crash = (otherwise: { bootMs: number; afterMs: number }, more: object = {}): Behaviour => ({
    kind: 'crash',
    bootMs: number('boot-ms', otherwise.bootMs),
    afterMs: number('crash-after-ms', otherwise.afterMs),
    exitCode,
    ...more,
  });
  const atOnce = { bootMs: 60_000, afterMs: 500 };
  const behaviours: Record<string, () => Behaviour> = {
    ok: () => ({ kind: 'ok', bootMs: number('boot-ms', 1_000) }),
    slow: () => ({ kind: 'ok', bootMs: number('boot-ms', 20_000) }),
    crash: () => crash(atOnce),
    'crash-later': () => crash({ bootMs: 1_000, afterMs: 6_000 }),
    'crash-then-ok': () => crash({ ...atOnce, bootMs: 1_000 }, { times: number('crashes', 2) }),
    oom: () => crash(atOnce, { exitCode: 137, outOfMemory: true }),
    unready: () => ({
      kind: 'unready',
      bootMs: number('boot-ms', 1_000),
      ...(has('unready-after-ms') ? { unreadyMs: number('unready-after-ms', 0) } : {}),
      readyMs: has('ready-ms') ? number('ready-ms', 0) : undefined,
    }),
    'never-healthy': () => ({ kind: 'never-healthy' }),
  };
  const make = behaviours[kind];
  if (make === undefined) throw new PullError('invalid', `label sandbox.behaviour has no such value: ${kind}`);
  const words = (name: string) => labels[`sandbox.${name}`]?.split(/\s+/).filter((word) => word !== '');
  const [httpPaths, needs, needsServices] = [words('http-paths'), words('needs'), words('needs-service')];
  const listens = words('listens')?.map((word) => {
    if (word === '$PORT') return word;
    if (!/^\d+$/.test(word)) throw new PullError('invalid', `label sandbox.listens has no such port: ${word}`);
    return Number(word);
  });
  const task: TaskRun = {
    ...{ ms: number('task-ms', 1_000), exitCode: number('task-exit-code', 0), log: lines('task-log') },
    ...(has('task-error-log') ? { errorLog: lines('task-error-log') } : {}),
    ...(has('task-memory-mb') ? { memoryMb: number('task-memory-mb', 0) } : {}),
  };
  const { 'sandbox.shell': shell, 'sandbox.launcher': launcher } = labels;
  if (launcher !== undefined && launcher !== 'cnb')
    throw new PullError('invalid', `label sandbox.launcher is not cnb: ${launcher}`);
  if (shell !== undefined && shell !== 'none')
    throw new PullError('invalid', `label sandbox.shell is not none: ${shell}`);
  const httpAnswers = lines('http-answers').map((line) => {
    const [, path, status, body = ''] = /^(\/\S*) ([2-5]\d\d)(?: (.*))?$/.exec(line) ?? [];
    if (path === undefined) throw new PullError('invalid', `label sandbox.http-answers has no such answer: ${line}`);
    return { path, status: Number(status), body };
  });
  return {
    ...{ behaviour: make(), startLog: lines('start-log'), crashLog: lines('crash-log'), task: () => task },
    ...(httpPaths === undefined ? {} : { httpPaths }),
    ...(httpAnswers.length === 0 ? {} : { httpAnswers }),
    ...(needs === undefined ? {} : { needs }),
    ...(needsServices === undefined ? {} : { needsServices }),
    ...(listens === undefined ? {} : { listens }),
    ...(has('memory-mb') ? { memoryMb: number('memory-mb', 0) } : {}),
    ...(shell === undefined ? {} : { shell: false }),
    ...(launcher === undefined ? {} : { launcher: true }),
  };
}
