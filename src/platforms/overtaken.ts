import { ActionError } from '../errors.ts';

/**
 * Somebody else has released meanwhile, or is about to: the app is not the one any more that was read and planned for.
 * Nothing was ordered.
 */
export class Overtaken extends ActionError {
  override readonly name = 'Overtaken';

  /** @param sentence who has done what, as far as it is known. May hold foreign text. */
  constructor(sentence: string) {
    super('OVERTAKEN', sentence, { hint: 'Give the jobs that deploy this app one concurrency group.' });
  }
}
