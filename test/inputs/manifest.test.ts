import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mergeSettings } from '../../src/inputs/manifest.ts';
import { readWorkspaceFile } from '../../src/inputs/workspace-file.ts';
import { isCloudFoundryManifest } from '../../src/platforms/manifest.ts';
import { refusal } from './refusal.ts';

describe('inputs before the file', () => {
  it('take what is one thing as a whole, and what has names name by name', () => {
    const file = {
      memoryMb: 64,
      diskMb: 128,
      routes: [{ address: 'a.test' }],
      services: [{ name: 'db' }],
      healthCheckTimes: { timeoutS: 60, intervalS: 5 },
      ...{ env: new Map(Object.entries({ A: 'file', B: 'file' })), labels: new Map([['a', null]]) },
    };
    const inputs = {
      ...{ memoryMb: 32, routes: [], healthCheckTimes: { timeoutS: 90 } },
      env: new Map(Object.entries({ B: 'input', C: 'input' })),
    };
    expect(mergeSettings(file, inputs)).toEqual({
      ...{ memoryMb: 32, diskMb: 128, routes: [], services: [{ name: 'db' }] },
      ...{ healthCheckTimes: { timeoutS: 90, intervalS: 5 }, labels: new Map([['a', null]]) },
      env: new Map(Object.entries({ A: 'file', B: 'input', C: 'input' })),
    });
    expect(mergeSettings({}, {})).toEqual({});
  });

  it('a bare number of instances is web’s', () => {
    const file = { instances: new Map(Object.entries({ web: 2, worker: 3 })) };
    expect(mergeSettings(file, { instances: new Map([['', 5]]) }).instances).toEqual(
      new Map(Object.entries({ worker: 3, '': 5 })),
    );
    expect(mergeSettings(file, { instances: new Map([['worker', 1]]) }).instances).toEqual(
      new Map(Object.entries({ web: 2, worker: 1 })),
    );
  });
});

describe('a file of the workspace', () => {
  let folder: string;
  const at = (path: string) => join(folder, path);
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'workspace-'));
    mkdirSync(at('work/config'), { recursive: true });
    writeFileSync(at('work/config/a.yml'), 'höre: 1');
    writeFileSync(at('outside.yml'), 'secret: 1');
    writeFileSync(at('work/latin1.yml'), Buffer.from([0x68, 0xf6]));
    writeFileSync(at('work/large.yml'), Buffer.alloc(1024 * 1024 + 1, 'a'));
    writeFileSync(at('work/..odd.yml'), 'odd: 1');
    symlinkSync(at('outside.yml'), at('work/link.yml'));
    symlinkSync(at('work/config/a.yml'), at('work/within.yml'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const read = (path: string) => readWorkspaceFile(path, at('work'));

  it.each(['config/a.yml', './config/../config/a.yml', 'within.yml'])('%s is read', (path) =>
    expect(read(path)).toBe('höre: 1'),
  );
  it('whatever it is called', () => expect(read('..odd.yml')).toBe('odd: 1'));
  it('by an absolute path as well', () => expect(read(at('work/config/a.yml'))).toBe('höre: 1'));

  it.each([
    ['gone.yml', '"gone.yml" is not there · is the repository checked out'],
    ['applications:\n- env: hunter22', 'is the text of a file · write its path in the workspace'],
    ['../outside.yml', '"../outside.yml" leads out of the workspace'],
    ['link.yml', '"link.yml" leads out of the workspace'],
    ['config', '"config" is no file'],
    ['latin1.yml', '"latin1.yml" is no text in UTF-8'],
    ['large.yml', '"large.yml" has 1048577 bytes · 1048576 are the most'],
  ])('%s is refused', (path, message) => expect(refusal(() => read(path))).toContain(message));
});

it.each<[string, boolean]>([
  ['---\napplications:\n- name: web', true],
  ['version: 1\n"applications": []', true],
  ['{"version": 1,\n "applications": []}', true],
  ['{"applications":[]}', true],
  ['web: node server.js\nworker: ./work', false],
  ['web: run applications: all', false],
  ['', false],
])('%j is a Cloud Foundry manifest: %s', (text, is) => expect(isCloudFoundryManifest(text)).toBe(is));
