import { asArray, asObject, at, type JsonObject, textAt } from '../../http/json.ts';
import type { ConfigFacts } from '../../image/facts.ts';
import { type ImagePlatform, normalPlatform } from '../../image/platform.ts';
import type { ExposedPort } from '../../image/ports.ts';

/**
 * Reads an image's config (OCI image-spec, `config.md`; Docker's is the same where it matters). Any field may be absent
 * or null. An absent platform reads as `unknown`.
 */
export function readConfig(document: JsonObject): ConfigFacts {
  const settings = at(document, 'config');
  const history = asArray(at(document, 'history'));
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
    env: new Map(
      textsIn(at(settings, 'Env')).map((entry): [string, string] => {
        const equals = entry.indexOf('=');
        return equals < 0 ? [entry, ''] : [entry.slice(0, equals), entry.slice(equals + 1)];
      }),
    ),
    volumes: Object.keys(asObject(at(settings, 'Volumes')) ?? {}),
    healthcheck: isHealthcheck(textsIn(at(settings, 'Healthcheck', 'Test'))),
    stopSignal: textAt(settings, 'StopSignal') ?? '',
    onBuild: textsIn(at(settings, 'OnBuild')),
    labels: readTexts(at(settings, 'Labels')),
    history: history.map((entry) => textAt(entry, 'created_by') ?? ''),
    historyLayers:
      history.length === 0 ? undefined : history.filter((entry) => at(entry, 'empty_layer') !== true).length,
    rootfsType: textAt(document, 'rootfs', 'type') ?? '',
    diffIds: textsIn(at(document, 'rootfs', 'diff_ids')),
  };
}

/** A map of texts, as labels and annotations are; what is no text is left out. */
export function readTexts(value: unknown): ReadonlyMap<string, string> {
  const entries = Object.entries(asObject(value) ?? {});
  return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

function textsIn(value: unknown): readonly string[] {
  return asArray(value).filter((entry) => typeof entry === 'string');
}

/** `["NONE"]` turns off the base image's check; an empty list inherits it, and then stands with its own words. */
function isHealthcheck([first]: readonly string[]): boolean {
  return first !== undefined && first !== '' && first !== 'NONE';
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
  // `Date.parse` takes almost anything that holds a digit; the image-spec wants RFC 3339.
  const time = text !== undefined && /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d/.test(text) ? Date.parse(text) : Number.NaN;
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
