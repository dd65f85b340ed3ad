import { ActionError } from '../../errors.ts';
import { asObject, at, textAt } from '../../http/json.ts';
import type { Build } from '../controller/releases.ts';
import type { DryccConfig, Value } from './config.ts';

type Json = Readonly<Record<string, unknown>>;

/** Whether a build says by a dryccfile what runs, and with which variables. */
export function hasDryccfile(build: Build | undefined): build is Build {
  return Object.keys(build?.dryccfile ?? {}).length > 0;
}

function pipelinesOf(dryccfile: Json): readonly (readonly [string, unknown])[] {
  return Object.entries(asObject(dryccfile['pipeline']) ?? {});
}

/** Its process types, in its order. */
export function ptypesIn(dryccfile: Json): readonly string[] {
  return pipelinesOf(dryccfile).flatMap(([, pipeline]) => textAt(pipeline, 'ptype') ?? []);
}

/**
 * The dryccfile with the values that the app is to have. The controller takes them from there and from nowhere else
 * (drycc/controller `build.py`): one that is posted as it was would undo what has been set since.
 */
export function withValues(dryccfile: Json, { values, refs }: Pick<DryccConfig, 'values' | 'refs'>): Json {
  if (sameValues(valuesIn(dryccfile), values)) return dryccfile;
  const groups: Record<string, Record<string, string>> = {};
  for (const { name, group, value } of values) {
    if (group !== undefined) groups[group] = { ...groups[group], [name]: value };
  }
  const pipeline = pipelinesOf(dryccfile).map(([file, one]) => {
    const type = textAt(one, 'ptype') ?? '';
    const env = Object.fromEntries(
      values.filter(({ ptype }) => ptype === type).map(({ name, value }) => [name, value]),
    );
    return [file, { ...asObject(one), env, config: refs.get(type) ?? [] }] as const;
  });
  return { ...dryccfile, config: groups, pipeline: Object.fromEntries(pipeline) };
}

function valuesIn(dryccfile: Json): readonly Value[] {
  const textsIn = (value: unknown) =>
    Object.entries(asObject(value) ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return [
    ...Object.entries(asObject(dryccfile['config']) ?? {}).flatMap(([group, values]) =>
      textsIn(values).map(([name, value]) => ({ name, value, group })),
    ),
    ...pipelinesOf(dryccfile).flatMap(([, pipeline]) =>
      textsIn(at(pipeline, 'env')).map(([name, value]) => ({ name, value, ptype: textAt(pipeline, 'ptype') ?? '' })),
    ),
  ];
}

function sameValues(some: readonly Value[], others: readonly Value[]): boolean {
  const key = ({ name, value, ptype, group }: Value) => JSON.stringify([name, value, ptype, group]);
  const known = new Set(some.map(key));
  return some.length === others.length && others.every((value) => known.has(key(value)));
}

/** Deploys that would not do what they seem to: from a git push, or with images of their own in a dryccfile. */
export function refuseForeignBuild(name: string, build: Build | undefined): void {
  if (build === undefined) return;
  if (build.sha !== '') {
    throw new ActionError(
      'DRYCC_GIT_BUILD',
      `App ${name} was built by Drycc from a git push (${build.sha.slice(0, 12)}).`,
      {
        hint: 'Deploy the image to a new app, or change this one by hand once with `drycc pull`.',
      },
    );
  }
  const own = pipelinesOf(build.dryccfile).find(
    ([, file]) => at(file, 'deploy', 'image') !== undefined || at(file, 'build') !== undefined,
  );
  if (own === undefined) return;
  throw new ActionError('DRYCC_DRYCCFILE', `The dryccfile of ${name} chooses an image of its own in ${own[0]}.`, {
    hint: 'Such an app cannot be deployed by a single image. Take `image` and `build` out of it, or deploy with `drycc pull`.',
  });
}
