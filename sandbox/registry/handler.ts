import type { Exchange, Handler, Reply } from '../server.ts';
import type { Need } from './accounts.ts';
import type { RegistryGuard } from './auth.ts';
import { beginUpload, continueUpload, readBlob } from './blobs.ts';
import { apiVersion, errorReply, methodNotAllowed, movedTo, ociError, pageNotFound } from './errors.ts';
import type { PullLimits } from './limits.ts';
import { readManifest, writeManifest } from './manifests.ts';
import type { Profile } from './profiles.ts';
import type { ObjectStorage } from './storage.ts';
import type { RegistryStore } from './store.ts';

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

const downloads = '/artifacts-downloads';

/** Whether a path is the registry's, and not one of a token server on the same host. */
export function isRegistryPath(path: string): boolean {
  return (
    /^\/v2\/?$/.test(path) || path.startsWith(downloads) || Object.values(routes).some((route) => route.test(path))
  );
}

/** What the registry answers from. */
export interface Desk {
  readonly store: RegistryStore;
  readonly guard: RegistryGuard;
  readonly profile: Profile;
  readonly limits: PullLimits;
  readonly objects: ObjectStorage;
  readonly ignoresAccept: boolean;
  /** Of storage and registry, as others are told. */
  readonly address: { readonly storage: string; readonly registry: string };
}

export function handlerOf(desk: Desk): Handler {
  const { store, guard } = desk;
  return (exchange) => {
    const { path, method } = exchange;
    const base = `http://${exchange.headers['host'] ?? ''}`;
    const guarded = (repository: string, reference: string, answer: () => Reply) =>
      guard.refuse(exchange, needsOf(exchange, repository), reference) ?? answer();
    const reads = method === 'GET' || method === 'HEAD';

    if (path === '/v2') return movedTo('/v2/', method);
    // Whatever the method.
    if (path === '/v2/') return guard.refusePing(exchange) ?? json({});
    if (desk.profile.blobs?.from === 'registry' && path.startsWith(`${downloads}/`)) return desk.objects.read(exchange);
    const tags = routes.tags.exec(path);
    if (tags !== null) {
      const [, repository = ''] = tags;
      return guarded(repository, '', () => (reads ? listTags(desk, exchange, repository) : methodNotAllowed('GET')));
    }
    const manifest = routes.manifest.exec(path);
    if (manifest !== null) {
      const [, repository = '', reference = ''] = manifest;
      return guarded(repository, reference, () => {
        if (!reads && method !== 'PUT' && method !== 'DELETE') return methodNotAllowed('DELETE, GET, HEAD, PUT');
        if (reads) return giveManifest(desk, exchange, repository, reference);
        if (!isTagOrSha256(reference)) return errorReply('UNKNOWN', { detail: {} });
        if (method === 'PUT') return writeManifest(store, exchange, repository, reference, base);
        return errorReply('UNSUPPORTED');
      });
    }
    const uploads = routes.uploads.exec(path);
    if (uploads !== null) {
      const [, repository = ''] = uploads;
      // To the server every other method is for an upload whose id is missing.
      return guarded(repository, '', () =>
        method === 'POST' ? beginUpload(store, exchange, repository, base) : errorReply('BLOB_UPLOAD_UNKNOWN'),
      );
    }
    const upload = routes.upload.exec(path);
    if (upload !== null) {
      const [, repository = '', id = ''] = upload;
      return guarded(
        repository,
        '',
        () =>
          continueUpload(store, exchange, repository, id, base) ?? methodNotAllowed('DELETE, GET, HEAD, PATCH, PUT'),
      );
    }
    const blob = routes.blob.exec(path);
    if (blob !== null) {
      const [, repository = '', digest = ''] = blob;
      return guarded(repository, digest, () => {
        if (!reads && method !== 'DELETE') return methodNotAllowed('DELETE, GET, HEAD');
        return reads ? giveBlob(desk, exchange, repository, digest) : errorReply('UNSUPPORTED');
      });
    }
    return pageNotFound;
  };
}

function isTagOrSha256(reference: string): boolean {
  return !reference.includes(':') || /^sha256:[0-9a-f]{64}$/.test(reference);
}

function giveManifest(desk: Desk, exchange: Exchange, repository: string, reference: string): Reply {
  const { store, guard, profile, limits, ignoresAccept } = desk;
  if (!isTagOrSha256(reference) && store.manifest(repository, reference) === undefined) {
    return errorReply('UNKNOWN', { detail: {} });
  }
  const missing = () => {
    const asked = guard.asked(exchange, needsOf(exchange, repository), reference);
    return store.has(repository) ? profile.missing.manifest(asked) : profile.missing.repository(asked);
  };
  const reply = limits.counted(exchange.method, guard.account(exchange), () =>
    readManifest(store, exchange, repository, reference, missing, ignoresAccept),
  );
  if (exchange.method !== 'HEAD' || profile.headWithoutDigest !== true) return reply;
  const { 'docker-content-digest': _, ...headers } = reply.headers ?? {};
  return { ...reply, headers };
}

function giveBlob(desk: Desk, exchange: Exchange, repository: string, digest: string): Reply {
  const { store, profile, objects, address } = desk;
  const bytes = store.repositories.get(repository)?.blobs.get(digest);
  if (bytes === undefined || profile.blobs === undefined) return readBlob(store, exchange, repository, digest);
  const { status, from } = profile.blobs;
  const target = objects.sign(exchange.method, digest, bytes);
  const location = from === 'storage' ? `${address.storage}${target}` : `${address.registry}${downloads}${target}`;
  return { status, headers: { ...apiVersion, location, 'docker-content-digest': digest }, body: '' };
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
function listTags({ store, profile }: Desk, { query }: Exchange, repository: string): Reply {
  if (profile.mostTags !== undefined && Number(query.get('n') ?? 0) > profile.mostTags) {
    return ociError(405, 'UNSUPPORTED', 'The operation is unsupported.');
  }
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
