/** Longer names are cut. Characters. */
const longestName = 80;

/** `a, b and c`; of many, the first `most` and how many more there are. Each name once, none endless. */
export function listed(names: readonly string[], most = 5): string {
  const once = [...new Set(names)].map((name) =>
    name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name,
  );
  const left = once.length - most;
  const parts = left > 0 ? [...once.slice(0, most), `${left} more`] : once;
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
