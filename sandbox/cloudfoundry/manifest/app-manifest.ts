import { NotModelled } from '../errors.ts';
import { isObject, type Json } from '../request/json.ts';
import { metadataProblems } from '../request/metadata.ts';
import { type FeatureName, featureNames } from '../runtime/features.ts';
import { readSidecar, sidecarProblems, type WantedSidecar } from '../runtime/sidecars.ts';
import { isBlank, readMegabytes } from './bytes.ts';
import { listProblems, type Processes, readProcesses, topLevelProblems } from './processes.ts';
import { type ManifestRoutes, readRoutes } from './routes.ts';

/** An entry of `applications`, checked. */
export interface AppManifest extends Processes {
  readonly name: string;
  /** As it was written. */
  readonly original: Json;
  readonly docker: boolean;
  readonly features: Features;
  readonly sidecars: readonly WantedSidecar[];
  readonly metadata: unknown;
  readonly routes: ManifestRoutes;
  readonly env: Readonly<Record<string, string>>;
  readonly services: readonly ManifestService[];
}

export type Features = Readonly<Partial<Record<FeatureName, boolean>>>;

export interface ManifestService {
  readonly name: string;
  readonly bindingName: string | undefined;
  readonly parameters: Json | undefined;
}

/**
 * Reads an entry. Its problems are in the words and the order of CCNG, app/messages/app_manifest_message.rb; keys that it
 * does not know are passed over.
 */
export function readManifest(
  original: Json,
  dockerEnabled: boolean,
): { readonly manifest: AppManifest; readonly problems: readonly string[] } {
  const entry = underscored(original);
  const problems: string[] = [];
  const problem = (text: string) => void problems.push(text);
  refuseBuildpacks(entry);

  const { name } = entry as { name?: unknown };
  if (isBlank(name)) problem('Name must not be empty');
  if (typeof name !== 'string') problem('Name must be a string');
  for (const text of topLevelProblems(entry)) problem(text);
  const list = entry['processes'];
  if ('processes' in entry) {
    for (const text of listProblems(Array.isArray(list) ? list.map(underscoredIfObject) : list)) problem(text);
  }
  const sidecars = readSidecars(entry, problem);
  const processes = readProcesses(entry, Array.isArray(list) ? list.map(underscoredIfObject) : [], problem);
  const { metadata } = entry as { metadata?: unknown };
  for (const text of metadataProblems(metadata ?? undefined)) problem(text);
  const docker = 'docker' in entry;
  if ('buildpack' in entry && 'buildpacks' in entry) {
    problem('Buildpack and Buildpacks fields cannot be used together.');
  }
  if (docker && !dockerEnabled) problem('Feature Disabled: diego_docker');
  if (docker && ('buildpack' in entry || 'buildpacks' in entry)) {
    problem('Cannot specify both buildpack(s) and docker keys');
  }
  const services = readServices(entry, problem);
  const env = readEnv(entry, problem);
  const routes = readRoutes(entry, problem);
  const flags = readFeatures(entry, problem);
  return {
    manifest: {
      ...{ original, docker, sidecars, metadata, routes, env, services, ...processes },
      name: String(name),
      features: flags,
    },
    problems,
  };
}

/** Docker is what this foundation is for. */
function refuseBuildpacks(entry: Json): void {
  if ('docker' in entry) return;
  for (const key of ['buildpack', 'buildpacks', 'stack', 'cnb']) {
    if (key in entry) throw new NotModelled(`${key} in a manifest`);
  }
  const { lifecycle } = entry as { lifecycle?: unknown };
  if (lifecycle !== undefined && lifecycle !== 'docker' && lifecycle !== 'buildpack') {
    throw new NotModelled(`the lifecycle ${lifecycle} in a manifest`);
  }
}

function readSidecars(entry: Json, problem: (text: string) => void): readonly WantedSidecar[] {
  if (!('sidecars' in entry)) return [];
  const list = entry['sidecars'];
  if (!Array.isArray(list)) {
    problem('Sidecars must be an array of sidecar configurations');
    return [];
  }
  if (!list.every(isObject)) throw new NotModelled('a sidecar that is no object');
  return list.map((one: Json) => {
    const { name, command, process_types, memory } = one as Readonly<Record<string, unknown>>;
    const wanted = {
      ...{ name, command, process_types },
      ...(isBlank(memory) ? {} : { memory_in_mb: readMegabytes(memory) ?? memory }),
    };
    for (const text of sidecarProblems(wanted)) {
      problem(isBlank(name) ? `Sidecar ${text.toLowerCase()}` : `Sidecar "${name}": ${text}`);
    }
    return readSidecar(wanted);
  });
}

function readServices(entry: Json, problem: (text: string) => void): readonly ManifestService[] {
  if (!('services' in entry)) return [];
  const list = entry['services'];
  const fits = (one: unknown) =>
    typeof one === 'string' ||
    (isObject(one) &&
      'name' in one &&
      Object.keys(one).every((key) => ['name', 'parameters', 'binding_name'].includes(key)) &&
      (one['parameters'] === undefined || isObject(one['parameters'])) &&
      (one['binding_name'] === undefined || typeof one['binding_name'] === 'string'));
  if (!Array.isArray(list) || !list.every(fits)) {
    problem('Services must be a list of service instances');
    return [];
  }
  return list.map((one: string | Json) => {
    if (typeof one === 'string') return { name: one, bindingName: undefined, parameters: undefined };
    const { name, parameters, binding_name } = one as { name: unknown; parameters?: Json; binding_name?: string };
    return { name: String(name), bindingName: binding_name, parameters };
  });
}

function readEnv(entry: Json, problem: (text: string) => void): Readonly<Record<string, string>> {
  if (!('env' in entry)) return {};
  const { env } = entry as { env?: unknown };
  if (!isObject(env)) {
    problem('Env must be an object of keys and values');
    return {};
  }
  for (const key of Object.keys(env)) {
    if (key === '') problem('Env key must be a minimum length of 1');
    else if (/^VCAP_/i.test(key)) problem('Env cannot start with VCAP_');
    else if (/^VMC/i.test(key)) problem('Env cannot start with VMC_');
    else if (/^PORT$/i.test(key)) problem('Env cannot set PORT');
  }
  return Object.fromEntries(Object.entries(env).map(([key, value]) => [key, String(value)]));
}

function readFeatures(entry: Json, problem: (text: string) => void): Features {
  if (!('features' in entry)) return {};
  const value = entry['features'];
  const fits =
    isObject(value) &&
    Object.keys(value).length > 0 &&
    Object.entries(value).every(
      ([name, enabled]) => featureNames.some((one) => one === name) && typeof enabled === 'boolean',
    );
  if (!fits) {
    problem('Features must be a map of valid feature names to booleans (true = enabled, false = disabled)');
    return {};
  }
  return value as Features;
}

/** Keys of the app and of its processes may be written in any of three ways; those further in may not. */
function underscored(entry: Json): Json {
  return Object.fromEntries(Object.entries(entry).map(([key, value]) => [underscore(key), value]));
}

function underscoredIfObject(entry: unknown): Json {
  if (!isObject(entry)) throw new NotModelled('a process that is no object');
  return underscored(entry);
}

function underscore(key: string): string {
  return key
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toLowerCase();
}
