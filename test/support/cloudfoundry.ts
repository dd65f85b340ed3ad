import { expect } from 'vitest';
import type { Reply } from '../../sandbox/server.ts';
import { interruptedOn } from './interrupted.ts';
import type { StepOptions, StepResult } from './runner.ts';
import type { Stage } from './stage.ts';

/** What tests do on the practice Cloud Foundry beside a deploy. */

/** Ends the main step as it watches the new release start. */
export function interrupted(
  stage: Stage,
  inputs: Readonly<Record<string, string>>,
  signal: 'SIGINT' | 'SIGKILL',
  options: Partial<StepOptions> = {},
): Promise<StepResult> {
  return interruptedOn('cloudfoundry', stage, inputs, signal, options);
}

/** As the user `deployer` asks the Cloud Controller by other means. */
export async function ask(stage: Stage, method: string, path: string, body?: object): Promise<unknown> {
  const { api, uaa } = stage.sandbox.cloudFoundry;
  const login = { grant_type: 'password', username: 'deployer', password: 'deployer-password' };
  const granted = await fetch(`${uaa.url}/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from('cf:').toString('base64')}` },
    body: new URLSearchParams(login),
  });
  const { access_token: token } = (await granted.json()) as { access_token: string };
  const answer = await fetch(`${api.url}${path}`, {
    method,
    headers: { authorization: `bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  expect(answer.status, text).toBeLessThan(300);
  return text === '' ? undefined : JSON.parse(text);
}

/** From the moment on that a build is ordered: this action has read the image by then, and the platform has not. */
export function whenStaged(stage: Stage, then: () => void): void {
  const fault = { nth: 1, when: 'after', action: (answer: Reply) => answer, struck: then } as const;
  stage.sandbox.cloudFoundry.api.faults.push({ method: 'POST', path: /\/v3\/builds$/, ...fault });
}
