import { changesBetween } from '../../controller/config-changes.ts';
import type { Config } from '../records.ts';

/**
 * What a config has changed, as the release's summary tells it (api/models/release.py); empty: nothing that it tells of.
 * As in the original, parts about limits and time-outs follow what stands before them without a word between, and hooks
 * that run before a stop are left out: changing nothing else is changing nothing.
 */
export function configSummary(old: Config, current: Config): string {
  const { owner } = current;
  let summary = '';
  const and = (changes: string) => {
    if (changes !== '') summary += `${summary === '' ? '' : ' and '}${owner} ${changes}`;
  };
  const between = (
    field: 'values' | 'lifecycle_post_start' | 'lifecycle_pre_stop' | 'tags' | 'registry' | 'healthcheck',
    word = '',
  ) => changesBetween(old[field], current[field], word);
  const differ = (field: 'memory' | 'cpu' | 'termination_grace_period') =>
    changesBetween(old[field], current[field]) !== '';
  and(between('values'));
  const limits = (['memory', 'cpu'] as const).filter(differ);
  if (limits.length > 0) summary += `${owner} changed limits for ${limits.join(', ')}`;
  and(
    between('lifecycle_post_start', 'lifecycle_post_start ').replace(
      'added lifecycle_post_start ',
      'added lifecycle_post_start  ',
    ),
  );
  if (between('lifecycle_pre_stop') !== '' && summary !== '') summary += ' and ';
  if (differ('termination_grace_period')) summary += `${owner} changed timeouts for termination_grace_period`;
  and(between('tags', 'tag '));
  and(between('registry', 'registry info '));
  and(between('healthcheck', 'healthcheck info for proc type '));
  return summary;
}
