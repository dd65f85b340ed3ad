import { optional } from './form.ts';
import type { Manifest, Settings } from './request.ts';

/** What a platform has read in a file that describes an app in its own way. */
export interface ManifestReading {
  /** The app that it describes; absent: it does not say. */
  readonly app?: string;
  readonly settings: Settings;
  /** It says itself that there are to be no other routes. */
  readonly routesMode?: 'exact';
  /** Absent: it could not be read. */
  readonly manifest?: Manifest;
  /** What is wrong with it: where, and what to write instead. */
  readonly mistakes: readonly string[];
}

/** Settings as the inputs have them, and as the file does where those are silent; what has names is taken name by name. */
export function mergeSettings(file: Settings, inputs: Settings): Settings {
  // A bare number is the main process type's, whatever that is called.
  const instances = inputs.instances?.has('') === true ? without(file.instances, 'web') : file.instances;
  return optional<Settings>({
    ...file,
    ...inputs,
    instances: together(instances, inputs.instances),
    env: together(file.env, inputs.env),
    labels: together(file.labels, inputs.labels),
    annotations: together(file.annotations, inputs.annotations),
    healthCheckTimes:
      file.healthCheckTimes === undefined && inputs.healthCheckTimes === undefined
        ? undefined
        : { ...file.healthCheckTimes, ...inputs.healthCheckTimes },
  });
}

function together<V>(
  file: ReadonlyMap<string, V> | undefined,
  inputs: ReadonlyMap<string, V> | undefined,
): ReadonlyMap<string, V> | undefined {
  return file === undefined && inputs === undefined ? undefined : new Map([...(file ?? []), ...(inputs ?? [])]);
}

function without<V>(map: ReadonlyMap<string, V> | undefined, key: string): ReadonlyMap<string, V> | undefined {
  return map === undefined ? undefined : new Map([...map].filter(([other]) => other !== key));
}
