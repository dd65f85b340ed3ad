import { ActionError } from './errors.ts';
import { readCredentials } from './inputs/credentials.ts';
import type { InputName } from './inputs/definitions.ts';
import type { Request } from './inputs/request.ts';
import { readTaskRequest } from './inputs/task.ts';
import { planOf } from './phases/decide.ts';
import { inspect } from './phases/inspect.ts';
import { logIn, theApp } from './phases/log-in.ts';
import type { Known, Run } from './phases/run.ts';
import { sideBySide } from './phases/side-by-side.ts';
import { runInPhase, taskEvidence } from './phases/task.ts';
import type { AppState } from './platforms/app-state.ts';
import { mistakesOf } from './platforms/index.ts';
import type { Platform, Rollout, Task, Tasks } from './platforms/platform.ts';
import type { Report } from './report/report.ts';
import { taskIntention } from './report/texts.ts';
import type { Outcome } from './rollout/outcome.ts';
import { saveFinished, saveRun } from './rollout/saved.ts';
import { toTheEnd } from './to-the-end.ts';
import type { World } from './world.ts';

/** A command by itself from the first line to the last: in what is released, or in an image that is brought along. Never throws. */
export function runCommand(world: World): Promise<void> {
  return toTheEnd(world, 'task', story);
}

async function story(world: World, report: Report, known: Known): Promise<Outcome> {
  const { runner } = world;
  const input = (name: InputName) => runner.input(name);
  for (const secret of readCredentials(input, world.environment)) runner.mask(secret);
  const { deploy, ...request } = readTaskRequest(input, runner.run.repository, await mistakesOf(input('platform')));
  known.request = deploy ?? request;
  report.begin(taskIntention(known.request));
  const http = world.openHttp(request.certificates);
  const run: Run = { ...world, http, request, report, known, until: { signal: world.signal } };

  const { platform, tasks, on } = deploy === undefined ? await released(run) : await staged(run, deploy);
  const ended = await runInPhase(run, {
    ...{ tasks, command: request.task, ...(on === undefined ? {} : { on }) },
    headline: on === undefined ? 'in what is released' : 'in the image, which is not released',
    save: (task) => remember(run, platform, tasks, task),
  });
  if (ended.ended === 'succeeded') return { verdict: 'succeeded' };
  const { ended: verdict, reason, hint } = ended;
  return { verdict, reason, hint, evidence: taskEvidence(run) };
}

/** What may run is saved for the post step, and ended when the run is told to stop. */
function remember({ runner, known, until }: Run, platform: Platform, tasks: Tasks, task: Task | undefined): void {
  if (task === undefined) {
    saveFinished(runner);
    delete known.begun;
    delete known.undo;
    return;
  }
  saveRun(runner, platform, { task, wish: 'onCancel' });
  known.begun = 'command';
  known.undo = (limit) => {
    until.signal = limit;
    return tasks.cancel(task);
  };
}

interface Place {
  readonly platform: Platform;
  readonly tasks: Tasks;
  /** Absent: in what is released. */
  readonly on?: Rollout;
}

/** @throws ActionError when there is no place for a command */
async function released(run: Run): Promise<Place> {
  const { platform, current } = await logIn(run);
  const { app } = run.request;
  const { tasks } = placeFor(platform, current, app);
  if (current?.release !== undefined) return { platform, tasks };
  throw new ActionError('NO_RELEASE', `${app} has no release yet: there is nothing in which a command could run.`, {
    hint: 'Deploy it first, or name the image in which the command is to run.',
  });
}

/**
 * The image as a deploy makes it ready, and no further. It is held against the same rules.
 *
 * @throws ActionError when there is no place for a command; those of `refuseBadImage`
 */
async function staged(run: Run, request: Request): Promise<Place> {
  const { report, known } = run;
  const deploying = { ...run, request };
  const [facts, { platform, current }] = await sideBySide(inspect(deploying), logIn(run));
  const { tasks } = placeFor(platform, current, request.app);
  if (!tasks.anyImage) {
    throw new ActionError(
      'NO_TASK_IMAGE',
      `${platform.title} runs commands in what is released, and in no other image.`,
      {
        hint: 'Leave image out.',
      },
    );
  }
  const planned = report.phase('Plan', async ({ end }) =>
    end(await planOf(deploying, facts, platform, current), 'nothing is released'),
  );
  const plan = await planned.finally(() => report.findings(known.plan?.findings ?? []));
  const candidate = await report.phase('Build', async ({ end }) => end(await platform.prepare(plan), 'ready to run'));
  return { platform, tasks, on: platform.rolloutOf(candidate, plan) };
}

/** @throws ActionError when there is no such app */
function placeFor(platform: Platform, current: AppState | undefined, app: string): { tasks: Tasks } {
  const hint = 'A command needs the place of an app, its variables and services: deploy the app first.';
  theApp(platform, current, app, hint);
  return { tasks: platform.tasks };
}
