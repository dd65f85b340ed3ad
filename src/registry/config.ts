import { asArray, asObject, at, type JsonObject, textAt } from '../http/json.ts';
import type { ExposedPort, ImageFacts, ImagePlatform } from '../image/facts.ts';
import { normalPlatform } from './platform.ts';

export type ConfigFacts = Pick<
  ImageFacts,
  'platform' | 'created' | 'entrypoint' | 'cmd' | 'exposedPorts' | 'badPorts' | 'user' | 'workingDir' | 'labels'
>;

/**
 * Reads an image's config (OCI image-spec, `config.md`; Docker's is the same where it matters). Any field may be absent
 * or null. An absent platform reads as `unknown`, which no platform runs.
 */
export function readConfig(document: JsonObject): ConfigFacts {
  const settings = at(document, 'config');
  const { exposedPorts, badPorts } = readPorts(Object.keys(asObject(at(settings, 'ExposedPorts')) ?? {}));
  return {
    platform: readPlatform(document),
    created: readCreated(textAt(document, 'created')),
    entrypoint: readCommand(at(settings, 'Entrypoint')),
    cmd: readCommand(at(settings, 'Cmd')),
    exposedPorts,
    badPorts,
    user: textAt(settings, 'User') ?? '',
    workingDir: textAt(settings, 'WorkingDir') ?? '',
    labels: new Map(
      Object.entries(asObject(at(settings, 'Labels')) ?? {}).filter(
        (label): label is [string, string] => typeof label[1] === 'string',
      ),
    ),
  };
}

function readPlatform(document: JsonObject): ImagePlatform {
  const variant = textAt(document, 'variant');
  return normalPlatform({
    os: textAt(document, 'os') || 'unknown',
    architecture: textAt(document, 'architecture') || 'unknown',
    ...(variant === undefined || variant === '' ? {} : { variant }),
  });
}

/** Docker reads a lone string as a command of one word (`strslice`). */
function readCommand(value: unknown): string[] {
  const words = typeof value === 'string' ? [value] : asArray(value);
  return words.filter((word) => typeof word === 'string');
}

/**
 * When the image was built. Reproducible builders (buildpacks, jib, ko, bazel) write a constant: 1970-01-01, Go's zero
 * time, or 1980-01-01T00:00:01Z; such an image has no known age, not one of 46 years (pack#931).
 */
function readCreated(text: string | undefined): Date | undefined {
  const time = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) || time <= 0 || time === Date.UTC(1980, 0, 1, 0, 0, 1) ? undefined : new Date(time);
}

/** `8080`, `8080/tcp`, `53/udp`; ranges and words, which hand-made configs have, are kept as they are. */
function readPorts(keys: readonly string[]): { exposedPorts: ExposedPort[]; badPorts: string[] } {
  const exposedPorts: ExposedPort[] = [];
  const badPorts: string[] = [];
  for (const key of keys) {
    const [, digits, protocol = 'tcp'] = /^(\d{1,5})(?:\/(tcp|udp|sctp))?$/i.exec(key) ?? [];
    const port = Number(digits);
    if (digits === undefined || port < 1 || port > 65_535) badPorts.push(key);
    else exposedPorts.push({ port, protocol: protocol.toLowerCase() as ExposedPort['protocol'] });
  }
  exposedPorts.sort((a, b) => a.port - b.port || a.protocol.localeCompare(b.protocol));
  return { exposedPorts, badPorts };
}
