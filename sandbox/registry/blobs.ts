import { randomUUID } from 'node:crypto';
import type { Exchange, Reply } from '../server.ts';
import { apiVersion, errorReply } from './errors.ts';
import { type RegistryStore, sha256, type Upload } from './store.ts';

const digestForm = /^sha256:[0-9a-f]{64}$/;

/** GET and HEAD of a blob, whole or one range of it. */
export function readBlob(store: RegistryStore, exchange: Exchange, name: string, digest: string): Reply {
  const bytes = store.repositories.get(name)?.blobs.get(digest);
  // 2.8.2 names all it has by sha256; other registries know sha512, too.
  if (bytes === undefined && !digestForm.test(digest)) return errorReply('DIGEST_INVALID', { detail: {} });
  if (bytes === undefined) return errorReply('BLOB_UNKNOWN', { detail: digest });
  const known = {
    ...apiVersion,
    'cache-control': 'max-age=31536000',
    'docker-content-digest': digest,
    etag: `"${digest}"`,
  };
  if (exchange.headers['if-none-match'] === known.etag) return { status: 304, headers: known };
  const headers = { ...known, 'accept-ranges': 'bytes', 'content-type': 'application/octet-stream' };
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(exchange.headers['range'] ?? '') ?? [];
  if (first === undefined) return { status: 200, headers, body: bytes };
  const start = Number(first);
  const end = Math.min(last === undefined || last === '' ? bytes.length - 1 : Number(last), bytes.length - 1);
  if (start > end) return { status: 416, headers: { ...headers, 'content-range': `bytes */${bytes.length}` } };
  return {
    status: 206,
    headers: { ...headers, 'content-range': `bytes ${start}-${end}/${bytes.length}` },
    body: bytes.subarray(start, end + 1),
  };
}

/** `POST …/blobs/uploads/`: begins an upload, or mounts a blob from another repository. */
export function beginUpload(store: RegistryStore, exchange: Exchange, name: string, base: string): Reply {
  const mount = exchange.query.get('mount');
  const from = exchange.query.get('from');
  const mounted = mount === null || from === null ? undefined : store.repositories.get(from)?.blobs.get(mount);
  if (mounted !== undefined) {
    store.putBlob(name, mounted);
    return blobCreated(base, name, sha256(mounted));
  }
  // A `digest` here would be the spec's single-POST upload, which 2.8.2 does not do: it answers 202 and waits for a PUT.
  const id = randomUUID();
  const upload: Upload = { repository: name, chunks: [] };
  store.uploads.set(id, upload);
  return uploadGoesOn(base, id, upload, 202);
}

/** GET, PATCH, PUT and DELETE of an upload that has begun. */
export function continueUpload(
  store: RegistryStore,
  exchange: Exchange,
  name: string,
  id: string,
  base: string,
): Reply | undefined {
  const upload = store.uploads.get(id);
  if (upload === undefined || upload.repository !== name) return errorReply('BLOB_UPLOAD_INVALID', { detail: {} });
  switch (exchange.method) {
    case 'GET':
      return uploadGoesOn(base, id, upload, 204);
    case 'DELETE':
      store.uploads.delete(id);
      return { status: 204, headers: { ...apiVersion, 'docker-upload-uuid': id } };
    case 'PATCH':
      upload.chunks.push(exchange.body);
      return uploadGoesOn(base, id, upload, 202);
    case 'PUT':
      return endUpload(store, exchange, name, id, upload, base);
    default:
      return undefined;
  }
}

function endUpload(
  store: RegistryStore,
  exchange: Exchange,
  name: string,
  id: string,
  upload: Upload,
  base: string,
): Reply {
  const digest = exchange.query.get('digest');
  if (digest === null) return errorReply('DIGEST_INVALID', { detail: 'digest missing' });
  if (!digestForm.test(digest)) return errorReply('DIGEST_INVALID', { detail: 'digest parsing failed' });
  store.uploads.delete(id);
  const bytes = Buffer.concat([...upload.chunks, exchange.body]);
  if (sha256(bytes) !== digest) return errorReply('DIGEST_INVALID', { detail: { Digest: digest, Reason: {} } });
  store.putBlob(name, bytes);
  return blobCreated(base, name, digest);
}

function blobCreated(base: string, name: string, digest: string): Reply {
  const location = `${base}/v2/${name}/blobs/${digest}`;
  return { status: 201, headers: { ...apiVersion, location, 'docker-content-digest': digest }, body: '' };
}

function uploadGoesOn(base: string, id: string, upload: Upload, status: number): Reply {
  const size = upload.chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  return {
    status,
    headers: {
      ...apiVersion,
      location: `${base}/v2/${upload.repository}/blobs/uploads/${id}?_state=sandbox`,
      'docker-upload-uuid': id,
      range: `0-${Math.max(size - 1, 0)}`,
    },
    ...(status === 202 ? { body: '' } : {}),
  };
}
