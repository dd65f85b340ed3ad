import type { PlatformName } from '../../sandbox/inputs.ts';

/** Whether a matrix is played in its full breadth: with CI=true or FULL=1. Else it is a sample. */
export const full = process.env['CI'] === 'true' || process.env['FULL'] === '1';

/** The same for one platform: of Korifi, whose way back takes the longest to be seen, CI has no time for more than a sample. */
export function isFull(platform: PlatformName): boolean {
  return platform === 'korifi' ? process.env['FULL'] === '1' : full;
}
