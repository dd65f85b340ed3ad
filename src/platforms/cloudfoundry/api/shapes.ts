import { asArray, asObject, at, numberAt, parseJson, textAt } from '../../../http/json.ts';
import { UnreadableAnswer } from './errors.ts';
import { annotationsOf, labelsOf, readable, required } from './fields.ts';

/** The parts of the v3 resources that are used here, read from JSON that the server wrote. */

export interface Space {
  readonly guid: string;
  readonly name: string;
  readonly orgGuid: string;
  /** Undefined: it has none of its own. */
  readonly quotaGuid: string | undefined;
}

export interface Organization {
  readonly guid: string;
  readonly name: string;
  readonly suspended: boolean;
  /** Undefined: the server does not say. */
  readonly quotaGuid: string | undefined;
}

export interface App {
  readonly guid: string;
  readonly name: string;
  readonly started: boolean;
  /** `docker`, `buildpack`, `cnb` */
  readonly lifecycle: string;
  readonly spaceGuid: string;
  /** Null: it has none. Undefined: the server does not say. */
  readonly dropletGuid: string | null | undefined;
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
}

/** What an app's processes were started with (API docs, "Revisions"). */
export interface Revision {
  readonly guid: string;
  /** From 1 up, by app. */
  readonly version: number;
  /** Undefined: the answer does not say. */
  readonly dropletGuid: string | undefined;
  /** Of web; null: none is given, the image's own counts. Undefined: the answer does not say. */
  readonly command: string | null | undefined;
  /** `New droplet deployed.`, `Rolled back to revision 2.` */
  readonly description: string;
  /** As JSON, in order: for comparing only, since commands in it may hold passwords. */
  readonly sidecars: string;
  /** The same of the commands of all processes but web. */
  readonly otherCommands: string;
  /** ISO 8601, whole seconds. */
  readonly createdAt: string;
}

export interface Droplet {
  readonly guid: string;
  /** `STAGED`, `EXPIRED`, `FAILED`, … */
  readonly state: string | undefined;
  /** ISO 8601, whole seconds. */
  readonly createdAt: string;
  /** TCP ports that the image exposes, ascending. Undefined in lists. */
  readonly ports: readonly number[] | undefined;
  /** What the image itself starts as web. */
  readonly command: string | undefined;
  /** As the server shows it: without the host when that is Docker Hub. */
  readonly image: string | undefined;
  /** What it was staged from. */
  readonly packageGuid: string | undefined;
}

export interface Build {
  readonly guid: string;
  /** `STAGING`, `STAGED`, `FAILED` */
  readonly state: string;
  readonly error: string | undefined;
  readonly dropletGuid: string | undefined;
  /** Name of a user or a client; undefined: the server does not say. */
  readonly createdBy: string | undefined;
  readonly createdAt: string;
}

/** One instance in the stats of a process. */
export interface InstanceStats {
  readonly index: number;
  /** `RUNNING`, `STARTING`, `CRASHED`, `DOWN`, `STOPPING`, `UNKNOWN` */
  readonly state: string;
  /** Undefined: the platform does not say. */
  readonly routable: boolean | undefined;
  /** Of its container, those that are open; undefined: the platform does not say. */
  readonly ports: readonly number[] | undefined;
  /** A placement error, nothing else. */
  readonly details: string | undefined;
  /** Another one stands here when the instance was started anew. */
  readonly instanceGuid: string | undefined;
  /** Since its state last changed. Seconds; undefined: the platform does not say. */
  readonly uptimeS: number | undefined;
}

/** `audit.app.process.crash`: its actor is the process. */
export interface Crash {
  readonly processGuid: string;
  readonly processType: string;
  readonly index: number;
  readonly exitDescription: string;
  readonly createdAt: string;
}

export function spaceFrom(json: unknown): Space {
  return {
    guid: required(json, 'space', 'guid'),
    name: required(json, 'space', 'name'),
    orgGuid: required(json, 'space', 'relationships', 'organization', 'data', 'guid'),
    quotaGuid: textAt(json, 'relationships', 'quota', 'data', 'guid'),
  };
}

export function organizationFrom(json: unknown): Organization {
  return {
    guid: required(json, 'organization', 'guid'),
    name: required(json, 'organization', 'name'),
    suspended: at(json, 'suspended') === true,
    quotaGuid: textAt(json, 'relationships', 'quota', 'data', 'guid'),
  };
}

export function appFrom(json: unknown): App {
  return {
    guid: required(json, 'app', 'guid'),
    name: required(json, 'app', 'name'),
    started: textAt(json, 'state') === 'STARTED',
    lifecycle: textAt(json, 'lifecycle', 'type') ?? 'buildpack',
    spaceGuid: required(json, 'app', 'relationships', 'space', 'data', 'guid'),
    dropletGuid: at(json, 'relationships', 'current_droplet', 'data') === null ? null : currentDropletOf(json),
    labels: labelsOf(json),
    annotations: annotationsOf(json),
  };
}

