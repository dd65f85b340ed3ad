import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Annotation, readLog } from './runner-log.ts';
import { beatMs, type StageClock } from './stage-clock.ts';

/** One time for the step and for the sandbox it talks to. */
export interface SharedTime {
  /** How many times as fast as the wall clock since `epoch`, or as `clock` goes at most. */
  readonly speed: number;
  /** Wall-clock milliseconds since the epoch. */
  readonly epoch: number;
  /** The stage's, where there is one. */
  readonly clock?: StageClock;
  /**
   * How many times as fast the deadlines of requests run out. Default 1: on a busy machine a server that works must not
   * look like one that hangs. For servers that do hang.
   */
  readonly deadlines?: number;
}

export interface StepOptions {
  /** The step's `with:` block. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly entry?: 'index' | 'post' | 'task' | 'rollback';
  /** What the main step saved, for the post step. */
  readonly state?: Readonly<Record<string, string>>;
  /** Added to what the runner itself sets. */
  readonly env?: Readonly<Record<string, string>>;
  /** Files of the workspace, by path below it. */
  readonly files?: Readonly<Record<string, string>>;
  readonly time?: SharedTime;
  /** Called with every line of raw output as it comes. */
  readonly onLine?: (line: string) => void;
}

/** What a step left behind, read as the runner reads it. */
export interface StepResult {
  /** Null: killed by a signal. */
  readonly exitCode: number | null;
  readonly tookMs: number;
  /** Everything written to stdout and stderr, before masks. */
  readonly raw: string;
  /** The log as GitHub shows it: commands taken out, masks applied, colours removed. */
  readonly log: string;
  readonly annotations: readonly Annotation[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly state: Readonly<Record<string, string>>;
  readonly summary: string;
  /** Whatever the runner would have complained about: broken file commands, limits exceeded, unknown commands. */
  readonly complaints: readonly string[];
}

export interface RunningStep {
  readonly process: ChildProcess;
  readonly done: Promise<StepResult>;
  /** What the runner does when somebody cancels: SIGINT, SIGTERM 7.5 s later, the kill 2.5 s after that. */
  cancel(): void;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const summaryLimit = 1_048_576;

/** Starts `dist` as the runner does: its variables and no others, file commands in files made beforehand. */
export function startStep(options: StepOptions): RunningStep {
  const folder = mkdtempSync(join(tmpdir(), 'step-'));
  const file = (name: string): string => {
    const path = join(folder, name);
    writeFileSync(path, '');
    return path;
  };
  const files = {
    output: file('output'),
    state: file('state'),
    summary: file('summary'),
    env: file('env'),
    path: file('path'),
  };
  for (const [path, text] of Object.entries(options.files ?? {})) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const inputs = Object.entries(options.inputs).map(([name, value]) => [
    `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
    value,
  ]);
  const states = Object.entries(options.state ?? {}).map(([name, value]) => [`STATE_${name}`, value]);
  const startedAt = Date.now();
  const child = spawn(
    process.execPath,
    [
      ...(options.time === undefined ? [] : [`--import=${fastTime(options.time)}`]),
      join(root, 'dist', `${options.entry ?? 'index'}.js`),
    ],
    {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        HOME: folder,
        CI: 'true',
        GITHUB_ACTIONS: 'true',
        GITHUB_ACTION: '__self',
        GITHUB_SERVER_URL: 'https://github.com',
        GITHUB_API_URL: 'https://api.github.com',
        GITHUB_REPOSITORY: 'acme/web',
        GITHUB_RUN_ID: '1234567890',
        GITHUB_RUN_ATTEMPT: '1',
        GITHUB_SHA: 'f3c9a1d2b4e5f60718293a4b5c6d7e8f90a1b2c3',
        GITHUB_WORKSPACE: folder,
        GITHUB_OUTPUT: files.output,
        GITHUB_STATE: files.state,
        GITHUB_STEP_SUMMARY: files.summary,
        GITHUB_ENV: files.env,
        GITHUB_PATH: files.path,
        RUNNER_TEMP: folder,
        RUNNER_OS: 'Linux',
        ...Object.fromEntries(inputs),
        ...Object.fromEntries(states),
        ...options.env,
      },
    },
  );
  let raw = '';
  for (const stream of [child.stdout, child.stderr]) {
    // Each with a decoder and a line of its own: characters and lines come cut in half.
    let line = '';
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      raw += text;
      const lines = (line + text).split('\n');
      line = lines.pop() ?? '';
      for (const whole of lines) options.onLine?.(whole);
    });
  }
  const ended = child.pid === undefined ? undefined : options.time?.clock?.follow(child.pid);
  const timers: NodeJS.Timeout[] = [];
  const done = new Promise<StepResult>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => ended?.());
    child.once('close', (exitCode) => {
      for (const timer of timers) clearTimeout(timer);
      const complaints: string[] = [];
      const output = readFileCommand(readFileSync(files.output, 'utf8'), 'GITHUB_OUTPUT', complaints);
      const state = readFileCommand(readFileSync(files.state, 'utf8'), 'GITHUB_STATE', complaints);
      for (const name of ['env', 'path'] as const) {
        if (readFileSync(files[name], 'utf8') !== '') complaints.push(`wrote to GITHUB_${name.toUpperCase()}`);
      }
      const summary = readFileSync(files.summary, 'utf8');
      if (Buffer.byteLength(summary) > summaryLimit) complaints.push('the summary is longer than 1 MiB');
      const read = readLog(raw);
      rmSync(folder, { recursive: true, force: true });
      resolve({
        exitCode,
        tookMs: Date.now() - startedAt,
        raw,
        log: read.log,
        annotations: read.annotations,
        outputs: output,
        state,
        summary: read.mask(summary),
        complaints: [...complaints, ...read.complaints],
      });
    });
  });
  return {
    process: child,
    done,
    cancel() {
      child.kill('SIGINT');
      timers.push(setTimeout(() => child.kill('SIGTERM'), 7_500));
      timers.push(setTimeout(() => child.kill('SIGKILL'), 10_000));
    },
  };
}

/** Runs a step to its end. */
export function runStep(options: StepOptions): Promise<StepResult> {
  return startStep(options).done;
}

/** The module that gives a process the time of its stage, or one that runs fast: a data URL, so that the step needs no variable for it. */
function fastTime({ speed, epoch, clock, deadlines = 1 }: SharedTime): string {
  const source = `
    const { setTimeout: later, Date: { now } } = globalThis;
    const time = ${clock === undefined ? `() => Math.round(${epoch} + (now() - ${epoch}) * ${speed})` : toldBy(clock)};
    Date.now = time;
    const timeout = (task, ms = 0, ...rest) => {
      const due = time() + ms;
      // Never longer than a beat at a time: nobody knows how fast time will go on.
      const timer = later(() => (time() < due ? timer.refresh() : task(...rest)), Math.min(ms / ${speed}, ${beatMs}));
      return timer;
    };
    globalThis.setTimeout = Object.assign(timeout, later);
    const { timeout: deadline } = AbortSignal;
    AbortSignal.timeout = (ms) => deadline.call(AbortSignal, ms / ${deadlines});
  `;
  return `data:text/javascript,${encodeURIComponent(source)}`;
}

function toldBy({ file }: StageClock): string {
  return `(() => {
    const { openSync, readSync } = process.getBuiltinModule('node:fs');
    const file = openSync(${JSON.stringify(file)}, 'r');
    const told = new Float64Array(1);
    return () => {
      readSync(file, told, 0, 8, 0);
      return told[0];
    };
  })()`;
}

/**
 * A file command as the runner reads it (actions/runner, `FileCommandManager.cs`): `NAME=VALUE`, or `NAME<<DELIMITER`,
 * lines, `DELIMITER`; whichever of the two signs comes first in the line counts.
 */
export function readFileCommand(text: string, name: string, complaints: string[]): Record<string, string> {
  const values: Record<string, string> = {};
  const lines = text.split('\n');
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? '';
    if (line === '') continue;
    const equals = line.indexOf('=');
    const heredoc = line.indexOf('<<');
    if (equals === 0) {
      complaints.push(`${name}: no name in line ${i + 1}`);
      break;
    }
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      values[line.slice(0, equals)] = line.slice(equals + 1);
      continue;
    }
    const end = heredoc <= 0 || heredoc + 2 === line.length ? -1 : lines.indexOf(line.slice(heredoc + 2), i + 1);
    if (end < 0) {
      complaints.push(`${name}: invalid format in line ${i + 1}`);
      break;
    }
    values[line.slice(0, heredoc)] = lines.slice(i + 1, end).join('\n');
    i = end;
  }
  return values;
}
