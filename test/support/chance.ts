/** Of everything that is made up. The same seed makes the same; a test that fails says it, and FUZZ_SEED is another one. */
export const seed = Number(process.env['FUZZ_SEED'] ?? 20_261_126);

/** Chance by a seed and a name of its own, so that what is made up for one case does not depend on who was there before. */
export interface Chance {
  /** At least 0, less than `limit`. */
  below(limit: number): number;
  oneOf<T>(choices: readonly T[]): T;
  /** Characters out of `alphabet`; begins and ends with a letter or digit, since inputs are trimmed. */
  text(length: number, alphabet?: string): string;
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** Characters that every encoding writes otherwise. */
export const special = `${letters}${letters}+/=%&?#"'\\<>|*~!(){}[]^$;:,. äßé€✓`;

export function chanceOf(name: string): Chance {
  let state = [...name].reduce((hash, c) => Math.imul(hash ^ (c.codePointAt(0) ?? 0), 0x01000193), seed | 0);
  // Mulberry32: no cryptography, and none is needed.
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  const oneOf = <T>(choices: readonly T[]): T => {
    const chosen = choices[below(choices.length)];
    if (chosen === undefined) throw new Error(`nothing to choose from for ${name}`);
    return chosen;
  };
  return {
    below,
    oneOf,
    text(length, alphabet = special) {
      const all = [...alphabet];
      const ends = [...letters];
      return oneOf(ends) + Array.from({ length: length - 2 }, () => oneOf(all)).join('') + oneOf(ends);
    },
  };
}
