import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { leftOut } from '../scripts/reusable-workflow.ts';
import { inputsOf } from '../src/inputs/definitions.ts';
import { outputsTold } from '../src/report/output-descriptions.ts';
import { calls, type ReusableWorkflow, stepOf, workflow } from './support/reusable-workflow.ts';

/** .github/workflows/deploy.yml: what a caller gives arrives at the action, and nothing else happens. */

const { workflow_call: told } = workflow.on;
const { deploy: job } = workflow.jobs;
/** Inputs of the workflow that are none of the action. */
const own = ['environment', 'runs-on', 'timeout-minutes'];

test('every input is there as an input or as a secret, but for those that are left out for a reason', () => {
  const offered = new Set([
    ...Object.keys(told.inputs),
    ...Object.keys(told.secrets).map((name) => name.replaceAll('_', '-')),
  ]);
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
  expect(declared).toEqual({
    ...{ description, type: 'string' },
    ...(required ? { required } : {}),
    ...(fallback === undefined ? {} : { default: fallback }),
  });
  expect([`\${{ inputs.${name} }}`, `\${{ inputs.${name} }}\n${ofSecret}`]).toContain(value);
});

test('no secret is required: which ones are needed depends on the way to log in', () => {
  expect(Object.values(told.secrets).map(({ required }) => required)).toEqual(
    Object.keys(told.secrets).map(() => false),
  );
  const secret = inputsOf('deploy').flatMap(({ name, secret: isSecret }) =>
    isSecret ? [name.replaceAll('-', '_')] : [],
  );
  expect(Object.keys(told.secrets)).toEqual(expect.arrayContaining(secret));
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

  test('one checkout is pinned everywhere', () => {
    const pins = ['../.github/workflows/ci.yml', '../.github/workflows/deploy.yml', '../docs/reusable-workflow.md'].map(
      (path) => /actions\/checkout@.+/.exec(readFileSync(new URL(path, import.meta.url), 'utf8'))?.[0],
    );
    expect(pins[0]).toMatch(/@[0-9a-f]{40} # v[\d.]+$/);
    expect(new Set(pins).size).toBe(1);
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

test.each(calls.map((call) => [call.page, call.name, call] as const))(
  '%s: %s can be pasted',
  (_page, _name, { given, secrets, job: caller }) => {
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
    // Runs for forks get no login.
    const ofPullRequests = 'github.event.pull_request.head.repo.full_name == github.repository';
    expect(caller.if).toBe(given['mode'] === 'plan' ? ofPullRequests : undefined);
  },
);

test('the page says which inputs are not the action’s, with their defaults', () => {
  const page = readFileSync(new URL('../docs/reusable-workflow.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `([\w-]+)` +\| (?:`(.+?)`|(\S+)) +\| (.+?) +\|$/gm)].map(
    ([, name = '', code, word, meaning]) => [name, code ?? word, meaning],
  );
  expect(rows.map(([name, fallback]) => [name, fallback])).toEqual(
    own.map((name) => [name, String(told.inputs[name]?.default ?? 'none')]),
  );
  for (const name of Object.keys(leftOut)) expect(page).toContain(`without \`${name}\``);
  for (const name of Object.keys(told.secrets)) expect(page).toContain(`\`${name}\``);
});
