import type { Clock } from '../../clock.ts';

/**
 * Looks every `everyMs` until `look` returns something, at most for `forMs` (the first look is at once, the last one at
 * the end). Undefined: it never did. Milliseconds.
 */
export async function lookUntil<T>(
  clock: Clock,
  signal: AbortSignal | undefined,
  { everyMs, forMs }: { readonly everyMs: number; readonly forMs: number },
  look: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const end = clock.now() + forMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    const left = end - clock.now();
    if (left <= 0) return undefined;
    await clock.sleep(Math.min(everyMs, left), signal);
  }
}
