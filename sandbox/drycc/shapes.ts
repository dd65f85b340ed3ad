import type { JsonObject } from '../controller/body.ts';
import { isObject } from '../controller/body.ts';
import { timestamp } from '../controller/names.ts';
import { pythonStr } from '../controller/python.ts';
import type {
  App,
  Build,
  Config,
  Domain,
  Gateway,
  GatewayRoute,
  Member,
  Release,
  Service,
  StoredToken,
  User,
  Workspace,
} from './records.ts';

const times = (at: number) => ({ created: timestamp(at), updated: timestamp(at) });

export function userJson(user: User): object {
  return {
    id: user.id,
    email: `${user.username}@example.com`,
    username: user.username,
    first_name: '',
    last_name: '',
    is_superuser: user.superuser,
    is_staff: user.superuser,
    groups: [],
    user_permissions: [],
    last_login: null,
    date_joined: timestamp(user.joinedAt),
    is_active: true,
  };
}

/** Both ends of a token, and nothing of what is between. */
export function tokenJson({ uuid, owner, alias, key, createdAt }: StoredToken): object {
  return { uuid, owner, alias, fuzzy_key: `${key.slice(0, 14)}...${key.slice(-14)}`, ...times(createdAt) };
}

export function workspaceJson({ uuid, createdAt, id, uid, email }: Workspace): object {
  return { uuid, ...times(createdAt), id, uid, email };
}

export function memberJson(workspace: Workspace, member: Member): object {
  return {
    id: member.id,
    user: member.username,
    email: `${member.username}@example.com`,
    workspace: workspace.id,
    role: member.role,
    alerts: true,
    ...times(member.createdAt),
  };
}

export function appJson(app: App): object {
  return {
    uuid: app.uuid,
    id: app.id,
    uid: app.uid,
    workspace: app.workspace.id,
    structure: app.structure,
    ...times(app.createdAt),
  };
}

export function buildJson(app: App, build: Build | undefined): object {
  if (build === undefined) {
    return { app: null, image: '', stack: '', sha: '', procfile: null, dryccfile: null, dockerfile: '' };
  }
  return {
    app: app.id,
    image: build.image,
    stack: build.stack,
    sha: '',
    procfile: build.procfile,
    dryccfile: build.dryccfile ?? {},
    dockerfile: '',
    ...times(build.createdAt),
    uuid: build.uuid,
  };
}

/** Everything is shown as text, but for probes. */
export function configJson(app: App, config: Config): object {
  return {
    uuid: config.uuid,
    app: app.id,
    values: config.values,
    limits: config.limits,
    lifecycle: texts(config.lifecycle),
    tags: texts(config.tags),
    registry: texts(config.registry),
    healthcheck: config.healthcheck,
    termination_grace_period: texts(config.termination_grace_period),
    ...times(config.createdAt),
    values_refs: config.values_refs,
  };
}

function texts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => (isObject(item) ? texts(item) : item));
  const entries = Object.entries(value as JsonObject);
  return Object.fromEntries(
    entries.map(([key, item]) => [key, typeof item === 'object' && item !== null ? texts(item) : pythonStr(item)]),
  );
}

/** `updated` does not move when the state changes. */
export function releaseJson(app: App, release: Release): object {
  return {
    uuid: release.uuid,
    app: app.id,
    ...times(release.createdAt),
    state: release.state,
    version: release.version,
    summary: release.summary,
    failed: release.failed,
    exception: null,
    conditions: release.conditions.map(({ state, ptypes, exception, at }) => ({
      state,
      action: 'pipeline',
      ptypes,
      ...(exception === undefined ? {} : { exception }),
      created: timestamp(at),
    })),
    deployed_ptypes: release.deployedPtypes,
    config: release.config.uuid,
    build: release.build?.uuid ?? null,
  };
}

export function settingsJson(app: App): object {
  const { uuid, createdAt, label, autoscale, routable, autodeploy, autorollback } = app.settings;
  return { uuid, app: app.id, autoscale, label, ...times(createdAt), routable, autodeploy, autorollback };
}

export function domainJson(app: App, { domain, ptype, createdAt }: Domain): object {
  return { ...times(createdAt), app: app.id, domain, ptype };
}

/** `web` has the app's own name. */
export function serviceName(app: App, ptype: string): string {
  return ptype === 'web' ? app.id : `${app.id}-${ptype}`;
}

export function serviceJson(app: App, { ptype, ports }: Service): object {
  const name = serviceName(app, ptype);
  return {
    name,
    domain: `${name}.${app.id}.svc`,
    ports: ports.map(({ port, protocol, targetPort }) => {
      return { name: `${protocol}-${pythonStr(port)}`.toLowerCase(), port, protocol, targetPort };
    }),
    ptype,
  };
}

export function gatewayJson(app: App, { id, name, ports, createdAt }: Gateway): object {
  const addresses = [{ type: 'IPAddress', value: '172.22.108.207' }];
  return { id, app: app.id, name, ports, addresses, ...times(createdAt) };
}

export function routeJson(app: App, { id, kind, name, rules, parentRefs, createdAt }: GatewayRoute): object {
  return { id, app: app.id, kind, name, rules, routable: true, parent_refs: parentRefs, ...times(createdAt) };
}

export function tlsJson(app: App): object {
  const { uuid, createdAt, httpsEnforced, certsAutoEnabled } = app.tls;
  const ready = { type: 'Ready', status: 'True', message: 'mock issuers message ok' };
  return {
    uuid,
    app: app.id,
    events: [{ name: app.id, kind: 'Issuer', time: timestamp(app.createdAt), ...ready }],
    ...times(createdAt),
    issuer: {
      email: 'anonymous@cert-manager.io',
      server: 'https://acme-v02.api.letsencrypt.org/directory',
      key_id: '',
      key_secret: '',
    },
    https_enforced: httpsEnforced,
    certs_auto_enabled: certsAutoEnabled,
  };
}
