import { describe, expect, test } from 'vitest';
import { inputsOf } from '../src/inputs/definitions.ts';
import { readRequest } from '../src/inputs/read.ts';
import { mistakesOf } from '../src/platforms/index.ts';
import { examples } from './support/documented-jobs.ts';

/** Every job that the documents show can be pasted: it names inputs that there are, and says nothing that is a mistake. */

describe('jobs in the documents', () => {
  test('there are some for each entry, and for each platform', () => {
    expect(new Set(examples.map(({ entry }) => entry))).toEqual(new Set(['deploy', 'task', 'rollback']));
    const platforms = new Set(examples.map(({ inputs }) => inputs['platform']));
    expect([...platforms]).toEqual(expect.arrayContaining(['cloudfoundry', 'deis', 'drycc']));
    expect(examples.length).toBeGreaterThan(10);
  });

  test.each(examples.map((example) => [example.page, example.job, example] as const))(
    '%s: %s',
    async (_page, _job, { entry, inputs }) => {
      const known = inputsOf(entry).map(({ name }) => name as string);
      expect(Object.keys(inputs).filter((name) => !known.includes(name))).toEqual([]);
      if (entry !== 'deploy') return;
      // What stands in an expression is known to the job alone; images and paths must still read as such.
      const filled = (text: string) => text.replace(/\$\{\{[^}]*\}\}/g, 'f3c9a1d2');
      // A manifest is a file of the reader's.
      const given = new Map(Object.entries(inputs).map(([name, value]) => [name, filled(String(value))]));
      given.delete('manifest');
      const mistakes = await mistakesOf(given.get('platform') ?? '');
      const request = readRequest((name) => given.get(name) ?? '', 'acme/web', mistakes);
      expect(request.app).not.toBe('');
    },
  );
});
