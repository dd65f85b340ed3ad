import { expect, it } from 'vitest';
import { readPlatform } from '../../src/inputs/platform.ts';

it.each(['auto', 'cloudfoundry', 'deis', 'drycc'] as const)('%s is a platform', (name) => {
  expect(readPlatform(name)).toBe(name);
  expect(readPlatform(` ${name.toUpperCase()} `)).toBe(name);
});

it.each([
  ['hephy', 'deis'],
  ['Hephy', 'deis'],
  ['Deis Workflow', 'deis'],
  ['deis-v1', 'deis'],
  ['cf', 'cloudfoundry'],
  ['Cloud Foundry', 'cloudfoundry'],
  ['korifi', 'cloudfoundry'],
])('%s is %s here, which is said', (text, name) => {
  expect(() => readPlatform(text)).toThrow(`"${text}" · write ${name}, which is its name here`);
});

it('anything else is told what there is', () => {
  expect(() => readPlatform('heroku')).toThrow('"heroku" · write auto, cloudfoundry, deis or drycc');
  expect(() => readPlatform('constructor')).toThrow('write auto, cloudfoundry, deis or drycc');
});
