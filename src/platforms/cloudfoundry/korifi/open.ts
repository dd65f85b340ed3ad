import { InputError } from '../../../inputs/input-error.ts';
import type { PlatformContext } from '../../platform.ts';
import type { KorifiLinks } from '../api/discovery.ts';
import { korifiMistakes } from './inputs.ts';
import { Korifi } from './platform.ts';

/**
 * The Korifi that was found at `api`.
 *
 * @param names org and space, which are there
 * @throws InputError for inputs that it cannot honour
 */
export function openKorifi(
  context: PlatformContext,
  links: KorifiLinks,
  names: { readonly org: string; readonly space: string },
): Korifi {
  const mistakes = korifiMistakes(context.request);
  if (mistakes.length > 0) throw new InputError(mistakes);
  return new Korifi(context, links, names);
}
