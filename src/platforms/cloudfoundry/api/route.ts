import { asArray, at, numberAt, textAt } from '../../../http/json.ts';
import { labelsOf, required } from './fields.ts';

export interface Domain {
  readonly guid: string;
  /** In lower case. */
  readonly name: string;
  /** For every organization: a route of it needs a host of its own. */
  readonly shared: boolean;
  /** Its routes have a port in place of host and path. */
  readonly tcp: boolean;
}

export interface Route {
  readonly guid: string;
  /** `web.apps.example.org/path`, or `tcp.example.org:1234`; in lower case but for the path. */
  readonly address: string;
  readonly host: string;
  readonly path: string;
  readonly domainGuid: string;
  readonly spaceGuid: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly destinations: readonly Destination[];
}

/** Where a route leads. */
export interface Destination {
  readonly guid: string;
  readonly appGuid: string;
  readonly process: string;
  /** The one that was named, or else what the app's current image makes of it: the server does not say which. */
  readonly port: number | undefined;
  /** ISO 8601, whole seconds; empty: an older server does not say. */
  readonly createdAt: string;
}

export function domainFrom(json: unknown): Domain {
  const protocols = asArray(at(json, 'supported_protocols'));
  return {
    guid: required(json, 'domain', 'guid'),
    name: required(json, 'domain', 'name').toLowerCase(),
    shared: textAt(json, 'relationships', 'organization', 'data', 'guid') === undefined,
    tcp: protocols.length > 0 && !protocols.includes('http'),
  };
}

export function routeFrom(json: unknown): Route {
  return {
    guid: required(json, 'route', 'guid'),
    address: (textAt(json, 'url') ?? '').replace(/^[^/]*/, (name) => name.toLowerCase()),
    host: (textAt(json, 'host') ?? '').toLowerCase(),
    path: textAt(json, 'path') ?? '',
    domainGuid: textAt(json, 'relationships', 'domain', 'data', 'guid') ?? '',
    spaceGuid: textAt(json, 'relationships', 'space', 'data', 'guid') ?? '',
    labels: labelsOf(json),
    destinations: destinationsFrom(json),
  };
}

/** Of a route, or of the answer to a change of them. */
export function destinationsFrom(json: unknown): readonly Destination[] {
  return asArray(at(json, 'destinations')).flatMap((destination) => {
    const [guid, appGuid] = [textAt(destination, 'guid'), textAt(destination, 'app', 'guid')];
    if (guid === undefined || appGuid === undefined) return [];
    const process = textAt(destination, 'app', 'process', 'type') ?? 'web';
    return [
      {
        guid,
        appGuid,
        process,
        port: numberAt(destination, 'port'),
        createdAt: textAt(destination, 'created_at') ?? '',
      },
    ];
  });
}
