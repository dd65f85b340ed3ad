import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type Entry, inputsOf } from '../src/inputs/definitions.ts';
import { readRequest } from '../src/inputs/read.ts';
import { mistakesOf } from '../src/platforms/index.ts';

/** Every job that the documents show can be pasted: it names inputs that there are, and says nothing that is a mistake. */

const root = fileURLToPath(new URL('..', import.meta.url));
const pages = ['README.md', ...readdirSync(`${root}docs`).map((name) => `docs/${name}`)];

interface Step {
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
}

interface Example {
  readonly page: string;
  readonly job: string;
  readonly entry: Entry;
  readonly inputs: Readonly<Record<string, string>>;
}

const examples: readonly Example[] = pages.flatMap((page) =>
  [...readFileSync(root + page, 'utf8').matchAll(/^( *)```yaml\n([\s\S]*?)\n\1```$/gm)].flatMap(([, , block = '']) =>
    (block.includes('OWNER/deploy-image') ? jobsIn(block) : []).flatMap(([job, steps]) =>
      steps.flatMap(({ uses = '', with: inputs = {} }): readonly Example[] => {
        const [, folder] = /^OWNER\/deploy-image(?:\/(task|rollback))?@/.exec(uses) ?? [undefined, 'none'];
        if (folder === 'none') return [];
        return [{ page, job, entry: (folder as Entry | undefined) ?? 'deploy', inputs }];
      }),
    ),
  ),
);

/** Jobs by name, of a whole workflow or of what stands under its `jobs:`. */
function jobsIn(block: string): readonly (readonly [string, readonly Step[]])[] {
  const parsed = parse(block) as Record<string, unknown> | null;
  const jobs = (parsed?.['jobs'] ?? parsed ?? {}) as Record<string, { readonly steps?: readonly Step[] } | string>;
  return Object.entries(jobs).flatMap(([name, job]) =>
    typeof job === 'object' && Array.isArray(job?.steps) ? [[name, job.steps] as const] : [],
  );
}

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
