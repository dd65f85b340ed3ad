import { hintFor } from '../evidence/causes.ts';

/** What commands fail of that apps do not, told from foreign words. */
const known: readonly { readonly words: RegExp; readonly hint: string }[] = [
  {
    words: /out of memory|status 137/i,
    hint: 'The command used more memory than it has. Give it more: before-release-memory, or memory of a task.',
  },
  {
    words: /^Failed to run: no such file or directory/,
    hint: 'The image has no /bin/sh, by which Cloud Foundry runs a command. Build it on a base that has one.',
  },
  {
    words: /status 127/,
    hint: 'The shell did not find the command. Cloud Foundry runs it in /, without the image’s WORKDIR and ENTRYPOINT: write cd /app && … before it.',
  },
  {
    words: /status 126/,
    hint: 'What was to be run is no program, or not to be run by this user of the image.',
  },
  {
    words: /task was cancelled/,
    hint: 'Somebody ended it, with cf terminate-task or in another way.',
  },
  {
    words: /expired in PENDING|unable to (request|determine)/i,
    hint: 'The platform lost the command. Whether it has done anything is not known: look before it is run again.',
  },
];

/** What to check or change, given the platform's reason and what the command said of its error. */
export function taskHint(reason: string | undefined, said: string | undefined): string | undefined {
  const words = [said, reason].filter((text) => text !== undefined);
  return known.find((entry) => words.some((text) => entry.words.test(text)))?.hint ?? hintFor(...words);
}
