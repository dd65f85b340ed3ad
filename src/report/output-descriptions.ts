import type { Entry } from '../inputs/definitions.ts';

/** Every output of `action.yml`, in its order. A test holds the two equal. */
export const outputDescriptions = {
  verdict:
    '`live`, `unchanged` or `planned` (the step is green); `failed`, `restored`, `cancelled`, `superseded` or `unknown` (it is red).',
  reason: 'Why the step is red, in one sentence; empty when it is green.',
  release:
    "The new release, or the one that was left `unchanged`, by the platform's own id: a Cloud Foundry deployment's guid, or `v12`.",
  'previous-release':
    "What served before, by the platform's own id; empty on a first deploy. The same as `release` when that is `unchanged`.",
  url: 'Address of the app, where the platform tells one.',
  image: 'The image that was deployed, by digest; as it was given, when the run ended before that was known.',
  digest: 'Its digest: what the tag pointed at when the deploy began.',
  changed: '`true` when something was, or in a plan would be, changed; `false` when the same image was released again.',
  changes: 'JSON list of what changed: `[{"what":"image","from":"…","to":"…"}]`. Never holds a credential.',
} as const;

/** Every output of `task/action.yml`, in its order. */
export const taskOutputDescriptions = {
  verdict: '`succeeded` (the step is green); `failed`, `cancelled` or `unknown` (it is red).',
  reason: 'Why the step is red, in one sentence; empty when it is green.',
  'exit-code': 'Exit code of the command; empty when it has none, or when the platform does not tell.',
  log: 'What the command printed last, up to 200 lines, without credentials. Its own text: do not put it into `run:` directly.',
} as const;

/** The outputs of one entry, as its `action.yml` tells them. */
export function outputsTold(entry: Entry): Readonly<Record<string, string>> {
  return entry === 'task' ? taskOutputDescriptions : outputDescriptions;
}
