import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { leftOut, reusableWorkflow } from '../scripts/reusable-workflow.ts';
import { inputsOf } from '../src/inputs/definitions.ts';
import { outputsTold } from '../src/report/output-descriptions.ts';
import { calls, type ReusableWorkflow, stepOf, workflow } from './support/reusable-workflow.ts';

/** .github/workflows/deploy.yml: what a caller gives arrives at the action, and nothing else happens. */

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const { workflow_call: told } = workflow.on;
const { deploy: job } = workflow.jobs;

test('is what the script writes, and deploy/action.yml is the action of the root', () => {
  expect(read('.github/workflows/deploy.yml')).toBe(reusableWorkflow);
  expect(read('deploy/action.yml')).toBe(read('action.yml').replaceAll(/: dist\//g, ': ../dist/'));
});

test('every input is there as an input or as a secret, but for those that are left out for a reason', () => {
  const offered = new Set([
    ...Object.keys(told.inputs),
    ...Object.keys(told.secrets).map((name) => name.replaceAll('_', '-')),
  ]);
  const own = ['environment', 'runs-on', 'timeout-minutes'];
  const wanted = inputsOf('deploy').map(({ name }) => name);
  expect([...offered].filter((name) => !own.includes(name)).sort()).toEqual(
    wanted.filter((name) => leftOut[name] === undefined).sort(),
  );
  expect(Object.keys(leftOut).filter((name) => !wanted.includes(name))).toEqual([]);
  expect(Object.values(leftOut).every((reason) => reason.length > 10)).toBe(true);
});

test.each(inputsOf('deploy').filter(({ name }) => leftOut[name] === undefined))('$name is handed on', (input) => {
  const { name, secret, required, description, default: fallback } = input;
  const value = stepOf(job).with?.[name];
  const ofSecret = `\${{ secrets.${name.replaceAll('-', '_')} }}`;
  if (secret) {
    expect(value).toBe(ofSecret);
    expect(told.inputs).not.toHaveProperty(name);
    return;
  }
  const declared = told.inputs[name];
  expect(declared?.description).toBe(description);
  expect(declared?.required ?? false).toBe(required ?? false);
  expect(declared?.default?.toString()).toBe(fallback);
  expect([`\${{ inputs.${name} }}`, `\${{ inputs.${name} }}\n${ofSecret}`]).toContain(value);
});

test('every output is told by the step, the job and the workflow', () => {
  const names = Object.keys(outputsTold('deploy'));
  expect(job.outputs).toEqual(Object.fromEntries(names.map((name) => [name, `\${{ steps.deploy.outputs.${name} }}`])));
  expect(Object.entries(told.outputs).map(([name, { value }]) => [name, value])).toEqual(
    names.map((name) => [name, `\${{ jobs.deploy.outputs.${name} }}`]),
  );
});

describe('what it may do', () => {
  test('no shell, pinned steps, no login left in the workspace', () => {
    expect(job.steps.map(({ uses }) => uses)).toEqual([
      expect.stringMatching(/^actions\/checkout@[0-9a-f]{40}$/),
      '$/deploy',
    ]);
    expect(job.steps.filter((step) => 'run' in step)).toEqual([]);
    expect(job.steps[0]).toMatchObject({ if: "inputs.manifest != ''", with: { 'persist-credentials': false } });
  });

  test('it asks for no permission: a caller without OIDC need not grant id-token', () => {
    const { permissions, jobs } = workflow as ReusableWorkflow & { permissions?: unknown };
    expect([permissions, Object.values(jobs).map((each) => 'permissions' in each)]).toEqual([undefined, [false]]);
  });

  test('a plan enters no environment and waits for no deploy; a deploy is never cancelled by another', () => {
    expect(job.environment.name).toBe(`\${{ inputs.mode != 'plan' && inputs.environment || '' }}`);
    expect(job.concurrency['cancel-in-progress']).toBe(false);
    expect(job.concurrency.group).toMatch(/^deploy-image /);
    expect(job.concurrency.group).toContain("inputs.mode == 'plan' && format('plan {0}', github.run_id)");
    expect(job.concurrency.group).not.toContain('github.workflow');
  });
});

test.each(calls.map((call) => [call.name, call] as const))(
  'docs: %s can be pasted',
  (_, { given, secrets, job: caller }) => {
    expect(Object.keys(given).filter((name) => told.inputs[name] === undefined)).toEqual([]);
    expect(Object.keys(secrets).filter((name) => told.secrets[name] === undefined)).toEqual([]);
    const required = Object.entries(told.inputs).flatMap(([name, input]) => (input.required ? [name] : []));
    expect(required.filter((name) => given[name] === undefined)).toEqual([]);
    // Nothing more than it needs, and what it needs.
    expect(caller.permissions).toEqual({
      ...(given['manifest'] === undefined ? {} : { contents: 'read' }),
      ...(given['oidc'] === undefined ? {} : { 'id-token': 'write' }),
    });
    // GitHub knows no secrets there.
    expect(Object.values(given).filter((value) => String(value).includes('secrets.'))).toEqual([]);
  },
);
