import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { type DocumentedJob, documentedJobs } from './documented-jobs.ts';

interface Step {
  readonly if?: string;
  readonly uses: string;
  readonly with?: Readonly<Record<string, string>>;
}

interface Job {
  readonly environment: { readonly name: string; readonly url: string };
  readonly concurrency: { readonly group: string; readonly 'cancel-in-progress': boolean };
  readonly outputs: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

interface Input {
  readonly description: string;
  readonly type: 'string' | 'number';
  readonly required?: boolean;
  readonly default?: string | number;
}

export interface ReusableWorkflow {
  readonly on: {
    readonly workflow_call: {
      readonly inputs: Readonly<Record<string, Input>>;
      readonly secrets: Readonly<Record<string, { readonly required: boolean }>>;
      readonly outputs: Readonly<Record<string, { readonly value: string }>>;
    };
  };
  readonly jobs: { readonly deploy: Job };
}

export const workflow = parse(
  readFileSync(new URL('../../.github/workflows/deploy.yml', import.meta.url), 'utf8'),
) as ReusableWorkflow;

/** The step that is the action. */
export function stepOf(job: Job): Step {
  const step = job.steps.find(({ uses }) => uses === '$/deploy');
  if (step === undefined) throw new Error('the workflow has no step of the action');
  return step;
}

/** A job in README or the documents that calls the workflow. */
export interface Call extends DocumentedJob {
  readonly given: Readonly<Record<string, string | number>>;
  readonly secrets: Readonly<Record<string, string>>;
}

/** All of them, in the order of the pages. */
export const calls: readonly Call[] = documentedJobs
  .filter(({ job }) => job.uses === 'OWNER/deploy-image/.github/workflows/deploy.yml@<commit sha>')
  .map((documented) => ({ ...documented, given: documented.job.with ?? {}, secrets: documented.job.secrets ?? {} }));

/** The inputs of the action in the called job, as GitHub fills them in. */
export function filledIn(
  given: Readonly<Record<string, string | number>>,
  secrets: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const { inputs } = workflow.on.workflow_call;
  const empty = { string: '', number: 0 } as const;
  const filling = (expression: string) => {
    const [context, name = ''] = expression.split('.');
    if (context === 'secrets') return secrets[name] ?? '';
    const input = inputs[name];
    if (context !== 'inputs' || input === undefined) throw new Error(`nothing fills in ${expression}`);
    return String(given[name] ?? input.default ?? empty[input.type]);
  };
  return Object.fromEntries(
    Object.entries(stepOf(workflow.jobs.deploy).with ?? {}).map(([name, value]) => [
      name,
      String(value).replace(/\$\{\{ *([^ }]+) *\}\}/g, (_, expression: string) => filling(expression)),
    ]),
  );
}
