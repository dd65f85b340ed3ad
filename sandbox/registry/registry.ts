import { runningClock, type SandboxClock } from '../clock.ts';
import { type Exchange, type Handler, type Reply, type RunningServer, serve } from '../server.ts';
import { type AccessMode, type Need, RegistryAccessControl, type RegistryUser } from './auth.ts';
import { beginUpload, continueUpload, readBlob } from './blobs.ts';
import { apiVersion, errorReply, methodNotAllowed, pageNotFound } from './errors.ts';
import { readManifest, writeManifest } from './manifests.ts';
import { type ImageToPublish, type Published, publishImage } from './publish.ts';
import { RegistryStore } from './store.ts';

export interface RegistryOptions {
  /** Default: `robot` with the password `robot-password`, who may use every repository. */
  readonly users?: Readonly<Record<string, RegistryUser>>;
  /** By prefix of the repository. Default: `private/` needs a login by Bearer, the rest is open. */
  readonly modes?: Readonly<Record<string, AccessMode>>;
  /** For the life of tokens. */
  readonly clock?: SandboxClock;
  readonly latencyMs?: number;
  readonly port?: number;
}

export interface RegistrySandbox {
  /** `127.0.0.1:43210`: what image names begin with. */
  readonly host: string;
  readonly server: RunningServer;
  /** On a port of its own, so that a credential that is sent to the wrong server shows. */
  readonly tokenServer: RunningServer;
  readonly store: RegistryStore;
  /** Puts an image there without a push. */
  publish(image: ImageToPublish): Promise<Published>;
  close(): Promise<void>;
}

/** An OCI registry that answers as distribution 2.8.2 does, on loopback and in memory. */
export async function startRegistry(options: RegistryOptions = {}): Promise<RegistrySandbox> {
  const store = new RegistryStore();
  const access = new RegistryAccessControl(
    {
      modes: options.modes ?? { 'private/': 'bearer' },
      users: options.users ?? { robot: { password: 'robot-password' } },
    },
    options.clock ?? runningClock(),
  );
  const latency = options.latencyMs === undefined ? {} : { latencyMs: options.latencyMs };
  const tokenServer = await serve(access.tokenServer, latency);
  access.realm = `${tokenServer.url}/token`;
  const server = await serve(handlerOf(store, access), {
    ...latency,
    ...(options.port === undefined ? {} : { port: options.port }),
  });
  const host = new URL(server.url).host;
  return {
    host,
    server,
    tokenServer,
    store,
    publish: async (image) => publishImage(store, host, image),
    close: async () => {
      await Promise.all([server.close(), tokenServer.close()]);
    },
  };
}

/** The server's routes take a domain before the path, as references do: capitals are let in there. */
const name =
  '(?:[a-zA-Z0-9][a-zA-Z0-9.-]*/)?[a-z0-9]+(?:(?:\\.|__|_|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|__|_|-+)[a-z0-9]+)*)*';
const routes = {
  tags: new RegExp(`^/v2/(${name})/tags/list$`),
  manifest: new RegExp(`^/v2/(${name})/manifests/([A-Za-z0-9_][A-Za-z0-9_.-]{0,127}|[A-Za-z0-9_+.-]+:[A-Za-z0-9]+)$`),
  uploads: new RegExp(`^/v2/(${name})/blobs/uploads/$`),
  upload: new RegExp(`^/v2/(${name})/blobs/uploads/([a-zA-Z0-9_.=-]+)$`),
  blob: new RegExp(`^/v2/(${name})/blobs/([A-Za-z0-9_+.-]+:[0-9a-fA-F]+)$`),
};

function handlerOf(store: RegistryStore, access: RegistryAccessControl): Handler {
  return (exchange) => {
    const { path, method } = exchange;
    const base = `http://${exchange.headers['host'] ?? ''}`;
    const guarded = (needs: readonly Need[], answer: () => Reply) => access.refuse(exchange, needs) ?? answer();
    const reads = method === 'GET' || method === 'HEAD';

    if (path === '/v2') return { status: 301, headers: { ...apiVersion, location: '/v2/' } };
    if (path === '/v2/') {
      if (!reads) return methodNotAllowed('GET');
      return access.refusePing(exchange) ?? json({});
    }
    const tags = routes.tags.exec(path);
    if (tags !== null) {
      const [, repository = ''] = tags;
      if (!reads) return methodNotAllowed('GET');
      return guarded(needsOf(exchange, repository), () => listTags(store, repository));
    }
    const manifest = routes.manifest.exec(path);
    if (manifest !== null) {
      const [, repository = '', reference = ''] = manifest;
      if (!reads && method !== 'PUT' && method !== 'DELETE') return methodNotAllowed('DELETE, GET, HEAD, PUT');
      return guarded(needsOf(exchange, repository), () => {
        if (reference.includes(':') && !/^sha256:[0-9a-f]{64}$/.test(reference))
          return errorReply('UNKNOWN', { detail: {} });
        if (reads) return readManifest(store, exchange, repository, reference);
        if (method === 'PUT') return writeManifest(store, exchange, repository, reference, base);
        return errorReply('UNSUPPORTED');
      });
    }
    const uploads = routes.uploads.exec(path);
    if (uploads !== null) {
      const [, repository = ''] = uploads;
      if (method !== 'POST') return methodNotAllowed('POST');
      return guarded(needsOf(exchange, repository), () => beginUpload(store, exchange, repository, base));
    }
    const upload = routes.upload.exec(path);
    if (upload !== null) {
      const [, repository = '', id = ''] = upload;
      return guarded(
        needsOf(exchange, repository),
        () =>
          continueUpload(store, exchange, repository, id, base) ?? methodNotAllowed('DELETE, GET, HEAD, PATCH, PUT'),
      );
    }
    const blob = routes.blob.exec(path);
    if (blob !== null) {
      const [, repository = '', digest = ''] = blob;
      if (!reads && method !== 'DELETE') return methodNotAllowed('DELETE, GET, HEAD');
      return guarded(needsOf(exchange, repository), () =>
        reads ? readBlob(store, exchange, repository, digest) : errorReply('UNSUPPORTED'),
      );
    }
    return pageNotFound;
  };
}

/** `registry/handlers/app.go`, `appendAccessRecords`: what each method asks for. */
function needsOf(exchange: Exchange, repository: string): Need[] {
  if (exchange.method === 'GET' || exchange.method === 'HEAD') return [{ repository, action: 'pull' }];
  if (exchange.method === 'DELETE') return [{ repository, action: 'delete' }];
  const needs: Need[] = [
    { repository, action: 'pull' },
    { repository, action: 'push' },
  ];
  const from = exchange.query.get('from');
  if (exchange.method === 'POST' && from !== null) needs.push({ repository: from, action: 'pull' });
  return needs;
}

/** All of them: 2.8.2 takes no notice of `n` and `last`. */
function listTags(store: RegistryStore, repository: string): Reply {
  const found = store.repositories.get(repository);
  if (found === undefined || found.manifests.size === 0) {
    return errorReply('NAME_UNKNOWN', { detail: { name: repository } });
  }
  return json({ name: repository, tags: [...found.tags.keys()] });
}

function json(body: object): Reply {
  const text = Object.keys(body).length === 0 ? '{}' : `${JSON.stringify(body)}\n`;
  return { status: 200, headers: { ...apiVersion, 'content-type': 'application/json; charset=utf-8' }, body: text };
}
