import { familiarName } from '../image/reference.ts';
import { isGreen, type Outcome, releaseOf } from '../rollout/outcome.ts';
import { oneLine } from '../runner/safe-text.ts';
import type { Story } from './story.ts';
import { causeOf } from './texts.ts';

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

export type OutputName = keyof typeof outputDescriptions;

/** All outputs, on every path: what is not known is empty. */
export function outputsOf(story: Story): Readonly<Record<OutputName, string>> {
  const { request, facts, plan, outcome, url } = story;
  const changes = plan?.changes ?? [];
  const changed = lasts(outcome) ? changes : [];
  return {
    verdict: outcome.verdict,
    reason: isGreen(outcome) ? '' : oneLine(causeOf(outcome)),
    release: releaseOf(outcome)?.id ?? '',
    'previous-release': plan?.current?.release?.id ?? '',
    url: url ?? '',
    image: plan?.image ?? (request?.image === undefined ? '' : familiarName(request.image)),
    digest: facts?.digest ?? '',
    changed: String(changed.length > 0),
    changes: JSON.stringify(changed),
  };
}

/** Whether what was changed stays so: not when the run ended before its release, nor when that was put back. */
function lasts(outcome: Outcome): boolean {
  if (isGreen(outcome)) return true;
  const { verdict, after } = outcome;
  if (after !== undefined) return after.kind === 'kept' || after.kind === 'unrestored';
  return verdict !== 'failed' && verdict !== 'cancelled';
}
