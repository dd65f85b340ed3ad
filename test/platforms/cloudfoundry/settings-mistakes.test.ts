import fc from 'fast-check';
import { expect, test } from 'vitest';
import { settingsMistakes } from '../../../src/platforms/cloudfoundry/app/settings-mistakes.ts';

const ofVariable = (name: string, value = 'hidden-value') =>
  settingsMistakes({ env: new Map([[name, value]]) }).map(({ message }) => message);

test.each(['PORT', 'Port', 'VCAP_SERVICES', 'vcap_x', 'VMC', 'vmc_app', 'VMCX'])('%s is the platform’s', (name) => {
  expect(ofVariable(name).join()).toContain(`sets ${name} · Cloud Foundry`);
});

test.each(['PORTS', 'MY_PORT', 'VCAP', 'XVCAP_X', 'VM', '__proto__'])('%s is not', (name) =>
  expect(ofVariable(name)).toEqual([]),
);

test('a variable holds no zero byte, and with its name no more than the kernel hands on', () => {
  expect(ofVariable('A', 'x\0y').join()).toContain('zero byte in A');
  // A=…\0 is 131,072 bytes long; every ä takes two.
  const largest = `${'ä'.repeat(65_534)}b`;
  expect(ofVariable('A', largest)).toEqual([]);
  expect(ofVariable('A', `${largest}c`).join()).toContain('131073 bytes in A');
});

test('commands and paths have their limits', () => {
  const path = `/${'p'.repeat(254)}`;
  expect(settingsMistakes({ command: 'c'.repeat(4_096), healthCheck: { type: 'http', path } })).toEqual([]);
  const found = settingsMistakes({ command: 'c'.repeat(4_097), healthCheck: { type: 'http', path: `${path}p` } });
  expect(found.map(({ input }) => input)).toEqual(['command', 'health-check']);
  const readinessCheck = { type: 'http', path: `${path}p` } as const;
  expect(settingsMistakes({ readinessCheck }).map(({ input }) => input)).toEqual(['readiness-check']);
  expect(settingsMistakes(undefined)).toEqual([]);
});

test('no value is ever told', () => {
  fc.assert(
    fc.property(fc.constantFrom('PORT', 'VMC', 'A'), fc.constantFrom('', '\0', 'x'.repeat(140_000)), (name, more) => {
      expect(ofVariable(name, `hidden-value${more}`).join()).not.toContain('hidden-value');
    }),
  );
});
