import { randomUUID } from 'node:crypto';
import type { App, Build, Config, ConfigFields, Dryccfile, Value } from '../records.ts';
import type { DryccWorld } from '../world.ts';

/** `_get_or_create_config`: values and references are what the dryccfile says, and nothing else; the rest stays. */
export function configOf(world: DryccWorld, app: App, old: ConfigFields, dryccfile: Dryccfile): Config {
  const groups = Object.entries(dryccfile.config ?? {}).flatMap(([group, values]) =>
    Object.entries(values).map(([name, value]): Value => ({ name, group, value })),
  );
  const pipelines = Object.values(dryccfile.pipeline);
  const own = pipelines.flatMap(({ ptype, env }) =>
    Object.entries(env ?? {}).map(([name, value]): Value => ({ name, ptype, value })),
  );
  const refs = pipelines
    .filter(({ config }) => (config ?? []).length > 0)
    .map(({ ptype, config }) => [ptype, config ?? []] as const);
  const config: Config = {
    ...old,
    ...{ values: [...groups, ...own], values_refs: Object.fromEntries(refs) },
    ...{ uuid: randomUUID(), createdAt: world.clock.now() },
  };
  app.configs.push(config);
  return config;
}

/** `Build.merge`: with a dryccfile every new config makes a new build, whose dryccfile says what the config says. */
export function mergedBuild(world: DryccWorld, build: Build, { values, values_refs }: ConfigFields): Build {
  const { dryccfile } = build;
  if (dryccfile === undefined) return build;
  const grouped: Record<string, Record<string, string>> = {};
  for (const { name, group, value } of values) {
    if (group !== undefined) grouped[group] = { ...grouped[group], [name]: value };
  }
  const pipelines = Object.entries(dryccfile.pipeline).map(([file, pipeline]) => {
    const own = values
      .filter((value) => value.ptype === pipeline.ptype)
      .map(({ name, value }) => [name, value] as const);
    return [file, { ...pipeline, env: Object.fromEntries(own), config: values_refs[pipeline.ptype] ?? [] }] as const;
  });
  const merged = { ...dryccfile, config: grouped, pipeline: Object.fromEntries(pipelines) };
  return { ...build, uuid: randomUUID(), createdAt: world.clock.now(), dryccfile: merged };
}
