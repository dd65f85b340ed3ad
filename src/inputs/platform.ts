import { readChoice, Unreadable } from './readers.ts';
import type { Target } from './request.ts';

/** What people call a platform by, and under which name it is here. */
const alsoKnownAs = new Map<string, Target['platform']>([
  ...['cf', 'cloud-foundry', 'korifi'].map((name) => [name, 'cloudfoundry'] as const),
  ...['hephy', 'workflow', 'deis-workflow', 'deis-v1'].map((name) => [name, 'deis'] as const),
]);

/** @throws Unreadable */
export function readPlatform(text: string): Target['platform'] {
  const name = alsoKnownAs.get(text.trim().toLowerCase().replaceAll(' ', '-'));
  if (name !== undefined) throw new Unreadable(`"${text}" · write ${name}, which is its name here`);
  return readChoice(text, ['auto', 'cloudfoundry', 'deis', 'drycc']);
}
