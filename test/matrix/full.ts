import type { PlatformName } from '../../sandbox/inputs.ts';

/** Whether every case there is is played. */
export const all = process.env['FULL'] === '1';
/** Whether a matrix is played in its full breadth: in CI, too. Else it is a sample. */
export const full = all || process.env['CI'] === 'true';

/** The same for one platform: of Korifi, whose way back takes the longest to be seen, CI has no time for more than a sample. */
export function isFull(platform: PlatformName): boolean {
  return platform === 'korifi' ? all : full;
}
