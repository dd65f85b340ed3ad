import { systemClock } from './clock.ts';
import { deploy } from './deploy.ts';
import { Cancelled } from './errors.ts';
import { trustEverywhere } from './http/authorities.ts';
import { createHttp } from './http/client.ts';
import { githubRunner } from './runner/github.ts';
import { userAgent } from './version.ts';
import type { World } from './world.ts';

/** The main step of `action.yml`. */
export function deployStep(): Promise<void> {
  return play(deploy, toldToStop());
}

/** The main step of `task/action.yml`. */
export async function taskStep(): Promise<void> {
  const signal = toldToStop();
  // A chunk of its own: most runs deploy.
  const { runCommand } = await import('./run-command.ts');
  return play(runCommand, signal);
}

/** The main step of `rollback/action.yml`. */
export async function rollbackStep(): Promise<void> {
  const signal = toldToStop();
  const { goBack } = await import('./go-back.ts');
  return play(goBack, signal);
}

/** The post step of all entries. It gets no signal: nothing can call it off but its own time limit. */
export async function postStep(): Promise<void> {
  const { finish } = await import('./finish.ts');
  return play(finish, new AbortController().signal);
}

/** Plays a story in the real world. */
async function play(story: (world: World) => Promise<void>, signal: AbortSignal): Promise<void> {
  // What Node thinks of a package in here (`tunnel`, which speaks to proxies) is of no use to whose job this is.
  process.noDeprecation = true;
  const runner = githubRunner(process.env);
  await story({
    runner,
    openHttp: (certificates) => {
      trustEverywhere(certificates);
      return createHttp({ clock: systemClock, userAgent, certificates, redact: runner.redact });
    },
    environment: process.env,
    clock: systemClock,
    signal,
  });
  // The verdict is written. Whatever still holds the process (an answer that a cancelled run no longer waits for) must
  // not keep it until the runner kills it.
  setTimeout(() => {
    // Node's exit waits for DNS, which can take a minute that a cancelled run does not have. Nobody asks with which of
    // the codes that are not 0 a process ended.
    if (process.exitCode === 1 && isLookingUp()) process.kill(process.pid, 'SIGKILL');
    process.exit();
  }, 500).unref();
}

function isLookingUp(): boolean {
  return process.getActiveResourcesInfo().includes('GetAddrInfoReqWrap');
}

/** Fires when the runner tells the process to stop. SIGBREAK is what Windows makes of the runner's second signal. */
function toldToStop(): AbortSignal {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGBREAK'] as const) {
    process.on(name, () => stop.abort(new Cancelled()));
  }
  return stop.signal;
}
