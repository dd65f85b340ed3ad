import { ActionError, Cancelled, messageOf, Uncertain } from '../../errors.ts';
import { NetworkError } from '../../http/errors.ts';
import type { Command } from '../../inputs/request.ts';
import type { Answer, ControllerApi } from '../controller/api.ts';
import { hintFor } from '../controller/causes.ts';
import { lookUntil } from '../controller/looking.ts';
import type { LogLine, PlatformContext, Task, TaskLook, Tasks } from '../platform.ts';
import type { DryccApp } from './app.ts';
import { refuseOtherRelease } from './command-release.ts';
import { shellWords } from './inputs.ts';
import { readLog } from './pod-log.ts';
import type { DryccRollout } from './rollout.ts';
import { type End, endOf, listRunPods, type RunPod, wordsOf } from './run-pods.ts';

const writeDeadlineMs = 60_000;
/** A pod is there when the order is answered; a server that is still at a lost one makes it later. Milliseconds. */
const appearMs = 15_000;
const lookEveryMs = 2_000;
/** After its time the platform ends a command, which most tokens may not. This action has to see that. Seconds. */
const graceSeconds = 5;
/** A pod that has ended is kept for so long. Seconds. */
const expirySeconds = 600;
const cancelDeadlineMs = 4_000;

const noEnd: End = { exitCode: undefined, reason: undefined };

/**
 * One-off commands of Drycc: a Job of Kubernetes, which is never tried a second time, in what is released. The order is
 * answered at once and without a name, so its pod is the one that was not there before.
 */
export class DryccTasks implements Tasks<DryccRollout> {
  readonly anyImage = false;
  readonly #api: ControllerApi;
  readonly #context: Pick<PlatformContext, 'runId' | 'request' | 'clock' | 'signal' | 'note'>;
  /** The app as it was read. @throws ActionError when it was not */
  readonly #app: () => DryccApp;
  /** Lines that were told already. */
  #told: readonly string[] = [];
  #pending: string | undefined;
  #isForbidden = false;

  constructor(
    api: ControllerApi,
    context: Pick<PlatformContext, 'runId' | 'request' | 'clock' | 'signal' | 'note'>,
    app: () => DryccApp,
  ) {
    this.#api = api;
    this.#context = context;
    this.#app = app;
  }

