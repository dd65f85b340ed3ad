/** More tags are not compared with what was asked for. */
const mostTags = 5_000;
/** distribution/reference `regexp.go`, `TagRegexp`: what is no tag is not shown. */
const tagForm = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
/** What cosign and the referrers fallback put beside an image (`sha256-….sig`): no images. */
const attachment = /^sha256-[0-9a-f]{64}/;

/** The tags that `wanted` may have been meant for, the nearest first: by edit distance, then the newest by number. */
export function nearestTags(wanted: string, tags: readonly string[], most: number): readonly string[] {
  return tags
    .slice(-mostTags)
    .filter((tag) => tagForm.test(tag) && !attachment.test(tag))
    .map((tag) => ({ tag, distance: editDistance(wanted, tag) }))
    .sort((a, b) => a.distance - b.distance || newestFirst(a.tag, b.tag))
    .slice(0, most)
    .map(({ tag }) => tag);
}

/** Registries list tags by the alphabet, where 1.10 stands before 1.9. */
function newestFirst(a: string, b: string): number {
  return b.localeCompare(a, 'en', { numeric: true });
}

/** Levenshtein's: how many characters have to be put in, taken out or replaced. */
export function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [above, character] of [...one].entries()) {
    const next = [above + 1];
    for (let index = 1; index <= other.length; index++) {
      const replaced = (row[index - 1] ?? 0) + (character === other[index - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[index] ?? 0) + 1, (next[index - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
