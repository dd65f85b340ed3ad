import { NotModelled } from '../errors.ts';
import { isObject, type Json } from '../request/json.ts';
import type { Protocol } from '../routing/model.ts';
import { loadBalancings } from '../routing/options.ts';

/** A route as a manifest writes it, in its parts. */
export interface ManifestRoute {
  /** As it was written. */
  readonly text: string;
  /** Host and domain, in the order in which they are looked for. */
  readonly candidates: readonly { readonly host: string; readonly domain: string }[];
  readonly path: string;
  readonly port: number | undefined;
  readonly protocol: Protocol | undefined;
  readonly options: Json | undefined;
}

/** What a manifest says of an app's routes. */
export interface ManifestRoutes {
  readonly noRoute: boolean;
  readonly randomRoute: boolean;
  readonly defaultRoute: boolean;
  /** Undefined: none are named. */
  readonly routes: readonly ManifestRoute[] | undefined;
}

const protocols = ['http1', 'http2', 'tcp'];

/**
 * Reads them; `problem` hears what is wrong, in the words and the order of CCNG, manifest_routes_update_message.rb.
 *
 * @param entry an entry of `applications`, its keys with underscores
 */
export function readRoutes(entry: Json, problem: (text: string) => void): ManifestRoutes {
  const list = 'routes' in entry ? readList(entry['routes'], problem) : undefined;
  for (const [key, name] of [
    ['no_route', 'No-route'],
    ['default_route', 'Default-route'],
    ['random_route', 'Random-route'],
  ] as const) {
    const value = entry[key];
    if (value !== undefined && value !== null && typeof value !== 'boolean') problem(`${name} must be a boolean`);
  }
  const [randomRoute, defaultRoute] = [isTrue(entry['random_route']), isTrue(entry['default_route'])];
  if (randomRoute && defaultRoute) problem('Random-route and default-route may not be used together');
  return { noRoute: isTrue(entry['no_route']), randomRoute, defaultRoute, routes: list };
}

function readList(value: unknown, problem: (text: string) => void): readonly ManifestRoute[] {
  if (!Array.isArray(value) || !value.every((one) => isObject(one) && !isEmpty(one['route']))) {
    problem('Routes must be a list of route objects');
    return [];
  }
  const entries: readonly Json[] = value;
  const read = entries.map((one) => ({ entry: one, route: parseRoute(String(one['route'])) }));
  if (entries.some((one) => typeof one['route'] !== 'string')) throw new NotModelled('a route that is no text');
  for (const { entry, route } of read) {
    if (route === undefined) problem(`The route '${entry['route']}' is not a properly formed URL`);
  }
  for (const { protocol } of entries as readonly { readonly protocol?: unknown }[]) {
    if (protocol !== undefined && protocol !== null && !protocols.includes(String(protocol))) {
      problem("Route protocol must be 'http1', 'http2' or 'tcp'.");
    }
  }
  for (const entry of entries) for (const text of optionsProblems(entry)) problem(text);
  return read.flatMap(({ entry, route }) => {
    if (route === undefined) return [];
    const { protocol, options } = entry as { protocol?: unknown; options?: unknown };
    return [
      {
        ...route,
        protocol: protocols.includes(String(protocol)) ? (protocol as Protocol) : undefined,
        options: isObject(options) ? options : undefined,
      },
    ];
  });
}

/** Undefined: not a URL that a route can be (CCNG, app_manifest/manifest_route.rb). */
export function parseRoute(text: string): Omit<ManifestRoute, 'protocol' | 'options'> | undefined {
  const [, scheme, host = '', portText, path = ''] =
    /^(?:([a-z][a-z\d+.-]*):\/\/)?([^/:?#]*)(?::(\d+))?(\/[^?#]*)?(?:[?#].*)?$/i.exec(text) ?? [];
  if (host.trim() === '') return undefined;
  const port = portText === undefined ? undefined : Number(portText);
  const schemes = port === undefined ? ['http', 'https'] : ['tcp'];
  if (scheme !== undefined && !schemes.includes(scheme.toLowerCase())) return undefined;
  const dot = host.indexOf('.');
  const split = { host: dot < 0 ? host : host.slice(0, dot), domain: dot < 0 ? '' : host.slice(dot + 1) };
  return { text, candidates: host.startsWith('*') ? [split] : [{ host: '', domain: host }, split], path, port };
}

function optionsProblems(entry: Json): string[] {
  if (!('options' in entry)) return [];
  const { route, options } = entry as { route?: unknown; options?: unknown };
  if (!isObject(options)) return [`Route '${route}': options must be an object`];
  const valid = loadBalancings.join(', ');
  const problems = Object.keys(options)
    .filter((key) => key !== 'loadbalancing')
    .map((key) => `Route '${route}' contains invalid route option '${key}'. Valid keys: 'loadbalancing'`);
  const { loadbalancing } = options as { loadbalancing?: unknown };
  if ('loadbalancing' in options && typeof loadbalancing !== 'string') {
    problems.push(`Invalid value for 'loadbalancing' for Route '${route}'; Valid values are: '${valid}'`);
  } else if (typeof loadbalancing === 'string' && !loadBalancings.includes(loadbalancing)) {
    problems.push(
      `Cannot use loadbalancing value '${loadbalancing}' for Route '${route}'; Valid values are: '${valid}'`,
    );
  }
  return problems;
}

function isTrue(value: unknown): boolean {
  return value === true;
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || value === false;
}
