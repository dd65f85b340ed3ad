import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

interface Step {
  readonly if?: string;
  readonly uses: string;
  readonly with?: Readonly<Record<string, string | boolean>>;
}

interface Job {
  readonly environment: { readonly name: string; readonly url: string };
  readonly concurrency: { readonly group: string; readonly 'cancel-in-progress': boolean };
  readonly outputs: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

interface Input {
  readonly description: string;
  readonly type: 'string' | 'boolean' | 'number';
  readonly required?: boolean;
  readonly default?: string | boolean | number;
}

export interface ReusableWorkflow {
  readonly on: {
    readonly workflow_call: {
      readonly inputs: Readonly<Record<string, Input>>;
      readonly secrets: Readonly<Record<string, object>>;
      readonly outputs: Readonly<Record<string, { readonly value: string }>>;
    };
  };
  readonly jobs: { readonly deploy: Job };
}

export const workflow = parse(read('.github/workflows/deploy.yml')) as ReusableWorkflow;

/** The step that is the action. */
export function stepOf(job: Job): Step {
  const step = job.steps.find(({ uses }) => uses === '$/deploy');
  if (step === undefined) throw new Error('the workflow has no step of the action');
  return step;
}

interface Caller {
  readonly uses?: string;
  readonly permissions?: object;
  readonly with?: Readonly<Record<string, string | number | boolean>>;
  readonly secrets?: Readonly<Record<string, string>>;
}

/** A job of docs/reusable-workflow.md that calls the workflow. */
export interface Call {
  readonly name: string;
  readonly job: Caller;
  readonly given: Readonly<Record<string, string | number | boolean>>;
  readonly secrets: Readonly<Record<string, string>>;
}

export const calls: readonly Call[] = [
  ...read('docs/reusable-workflow.md').matchAll(/^```yaml\n([\s\S]*?)\n```$/gm),
].flatMap(([, block = '']) => {
  const parsed = parse(block) as { readonly jobs?: Record<string, Caller> } & Record<string, Caller>;
  return Object.entries(parsed.jobs ?? parsed).flatMap(([name, job]) =>
    /^OWNER\/deploy-image\/\.github\/workflows\/deploy\.yml@/.test(job.uses ?? '')
      ? [{ name, job, given: job.with ?? {}, secrets: job.secrets ?? {} }]
      : [],
  );
});

/** The inputs of the action in the called job, as GitHub fills them in. */
export function filledIn(
  given: Readonly<Record<string, string | number | boolean>>,
  secrets: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const { inputs } = workflow.on.workflow_call;
  const empty = { string: '', boolean: false, number: 0 } as const;
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
