import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import type { Entry } from '../../src/inputs/definitions.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const pages = ['README.md', ...readdirSync(`${root}docs`).map((name) => `docs/${name}`)];

interface Step {
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
}

/** A step of this action in a job that the documents show. */
export interface Example {
  readonly page: string;
  readonly job: string;
  readonly entry: Entry;
  readonly inputs: Readonly<Record<string, string>>;
}

/** All of them, in the order of the pages. */
export const examples: readonly Example[] = pages.flatMap((page) =>
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
