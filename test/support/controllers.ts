import { expect } from 'vitest';
import { deisSeeds } from '../../sandbox/deis/deis.ts';
import { dryccSeeds } from '../../sandbox/drycc/drycc.ts';
import type { Recorded } from '../../sandbox/server.ts';
import type { StepResult } from './runner.ts';
import type { Stage } from './stage.ts';

/** What tests do on the practice controllers that have a cluster behind them, beside a deploy. */
export const controllers = ['deis', 'drycc'] as const;
export type Controller = (typeof controllers)[number];

/** Sends what somebody else's command line would, as a user who may. */
export async function send(
  stage: Stage,
  controller: Controller,
  method: string,
  path: string,
  body?: object,
): Promise<unknown> {
  const token = controller === 'deis' ? deisSeeds.admin.token : dryccSeeds.admin.token;
  const answer = await fetch(`${stage.sandbox[controller].server.url}/v2/${path}`, {
    method,
    headers: { authorization: `token ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  expect(answer.status, text).toBeLessThan(300);
  return text === '' ? undefined : JSON.parse(text);
}

/** The pods that live, each as a line of what counts; those of one process type together. */
export function podsOf(stage: Stage, controller: Controller, app: string) {
  const pods = stage.sandbox[controller].world.cluster.pods(app).filter((pod) => pod.live && pod.type !== 'run');
  return pods.map(({ type, template, ready }) => ({ type, ready, ...template }));
}

/** Process type → pods that are ready. */
export function running(stage: Stage, controller: Controller, app: string): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { type, ready } of podsOf(stage, controller, app)) if (ready) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}

/** What `web` or `cmd` was started with, without what the controller adds. */
export function variablesOf(stage: Stage, controller: Controller, app: string): Readonly<Record<string, string>> {
  const [pod] = podsOf(stage, controller, app).filter(({ type }) => type === 'web' || type === 'cmd');
  const own = Object.entries(pod?.environment ?? {}).filter(
    ([name]) => !/^(?:DEIS_|DRYCC_|WORKFLOW_|SOURCE_)/.test(name),
  );
  return Object.fromEntries(own);
}

/** What was posted, as `config/ {…}`. */
export function postsTo(stage: Stage, controller: Controller, since = 0): readonly string[] {
  const isPost = ({ method, startedAt, target }: Recorded) =>
    method === 'POST' && startedAt >= since && !target.includes('/auth/');
  return stage.sandbox[controller].server.requests
    .filter(isPost)
    .map(({ target, body }) => `${target.replace(/^\/v2\/(?:apps\/[a-z0-9-]+\/)?/, '')} ${body}`);
}

/** Masks are how a secret is told to the runner: everything else must not hold it. */
export function expectUntold(step: StepResult, secrets: readonly string[]): void {
  const printed = step.raw.replace(/^::add-mask::.*$/gm, '');
  const written = [printed, step.summary, JSON.stringify([step.outputs, step.state, step.annotations])].join('\n');
  for (const secret of secrets) expect(written).not.toContain(secret);
}

/** Waits, for some seconds of the wall clock, until what the platform does in the background has come about. */
export async function eventually<T>(look: () => T, is: (found: T) => boolean): Promise<T> {
  for (const end = Date.now() + 10_000; ; ) {
    const found = look();
    if (is(found) || Date.now() > end) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
