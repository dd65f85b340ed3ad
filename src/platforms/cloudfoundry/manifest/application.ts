import { parseReference } from '../../../image/reference.ts';
import { Unreadable } from '../../../inputs/readers.ts';
import type { Manifest, Route, ServiceWish, Settings } from '../../../inputs/request.ts';
import { readRoute } from '../../../inputs/routes.ts';
import type { ManifestQuery } from '../../platform.ts';
import { plain } from './document.ts';
import { processKeys, processRest, webSettings } from './process.ts';
import type { Section } from './section.ts';

/** What an entry of `applications` comes to. */
export interface Application {
  readonly settings: Settings;
  readonly routesMode?: 'exact';
  readonly rest: Manifest['rest'];
}

/** Of other ways to make an app than from an image. */
const sourceKeys = ['buildpack', 'buildpacks', 'stack', 'path', 'cnb-credentials'];

/** Reads an entry; `asked` is what the inputs say of its image. All that is wrong has been told then. */
export function readApplication(app: Section, asked: Pick<ManifestQuery, 'image' | 'registryUsername'>): Application {
  app.value('name');
  readDocker(app, asked);
  for (const key of sourceKeys)
    app.refuse(key, 'is for apps that are made from source · leave it out, the image is it');
  const lifecycle = app.text('lifecycle');
  if (lifecycle !== undefined && lifecycle !== 'docker') app.wrong('lifecycle', `"${lifecycle}" · write docker`);
  const processes = readProcesses(app);
  const { routes, ...ways } = readRoutes(app);
  const env = app.texts('env');
  const services = readServices(app);
  const metadata = app.section('metadata');
  const labels = metadata?.texts('labels');
  const annotations = metadata?.texts('annotations');
  metadata?.refuseUnknown();
  const rest = {
    ...app.pick(['features', 'sidecars']),
    ...(processes.rest.length === 0 ? {} : { processes: processes.rest }),
    ...ways.rest,
  };
  app.refuseUnknown();
  return {
    settings: {
      ...processes.settings,
      ...(routes === undefined ? {} : { routes }),
      // A variable without a value is an empty one: Ruby's `nil.to_s`.
      ...(env === undefined ? {} : { env: new Map([...env].map(([name, value]) => [name, value ?? ''])) }),
      ...(services === undefined ? {} : { services }),
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
    },
    ...(ways.exact ? { routesMode: 'exact' } : {}),
    rest: Object.keys(rest).length === 0 ? undefined : rest,
  };
}

/** The file may name another version of the image than the inputs, but not another image. */
function readDocker(
  app: Section,
  { image, registryUsername }: Pick<ManifestQuery, 'image' | 'registryUsername'>,
): void {
  const docker = app.section('docker');
  if (docker === undefined) return;
  const named = docker.text('image');
  const [ours, theirs] = [repositoryOf(image), named === undefined ? undefined : repositoryOf(named)];
  if (ours !== undefined && theirs !== undefined && ours !== theirs) {
    docker.wrong('image', `is ${theirs}, and the input image is ${ours} · keep one`);
  }
  const username = docker.text('username');
  if (username !== undefined && username !== registryUsername) {
    docker.wrong(
      'username',
      'needs a password, which no manifest holds · give registry-username and registry-password',
    );
  }
  docker.refuseUnknown();
}

function repositoryOf(image: string): string | undefined {
  try {
    const { domain, path } = parseReference(image);
    return `${domain}/${path}`;
  } catch {
    // The input's own reader says what is wrong with it; of the file's image nothing else is used.
    return undefined;
  }
}

