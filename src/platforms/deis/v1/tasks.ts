import { ActionError, Cancelled, messageOf, Uncertain } from '../../../errors.ts';
import { NetworkError } from '../../../http/errors.ts';
import { asArray, parseJson } from '../../../http/json.ts';
import type { Command } from '../../../inputs/request.ts';
import type { ControllerApi } from '../../controller/api.ts';
import type { LogLine, PlatformContext, Task, TaskLook, Tasks } from '../../platform.ts';
import { blockingDeadlineMs } from '../build.ts';
import type { V1Rollout } from './rollout.ts';

/**
 * What does not get through to the command's shell: the controller writes it into a systemd unit as it stands, where
 * quotes, backslashes, `%` and `${` mean something (`RUN_TEMPLATE` of `scheduler/fleet.py`).
 */
const untold = /["'\\%\n]|\$\{/;

/**
 * One-off commands of v1: a POST that is answered once the command has ended, by its exit code and what it has written to
 * stdout. It leaves nothing that could be asked about or ended, so all that is known of it this process knows.
 */
export class V1Tasks implements Tasks<V1Rollout> {
  readonly anyImage = false;
  readonly #api: ControllerApi;
  readonly #context: Pick<PlatformContext, 'runId' | 'request'>;
  #look: (() => TaskLook) | undefined;

  constructor(api: ControllerApi, context: Pick<PlatformContext, 'runId' | 'request'>) {
    this.#api = api;
    this.#context = context;
  }

  async start({ command, memoryMb, diskMb }: Command): Promise<Task> {
    if (memoryMb !== undefined || diskMb !== undefined) {
      throw refused('Deis v1 sets no limits to a command', 'Leave memory and disk out.');
    }
    const sign = untold.exec(command)?.[0];
    if (sign !== undefined) {
      const shown = sign === '\n' ? 'a line break' : sign;
      throw refused(
        `The command holds ${shown}, which Deis v1 does not hand on as it stands`,
        'Put the command into a script in the image, and run that.',
      );
    }
    const { app } = this.#context.request;
    let look = (): TaskLook => ({ state: 'running', lines: [] });
    this.#look = () => look();
    void run(this.#api, app, command).then(
      (end) => {
        look = () => end;
      },
      (error: unknown) => {
        look = () => {
          throw error;
        };
      },
    );
    return { runId: this.#context.runId, app };
  }

  async look(): Promise<TaskLook> {
    if (this.#look !== undefined) return this.#look();
    throw new Uncertain('DEIS_V1_TASK', 'Deis v1 does not tell what has become of a command', { hint: lookYourself });
  }

  cancel(): Promise<void> {
    return Promise.reject(
      new ActionError('DEIS_V1_TASK', 'Deis v1 has no way to end a command; it ends its waiting after 20 minutes'),
    );
  }
}

const lookYourself =
  'See `deis logs` for what the command has done before it is run again: all, a part, or nothing of it.';

/** Sent once. @throws ActionError a refusal; Uncertain when the answer was lost */
async function run(api: ControllerApi, app: string, command: string): Promise<TaskLook> {
  const doing = `running the command in ${app}`;
  const lost = (why: string, cause?: unknown) =>
    new Uncertain('DEIS_V1_TASK', `What the command came to was lost (${why})`, { hint: lookYourself, cause });
  let answer: Awaited<ReturnType<ControllerApi['call']>>;
  try {
    answer = await api.call('POST', `apps/${app}/run/`, { command }, { deadlineMs: blockingDeadlineMs });
  } catch (error) {
    if (error instanceof Cancelled) throw error;
    if (error instanceof NetworkError && !error.mayHaveActed)
      return { state: 'failed', reason: error.message, lines: [] };
    throw lost(messageOf(error), error);
  }
  const { status, response } = answer;
  // The scheduler’s own words are JSON; nginx has a page.
  if (status >= 500 && (status !== 503 || answer.json === undefined)) throw lost(api.refusal(answer, doing).message);
  // It is called text/plain.
  const [exitCode, output] = asArray(parseJson(response.body.toString('utf8')));
  if (status !== 200 || typeof exitCode !== 'number') {
    const reason = status === 400 || status === 503 ? answer.words : api.refusal(answer, doing).message;
    return { state: 'failed', reason, ...hintOf(answer.words), lines: [] };
  }
  const state = exitCode === 0 ? 'succeeded' : 'failed';
  return { state, exitCode, lines: linesOf(typeof output === 'string' ? output : '') };
}

function linesOf(output: string): readonly LogLine[] {
  const lines = output.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines.map((text) => ({ source: 'run', text }));
}

function hintOf(words: string): { readonly hint?: string } {
  // `docker run --entrypoint=/bin/bash`.
  if (/container failed to start/.test(words)) {
    return { hint: 'Deis v1 runs commands by /bin/bash, which the image has to have.' };
  }
  // `EnvironmentError` of `App.run`, without SSH_PRIVATE_KEY.
  if (!/admin commands is not configured/.test(words)) return {};
  return {
    hint: 'The operator of this Deis has to give it the machines’ SSH key: deisctl config platform set sshPrivateKey=…',
  };
}

function refused(message: string, hint: string): ActionError {
  return new ActionError('DEIS_V1_COMMAND', `${message}.`, { hint });
}
