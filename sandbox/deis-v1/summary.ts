import type { Config, Release } from './records.ts';

/**
 * What a release says of itself: `Release.save` of the controller. Only a rollback brings its own words.
 *
 * @param previous the newest release before it; undefined: there is none
 */
export function summaryOf(
  { version, owner, build, config }: Omit<Release, 'summary'>,
  previous: Release | undefined,
): string {
  if (version === 1) return `${owner} created initial release`;
  let summary = build !== undefined && build !== previous?.build ? `${build.owner} deployed ${build.image}` : '';
  const old = previous?.config;
  if (config !== old) {
    const values = changes(old?.values ?? {}, config.values);
    if (values !== '') summary += `${summary === '' ? '' : ' and '}${config.owner} ${values}`;
    // Without an "and", as the controller writes it.
    const limits = (['memory', 'cpu'] as const).filter((limit) => changes(old?.[limit] ?? {}, config[limit]) !== '');
    if (limits.length > 0) summary += `${config.owner} changed limits for ${limits.join(', ')}`;
    const tags = changes(old?.tags ?? {}, config.tags, 'tag ');
    if (tags !== '') summary += `${summary === '' ? '' : ' and '}${config.owner} ${tags}`;
  }
  return summary === '' ? `${owner} changed nothing` : summary;
}

type Values = Config['values'] | Config['cpu'];

/** `added A, B, changed C`, with a word before each list. */
function changes(old: Values, now: Values, word = ''): string {
  const lists = {
    added: Object.keys(now).filter((key) => !Object.hasOwn(old, key)),
    changed: Object.keys(now).filter((key) => Object.hasOwn(old, key) && old[key] !== now[key]),
    deleted: Object.keys(old).filter((key) => !Object.hasOwn(now, key)),
  };
  return Object.entries(lists)
    .filter(([, keys]) => keys.length > 0)
    .map(([verb, keys]) => `${verb} ${word}${keys.join(', ')}`)
    .join(', ');
}