/** What stands at the top is web's, unless web has an entry of its own, which replaces all of it. */
function readProcesses(app: Section): {
  readonly settings: Settings;
  readonly rest: readonly Readonly<Record<string, unknown>>[];
} {
  const entries = new Map<string, Section>();
  app.items('processes').forEach((item, at) => {
    const unnamed = app.itemOf('processes', item, String(at + 1), 'loose');
    const type = unnamed.text('type');
    if (type === undefined) unnamed.wrong('type', 'is missing');
    else if (entries.has(type)) unnamed.wrong('type', `${type} is there twice`);
    else entries.set(type, app.itemOf('processes', item, type, 'loose'));
  });
  const web = entries.get('web');
  if (web !== undefined) {
    for (const key of ['instances', ...processKeys])
      app.refuse(key, 'is not heeded, as processes has web · put it there');
  }
  const instances = new Map<string, number>();
  const rest: Readonly<Record<string, unknown>>[] = [];
  for (const [type, section] of entries) {
    section.value('type');
    const count = section.whole('instances', 0);
    if (count !== undefined) instances.set(type, count);
    if (type !== 'web') rest.push(processRest(section, type));
  }
  const count = web === undefined ? app.whole('instances', 0) : undefined;
  if (count !== undefined) instances.set('web', count);
  const settings = webSettings(web ?? app);
  const user = web?.pick(['user']) ?? {};
  if ('user' in user) rest.push({ type: 'web', ...user });
  for (const section of entries.values()) section.refuseUnknown();
  return { settings: { ...settings, ...(instances.size === 0 ? {} : { instances }) }, rest };
}

/** Plain routes are routes of ours; TCP, another protocol and options are the server's. */
function readRoutes(app: Section): {
  readonly routes: readonly Route[] | undefined;
  readonly exact: boolean;
  readonly rest: Readonly<Record<string, unknown>>;
} {
  const [none, random, usual] = ['no-route', 'random-route', 'default-route'].map((key) => app.isTrue(key));
  const isNamed = app.value('routes') !== undefined;
  if (none && isNamed) app.wrong('no-route', 'and routes cannot both be meant');
  const routes: Route[] = [];
  const special: unknown[] = [];
  app.items('routes').forEach((item, at) => {
    const section = app.itemOf('routes', item, String(at + 1));
    const address = section.text('route');
    const protocol = section.text('protocol');
    const options = section.value('options');
    section.refuseUnknown();
    if (address === undefined) section.wrong('route', 'is missing');
    else if ((protocol ?? 'http1') !== 'http1' || options !== undefined || /:\d+$/.test(address)) {
      special.push(plain(item));
    } else {
      const route = section.read('route', (text) => {
        if (text.includes('='))
          throw new Unreadable(`"${text}" · a manifest has no port of the app: use the input port`);
        return readRoute(text);
      });
      if (route !== undefined && !routes.some((other) => other.address === route.address)) routes.push(route);
    }
  });
  return {
    routes: isNamed || none ? routes : undefined,
    exact: none === true && !isNamed,
    rest: {
      ...(special.length === 0 ? {} : { routes: special }),
      ...(random && !isNamed && !none ? { 'random-route': true } : {}),
      ...(usual && !isNamed && !none ? { 'default-route': true } : {}),
    },
  };
}

function readServices(app: Section): readonly ServiceWish[] | undefined {
  if (app.value('services') === undefined) return undefined;
  const services: ServiceWish[] = [];
  app.items('services').forEach((item, at) => {
    const service =
      item.kind === 'scalar' ? { name: String(item.value ?? '') } : named(app.itemOf('services', item, String(at + 1)));
    if (service === undefined) return;
    if (services.some(({ name }) => name === service.name)) app.wrong('services', `has ${service.name} twice`);
    services.push(service);
  });
  return services;
}

function named(section: Section): ServiceWish | undefined {
  const name = section.text('name');
  const bindingName = section.text('binding_name');
  const parameters = section.section('parameters');
  section.refuseUnknown();
  if (name === undefined) return void section.wrong('name', 'is missing');
  return {
    name,
    ...(bindingName === undefined ? {} : { bindingName }),
    ...(parameters === undefined ? {} : { parameters: parameters.pick(parameters.keys()) }),
  };
}
