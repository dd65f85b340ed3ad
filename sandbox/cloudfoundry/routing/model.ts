import type { App, Org, Resource, Space } from '../model.ts';

export interface Domain extends Resource {
  name: string;
  /** Undefined: shared by all. */
  readonly org: Org | undefined;
  /** Other orgs that may use a private domain. */
  readonly sharedWith: readonly Org[];
  /** Reached by other containers only. */
  readonly internal: boolean;
  /** Undefined: HTTP. */
  readonly routerGroup: RouterGroup | undefined;
}

/** Routers for TCP. */
export interface RouterGroup {
  readonly guid: string;
  readonly firstPort: number;
  readonly lastPort: number;
}

export type Protocol = 'http1' | 'http2' | 'tcp';
export interface Destination {
  readonly guid: string;
  readonly app: App;
  readonly processType: string;
  /** Undefined: the droplet's first TCP port, else 8080. */
  readonly port: number | undefined;
  protocol: Protocol;
  /** Percent of the traffic; undefined: an equal share. */
  readonly weight: number | undefined;
  readonly createdAt: number;
  updatedAt: number;
}

export interface Route extends Resource {
  readonly space: Space;
  readonly domain: Domain;
  /** Of a domain without any, and of TCP routes: empty. */
  readonly host: string;
  readonly path: string;
  /** Of TCP routes. */
  readonly port: number | undefined;
  options: Readonly<Record<string, string>>;
  readonly destinations: Destination[];
}