  async start({ command, timeoutMs, memoryMb, diskMb }: Command): Promise<Task> {
    refuse(command, memoryMb ?? diskMb);
    const { app } = this.#context.request;
    await refuseOtherRelease(this.#api, app, this.#app());
    const known = new Set((await listRunPods(this.#api, app)).map(({ name }) => name));
    const timeout = Math.ceil(timeoutMs / 1_000) + graceSeconds;
    const lost = await this.#order(app, { command, timeout, expires: expirySeconds });
    const pod = await this.#podOf(app, known, command.split(/\s+/).filter(Boolean));
    if (pod === undefined) throw uncertain(lost ?? 'Drycc has taken the command, and shows no pod of it');
    return { runId: this.#context.runId, app, id: pod.name };
  }

  /** Sent once, but for a controller that would not hear it. @returns why it is not known whether the controller took it; undefined: it did */
  async #order(app: string, body: object): Promise<string | undefined> {
    let answer: Answer;
    try {
      answer = await this.#api.call('POST', `apps/${app}/run/`, body, { deadlineMs: writeDeadlineMs });
    } catch (error) {
      if (error instanceof Cancelled || (error instanceof NetworkError && !error.mayHaveActed)) throw error;
      return `The answer to the command was lost: ${messageOf(error)}`;
    }
    const { status, json, words } = answer;
    if (status === 204) return undefined;
    const refusal = this.#api.refusal(answer, `running the command in ${app}`);
    // The cluster’s own no.
    const isRefused = status === 503 && json !== undefined && /\(run\): /.test(words);
    if (isRefused || (status >= 300 && status < 499 && status !== 408)) throw refusal;
    return `The answer to the command was lost: ${refusal.message}`;
  }

  /** The pod that was not there before. When others run commands, too, the one with these words. */
  async #podOf(app: string, known: ReadonlySet<string>, words: readonly string[]): Promise<RunPod | undefined> {
    const { clock, signal } = this.#context;
    const patience = { everyMs: lookEveryMs, forMs: appearMs };
    const found = await lookUntil(clock, signal, patience, async () => {
      try {
        const fresh = (await listRunPods(this.#api, app)).filter(({ name }) => !known.has(name));
        const theirs = await Promise.all(fresh.map(({ name }) => wordsOf(this.#api, app, name)));
        const mine = fresh.filter((_pod, at) => JSON.stringify(theirs[at]) === JSON.stringify(words));
        return mine.length === 0 ? undefined : mine;
      } catch (error) {
        // It may run already: what could not be seen now says nothing of it.
        if (error instanceof Cancelled || !(error instanceof ActionError)) throw error;
        return undefined;
      }
    });
    if (found === undefined || found.length === 1) return found?.[0];
    const names = found.map(({ name }) => name).join(', ');
    throw uncertain(
      `Somebody else runs the same command at this moment, and Drycc does not tell whose pod is whose (${names})`,
    );
  }

  async look({ app, id }: Task): Promise<TaskLook | undefined> {
    if (id === undefined) throw uncertain('Drycc does not tell whose pod a command runs in');
    const pod = (await listRunPods(this.#api, app)).find(({ name }) => name === id);
    if (pod === undefined) return undefined;
    const { state } = pod;
    const isOver = state === 'down' || state === 'crashed';
    if (!isOver) this.#noteTrouble(state);
    // What it came to is asked before its last lines are: they are told once only.
    const { exitCode, reason } = state === 'crashed' ? await endOf(this.#api, app, id) : noEnd;
    const lines = isOver || state === 'up' ? await this.#fresh(app, id, isOver) : [];
    if (!isOver) return { state: 'running', lines };
    if (state === 'down') return { state: 'succeeded', exitCode: 0, lines };
    const told =
      reason === undefined || reason === 'Error'
        ? undefined
        : exitCode === undefined
          ? reason
          : `${reason}, exit status ${exitCode}`;
    const hint = hintFor(told ?? '', ...lines.map(({ text }) => text).slice(-1));
    return {
      ...{ state: 'failed', lines },
      ...(exitCode === undefined ? {} : { exitCode }),
      ...(told === undefined ? {} : { reason: told }),
      ...(hint === undefined ? {} : { hint }),
    };
  }

  /** Why it does not begin, each reason once: Kubernetes goes on trying until its time is over. */
  #noteTrouble(state: string): void {
    if (state === this.#pending || !/^(?:Err|ImagePull|Invalid|Failed|Unsched|CreateContainer)/.test(state)) return;
    this.#pending = state;
    const advice = /Image|Pull/.test(state)
      ? ' · an image that only its process types can pull has to be cached, or the type run needs the login, too: drycc registry set … --ptype run'
      : '';
    this.#context.note(`the command’s pod does not begin: ${state}${advice}`);
  }

  /** What it has printed since the last look. */
  async #fresh(app: string, pod: string, isOver: boolean): Promise<readonly LogLine[]> {
    const text = await readLog(this.#api, app, pod);
    if (text === undefined) {
      if (isOver) this.#context.note('what it has printed cannot be had: Drycc tells it by websocket only');
      return [];
    }
    const log = text.split(/\r?\n/);
    // What comes after the last line break is nothing yet, or the half of a line.
    if (!isOver || log.at(-1) === '') log.pop();
    const fresh = log.slice(overlap(this.#told, log));
    this.#told = log;
    return fresh.map((line) => ({ source: 'run', text: line }));
  }

  /** Takes its pod away. A Job whose only pod is gone has failed, and is not tried again (`backoffLimit: 0`). */
  async cancel({ app, id }: Task): Promise<void> {
    if (id === undefined) throw uncertain('Drycc does not tell whose pod a command runs in');
    // The role that a token has does not change from one second to the next.
    if (this.#isForbidden) throw notAdmin();
    const body = { pod_ids: id };
    const answer = await this.#api.call('DELETE', `apps/${app}/pods/`, body, { deadlineMs: cancelDeadlineMs });
    this.#isForbidden = answer.status === 403;
    if (this.#isForbidden) throw notAdmin();
    if (answer.status >= 300) throw this.#api.refusal(answer, `ending the command in ${id}`);
  }
}

/** How many of the first lines of a log were in the one before: all of it, but that only so many of the last are kept. */
export function overlap(before: readonly string[], now: readonly string[]): number {
  for (let from = 0; from < before.length; from += 1) {
    const rest = before.length - from;
    if (rest <= now.length && before.slice(from).every((line, at) => line === now[at])) return rest;
  }
  return 0;
}

function refuse(command: string, limit: number | undefined): void {
  if (limit !== undefined) {
    throw new ActionError('DRYCC_COMMAND', 'Drycc sets no limits to a command beside those of its plans.', {
      hint: 'Leave memory and disk out, or give the process type run another plan: drycc limits set run=…',
    });
  }
  const sign = shellWords.exec(command)?.[0];
  if (sign === undefined) return;
  const shown = sign === '\n' ? 'a line break' : sign;
  throw new ActionError(
    'DRYCC_COMMAND',
    `The command holds ${shown}, and Drycc asks no shell: it splits at blanks, and hands the words to the image.`,
    { hint: 'Put the command into a script in the image, and run that.' },
  );
}

function notAdmin(): ActionError {
  return new ActionError(
    'DRYCC_COMMAND',
    'only the role admin of its workspace may take a pod away; Drycc itself ends the command when its timeout is over',
  );
}

function uncertain(message: string): Uncertain {
  return new Uncertain('DRYCC_COMMAND', message, {
    hint: 'See `drycc ps` and the logs for what the command has done before it is run again: all, a part, or nothing of it.',
  });
}
