import { ActionError } from '../errors.ts';
import type { Mistake } from './request.ts';

/**
 * Every mistake in the inputs. Found before any request is sent; where the platform is not named, those that only it can
 * find come to light when its API has been recognised. Code `INPUTS`.
 */
export class InputError extends ActionError {
  override readonly name = 'InputError';
  readonly mistakes: readonly Mistake[];

  constructor(mistakes: readonly Mistake[]) {
    const names = [...new Set(mistakes.map(({ input }) => input))];
    const count = names.length === 1 ? '1 input needs a change' : `${names.length} inputs need a change`;
    super('INPUTS', `${count}, nothing was written to the platform: ${names.join(', ')}`, {
      hint: 'Change the `with:` block of this step.',
      details: linesOf(mistakes),
    });
    this.mistakes = mistakes;
  }
}

/** One line a mistake: the input, what is wrong, what to write instead. */
function linesOf(mistakes: readonly Mistake[]): readonly string[] {
  const width = Math.max(...mistakes.map(({ input }) => input.length));
  return mistakes.map(({ input, message }) => `${input.padEnd(width)}  ${message}`);
}
