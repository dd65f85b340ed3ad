import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { type InputDefinition, inputDefinitions } from '../src/inputs/definitions.ts';
import { outputDescriptions } from '../src/report/outputs.ts';
import { userAgent } from '../src/version.ts';

const root = new URL('..', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

interface Manifest {
  readonly inputs: Record<string, { description: string; required?: boolean; default?: string }>;
  readonly outputs: Record<string, { description: string }>;
  readonly runs: { using: string; main: string; post: string };
}
const manifest = parse(read('action.yml')) as Manifest;
const definitions: readonly InputDefinition[] = inputDefinitions;

test('action.yml and the input definitions are the same table, in the same order', () => {
  const wanted = definitions.map(({ name, description, required, default: fallback }) => [
    name,
    { description, ...(required ? { required } : {}), ...(fallback === undefined ? {} : { default: fallback }) },
  ]);
  expect(Object.entries(manifest.inputs)).toEqual(wanted);
});

test('action.yml and the outputs that are set are the same table, in the same order', () => {
  expect(Object.entries(manifest.outputs)).toEqual(
    Object.entries(outputDescriptions).map(([name, description]) => [name, { description }]),
  );
});

test('the entries that action.yml names exist, on the Node that the runners ship', () => {
  expect(manifest.runs.using).toBe('node24');
  expect(existsSync(new URL(manifest.runs.main, root))).toBe(true);
  expect(existsSync(new URL(manifest.runs.post, root))).toBe(true);
  expect(process.version).toMatch(/^v24\./);
});

test.each(['README.md'])('%s documents every input and every output', (file) => {
  const text = read(file);
  const missing = [...Object.keys(manifest.inputs), ...Object.keys(manifest.outputs)].filter(
    (name) => !text.includes(`\`${name}\``),
  );
  expect(missing).toEqual([]);
});

test('the version that servers read is the package’s', () => {
  const { version } = JSON.parse(read('package.json')) as { version: string };
  expect(userAgent).toBe(`deploy-image/${version}`);
});
