import type { Reply } from '../server.ts';

/** Codes and messages of distribution 2.8.2 (`registry/api/errcode`, `registry/api/v2/errors.go`). */
const messages = {
  BLOB_UNKNOWN: [404, 'blob unknown to registry'],
  BLOB_UPLOAD_INVALID: [404, 'blob upload invalid'],
  BLOB_UPLOAD_UNKNOWN: [404, 'blob upload unknown to registry'],
  DIGEST_INVALID: [400, 'provided digest did not match uploaded content'],
  MANIFEST_BLOB_UNKNOWN: [400, 'blob unknown to registry'],
  MANIFEST_INVALID: [400, 'manifest invalid'],
  MANIFEST_UNKNOWN: [404, 'manifest unknown'],
  NAME_UNKNOWN: [404, 'repository name not known to registry'],
  UNAUTHORIZED: [401, 'authentication required'],
  UNKNOWN: [500, 'unknown error'],
  UNSUPPORTED: [405, 'The operation is unsupported.'],
} as const satisfies Record<string, readonly [status: number, message: string]>;

export type ErrorCode = keyof typeof messages;

export const apiVersion = { 'docker-distribution-api-version': 'registry/2.0' } as const;

/** `detail` undefined: left out, as the server leaves it out for some. The body ends in a line feed. */
export function errorReply(
  code: ErrorCode,
  options: { detail?: unknown; message?: string; headers?: Record<string, string> } = {},
): Reply {
  const [status, message] = messages[code];
  const error = {
    code,
    message: options.message ?? message,
    ...(options.detail === undefined ? {} : { detail: options.detail }),
  };
  return {
    status,
    headers: { ...apiVersion, 'content-type': 'application/json; charset=utf-8', ...options.headers },
    body: `${JSON.stringify({ errors: [error] })}\n`,
  };
}

/** An error in the form of the OCI distribution-spec ("Error Codes"), in the words of any registry. */
export function ociError(status: number, code: string, message: string, detail?: unknown): Reply {
  return {
    status,
    headers: { ...apiVersion, 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({ errors: [{ code, message, ...(detail === undefined ? {} : { detail }) }] }),
  };
}

/** What some registries say instead. */
export function plainText(status: number, text: string): Reply {
  return { status, headers: { ...apiVersion, 'content-type': 'text/plain; charset=utf-8' }, body: text };
}

/** Go's own answer to a path that no route takes. */
export const pageNotFound: Reply = {
  status: 404,
  headers: { ...apiVersion, 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
  body: '404 page not found\n',
};

export function methodNotAllowed(allow: string): Reply {
  return {
    status: 405,
    headers: {
      ...apiVersion,
      allow,
      'content-type': 'text/plain; charset=utf-8',
      'x-content-type-options': 'nosniff',
    },
    body: 'Method not allowed\n',
  };
}

/** Go's own redirect (`net/http`, `Redirect`): GET gets a page, HEAD its type but not its length, all others nothing. */
export function movedTo(location: string, method: string): Reply {
  const headers = { ...apiVersion, location };
  if (method !== 'GET' && method !== 'HEAD') return { status: 301, headers, body: '' };
  const page = { status: 301, headers: { ...headers, 'content-type': 'text/html; charset=utf-8' } };
  return method === 'HEAD' ? page : { ...page, body: `<a href="${location}">Moved Permanently</a>.\n\n` };
}
