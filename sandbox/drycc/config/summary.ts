import { changesBetween } from '../../controller/config-changes.ts';
import type { App, Build, Config, ConfigFields, Value } from '../records.ts';
import { previousOf } from '../records.ts';

const partFields = [
  'lifecycle',
  'tags',
  'limits',
  'values_refs',
  'healthcheck',
  'termination_grace_period',
  'registry',
] as const;

/**
 * What a new release says of itself (api/models/release.py), compared with the newest one that succeeded; empty: nothing.
 * A build that has not been deployed yet hides what else is new, and parts follow each other without a blank.
 */
export function releaseSummary(app: App, build: Build | undefined, config: Config): string {
  const previous = previousOf(app);
  const owner = app.workspace.id;
  if (build !== undefined && build !== previous?.build) return `${owner} deployed ${build.image}`;
  const old = previous?.config ?? app.configs.findLast((other) => other !== config);
  if (old === undefined || old === config) return '';
  const changes = [
    ...partFields.map((field) => changesBetween(old[field], config[field], `${field} `)),
    valueChanges(old, config),
  ];
  return changes
    .filter((change) => change !== '')
    .map((change) => `${owner} ${change}`)
    .join('');
}

/** Process types first, then groups; of two scopes with the same kind of change only the later one is told. */
function valueChanges(old: ConfigFields, current: ConfigFields): string {
  const told = new Map<string, string>();
  for (const scope of ['ptype', 'group'] as const) {
    const [before, now] = [flat(old.values, scope), flat(current.values, scope)];
    for (const name of new Set([...Object.keys(now), ...Object.keys(before)])) {
      const change = changesBetween(before[name] ?? {}, now[name] ?? {}, 'values ');
      for (const part of change.split(/, (?=(?:added|changed|deleted) values )/)) {
        if (part !== '') told.set(part.split(' ')[0] ?? '', part);
      }
    }
  }
  return [...told.values()].join(', ');
}

function flat(values: readonly Value[], scope: 'ptype' | 'group'): Readonly<Record<string, Record<string, string>>> {
  const result: Record<string, Record<string, string>> = {};
  for (const value of values) {
    const name = value[scope];
    if (name !== undefined) result[name] = { ...result[name], [value.name]: value.value };
  }
  return result;
}
