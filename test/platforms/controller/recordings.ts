import { readFileSync } from 'node:fs';

/** The parts of test/recordings that these tests read; the README there describes the format. */
export interface Step {
  readonly request: { readonly method: string; readonly path: string };
  readonly response: {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string | null>>;
    readonly body?: unknown;
  } | null;
}

export interface Sample {
  readonly at_ms: number;
  readonly pods?: readonly (readonly [string, string, string, string, string?, number?])[];
  readonly end?: true;
}

export interface Story {
  readonly name: string;
  readonly steps: readonly Step[];
  readonly timeline?: readonly Sample[];
}

export function stories(server: 'v2' | 'drycc' | 'hephy'): readonly Story[] {
  const file = new URL(`../../recordings/deis/${server}.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { stories: readonly Story[] }).stories;
}

export function story(server: 'v2' | 'drycc' | 'hephy', name: string): Story {
  const found = stories(server).find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no story ${name} was recorded on ${server}`);
  return found;
}

/** The body as it came over the wire: JSON unless the answer says that it is something else. */
export function bodyText({ response }: Step): string {
  if (response?.body === undefined) return '';
  const type = response.headers?.['Content-Type'];
  return typeof response.body === 'string' && type !== undefined && type !== null && !type.includes('json')
    ? response.body
    : JSON.stringify(response.body);
}