function currentDropletOf(json: unknown): string | null | undefined {
  const guid = at(json, 'relationships', 'current_droplet', 'data', 'guid');
  return typeof guid === 'string' || guid === null ? guid : undefined;
}

/** The same text for the same parts, in whatever order they come. */
function comparable(parts: readonly unknown[]): string {
  return JSON.stringify(parts.map((part) => JSON.stringify(part)).sort());
}

export function revisionFrom(json: unknown): Revision {
  const command = at(json, 'processes', 'web', 'command');
  return {
    guid: required(json, 'revision', 'guid'),
    version: numberAt(json, 'version') ?? 0,
    dropletGuid: textAt(json, 'droplet', 'guid'),
    command: typeof command === 'string' ? readable(command) : command === null ? null : undefined,
    description: textAt(json, 'description') ?? '',
    sidecars: comparable(asArray(at(json, 'sidecars'))),
    otherCommands: comparable(
      Object.entries(asObject(at(json, 'processes')) ?? {})
        .filter(([type]) => type !== 'web')
        .map(([type, process]) => [type, at(process, 'command') ?? null]),
    ),
    createdAt: textAt(json, 'created_at') ?? '',
  };
}

/** The variables of an app or of a revision. One that is no text is told as JSON: older APIs took numbers. */
export function variablesFrom(json: unknown): ReadonlyMap<string, string> {
  const variables = asObject(at(json, 'var'));
  if (variables === undefined)
    throw new UnreadableAnswer('The Cloud Foundry API sent environment variables without var');
  return new Map(
    Object.entries(variables).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}

export function dropletFrom(json: unknown): Droplet {
  return {
    guid: required(json, 'droplet', 'guid'),
    state: textAt(json, 'state'),
    createdAt: textAt(json, 'created_at') ?? '',
    ports: portsFrom(textAt(json, 'execution_metadata')),
    command: readable(textAt(json, 'process_types', 'web')),
    image: textAt(json, 'image'),
    packageGuid: textAt(json, 'links', 'package', 'href')?.split('/').at(-1),
  };
}

/** Of the text that the builder has left (dockerapplifecycle, `execution_metadata.go`). */
function portsFrom(text: string | undefined): readonly number[] | undefined {
  const metadata = asObject(parseJson(text ?? ''));
  if (metadata === undefined) return undefined;
  return asArray(at(metadata, 'ports'))
    .filter((entry) => textAt(entry, 'Protocol') === 'tcp')
    .flatMap((entry) => numberAt(entry, 'Port') ?? [])
    .sort((a, b) => a - b);
}

export function buildFrom(json: unknown): Build {
  return {
    guid: required(json, 'build', 'guid'),
    state: required(json, 'build', 'state'),
    error: textAt(json, 'error'),
    dropletGuid: textAt(json, 'droplet', 'guid'),
    createdBy: textAt(json, 'created_by', 'name') || undefined,
    createdAt: textAt(json, 'created_at') ?? '',
  };
}

export function statsFrom(json: unknown): readonly InstanceStats[] {
  return resourcesOf(json, 'read the state of the instances').flatMap((entry, position) => {
    const routable = at(entry, 'routable');
    return asObject(entry) === undefined
      ? []
      : [
          {
            index: numberAt(entry, 'index') ?? position,
            state: textAt(entry, 'state') ?? 'UNKNOWN',
            routable: typeof routable === 'boolean' ? routable : undefined,
            ports: portsOf(entry),
            details: textAt(entry, 'details') || undefined,
            instanceGuid: textAt(entry, 'instance_guid'),
            uptimeS: numberAt(entry, 'uptime'),
          },
        ];
  });
}

function portsOf(entry: unknown): readonly number[] | undefined {
  const ports = asArray(at(entry, 'instance_ports')).flatMap((port) => numberAt(port, 'internal') ?? []);
  return ports.length === 0 ? undefined : ports;
}

/**
 * The resources of one page.
 *
 * @param doing what was tried, to follow "could not": `read the app`
 * @throws UnreadableAnswer when it is no page: that there is none is told by an empty list
 */
export function resourcesOf(page: unknown, doing: string): readonly unknown[] {
  const resources = at(page, 'resources');
  if (!Array.isArray(resources))
    throw new UnreadableAnswer(`Could not ${doing}: the answer is a list without resources`);
  return resources;
}

/** Undefined for an event of another kind. */
export function crashFrom(json: unknown): Crash | undefined {
  const processGuid = textAt(json, 'actor', 'guid');
  if (processGuid === undefined || textAt(json, 'type') !== 'audit.app.process.crash') return undefined;
  return {
    processGuid,
    processType: textAt(json, 'actor', 'name') || 'web',
    index: numberAt(json, 'data', 'index') ?? 0,
    exitDescription: textAt(json, 'data', 'exit_description') || 'crashed, without an exit description',
    createdAt: textAt(json, 'created_at') ?? '',
  };
}

/** The guid of what a write has just made. */
export function guidFrom(json: unknown, what: string): string {
  return required(json, what, 'guid');
}
