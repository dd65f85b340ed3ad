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

/** A job with steps, or one that calls a workflow. */
interface Job {
  readonly if?: string;
  readonly permissions?: object;
  readonly steps?: readonly Step[];
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string | number>>;
  readonly secrets?: Readonly<Record<string, string>>;
}

/** A job in a block of YAML that names this action. */
export interface DocumentedJob {
  readonly page: string;
  readonly name: string;
  readonly job: Job;
}

/** All of them, in the order of the pages. */
export const documentedJobs: readonly DocumentedJob[] = pages.flatMap((page) =>
  [...readFileSync(root + page, 'utf8').matchAll(/^( *)```yaml\n([\s\S]*?)\n\1```$/gm)].flatMap(([, , block = '']) =>
    block.includes('OWNER/deploy-image') ? jobsIn(block).map(([name, job]) => ({ page, name, job })) : [],
  ),
);

/** Jobs by name, of a whole workflow or of what stands under its `jobs:`. */
function jobsIn(block: string): readonly (readonly [string, Job])[] {
  const parsed = parse(block) as Record<string, unknown> | null;
  const jobs = (parsed?.['jobs'] ?? parsed ?? {}) as Record<string, Job | string>;
  return Object.entries(jobs).flatMap(([name, job]) => (typeof job === 'object' ? [[name, job] as const] : []));
}

/** A step of this action in a job that the documents show. */
export interface Example {
  readonly page: string;
  readonly job: string;
  readonly entry: Entry;
  readonly inputs: Readonly<Record<string, string>>;
}

export const examples: readonly Example[] = documentedJobs.flatMap(({ page, name, job }) =>
  (job.steps ?? []).flatMap(({ uses = '', with: inputs = {} }): readonly Example[] => {
    const [, folder] = /^OWNER\/deploy-image(?:\/(task|rollback))?@/.exec(uses) ?? [undefined, 'none'];
    if (folder === 'none') return [];
    return [{ page, job: name, entry: (folder as Entry | undefined) ?? 'deploy', inputs }];
  }),
);
