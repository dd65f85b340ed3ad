import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { reusableWorkflow } from '../scripts/reusable-workflow.ts';
import { type Entry, inputDefinitions, inputsOf } from '../src/inputs/definitions.ts';
import { outputsTold } from '../src/report/output-descriptions.ts';
import { userAgent } from '../src/version.ts';

const root = new URL('..', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

interface Manifest {
  readonly inputs: Record<string, { description: string; required?: boolean; default?: string }>;
  readonly outputs: Record<string, { description: string }>;
  readonly runs: { using: string; main: string; post: string };
}
const entries: readonly [entry: Entry, path: string][] = [
  ['deploy', 'action.yml'],
  ['task', 'task/action.yml'],
  ['rollback', 'rollback/action.yml'],
];
const manifests = new Map(entries.map(([entry, path]) => [entry, parse(read(path)) as Manifest]));
const manifestOf = (entry: Entry): Manifest => {
  const manifest = manifests.get(entry);
  if (manifest === undefined) throw new Error(`no manifest of ${entry}`);
  return manifest;
};

test.each(entries)('%s: %s and the input definitions are the same table, in the same order', (entry) => {
  const wanted = inputsOf(entry).map(({ name, description, required, default: fallback }) => [
    name,
    { description, ...(required ? { required } : {}), ...(fallback === undefined ? {} : { default: fallback }) },
  ]);
  expect(Object.entries(manifestOf(entry).inputs)).toEqual(wanted);
});

test.each(entries)('%s: %s and the outputs that are set are the same table, in the same order', (entry) => {
  expect(Object.entries(manifestOf(entry).outputs)).toEqual(
    Object.entries(outputsTold(entry)).map(([name, description]) => [name, { description }]),
  );
});

test('the reusable workflow is what the script writes, and the action that it runs is the one of the root', () => {
  expect(read('.github/workflows/deploy.yml')).toBe(reusableWorkflow);
  expect(read('deploy/action.yml')).toBe(read('action.yml').replaceAll(/: dist\//g, ': ../dist/'));
});

test('every input belongs to an entry, under one name', () => {
  const names = inputDefinitions.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  const told = new Set(entries.flatMap(([entry]) => inputsOf(entry).map(({ name }) => name)));
  expect(names.filter((name) => !told.has(name))).toEqual([]);
});

test.each(entries)('%s: what %s starts exists, on the Node that the runners ship', (entry, path) => {
  const { runs } = manifestOf(entry);
  expect(runs.using).toBe('node24');
  for (const file of [runs.main, runs.post]) expect(existsSync(new URL(file, new URL(path, root)))).toBe(true);
  expect(process.version).toMatch(/^v24\./);
});

test.each<[entry: Entry, ofInputs: string, ofOutputs: string]>([
  ['deploy', 'docs/inputs.md', 'README.md'],
  ['deploy', 'README.md', 'README.md'],
  ['task', 'docs/tasks.md', 'docs/tasks.md'],
  ['rollback', 'docs/rollback.md', 'docs/rollback.md'],
])('%s: %s documents every input, %s every output', (entry, ofInputs, ofOutputs) => {
  const { inputs, outputs } = manifestOf(entry);
  const missing = (names: object, page: string) => {
    const text = read(page);
    return Object.keys(names).filter((name) => !text.includes(`\`${name}\``));
  };
  expect(missing(inputs, ofInputs)).toEqual([]);
  expect(missing(outputs, ofOutputs)).toEqual([]);
});

test('the version that servers read is the package’s', () => {
  const { version } = JSON.parse(read('package.json')) as { version: string };
  expect(userAgent).toBe(`deploy-image/${version}`);
});
