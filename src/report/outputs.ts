import { familiarName } from '../image/reference.ts';
import { oneLine } from '../runner/safe-text.ts';
import type { Story } from './story.ts';
import { causeOf } from './texts.ts';

/** Every output of `action.yml`, in its order. A test holds the two equal. */
export const outputDescriptions = {
  verdict:
    '`live` or `planned` (the step is green); `failed`, `restored`, `cancelled`, `superseded` or `unknown` (it is red).',
  reason: 'Why it is not live, in one sentence; empty when it is.',
  release: "The new release, by the platform's own id: a Cloud Foundry deployment's guid, or `v12`.",
  'previous-release': "What served before, by the platform's own id; empty on a first deploy.",
  url: 'Address of the app, where the platform tells one.',
  image: 'The image that was deployed, by digest.',
  digest: 'Its digest: what the tag pointed at when the deploy began.',
  changed: '`true` when something was, or in a plan would be, changed.',
  changes: 'JSON list of what changed: `[{"what":"image","from":"…","to":"…"}]`. Never holds a credential.',
} as const;

export type OutputName = keyof typeof outputDescriptions;

/** All outputs, on every path: what is not known is empty. */
export function outputsOf(story: Story): Readonly<Record<OutputName, string>> {
  const { request, facts, plan, outcome, url } = story;
  const changes = plan?.changes ?? [];
  const touched = outcome.release !== undefined || outcome.verdict === 'planned';
  return {
    verdict: outcome.verdict,
    reason: outcome.verdict === 'live' || outcome.verdict === 'planned' ? '' : oneLine(causeOf(outcome) ?? ''),
    release: outcome.release?.id ?? '',
    'previous-release': plan?.current?.release?.id ?? '',
    url: url ?? '',
    image: plan?.image ?? (request === undefined ? '' : familiarName(request.image)),
    digest: facts?.digest ?? '',
    changed: String(touched && changes.length > 0),
    changes: JSON.stringify(touched ? changes : []),
  };
}
