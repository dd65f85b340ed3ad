import type { Reply } from '../server.ts';

/** An answer that ends the handling of a request at once. */
export class Refusal extends Error {
  readonly reply: Reply;
  constructor(reply: Reply) {
    super(`HTTP ${reply.status}`);
    this.reply = reply;
  }
}

/** What the web framework answers to a path that no pattern fits, byte for byte. */
const notFoundPage =
  '\n<!doctype html>\n<html lang="en">\n<head>\n  <title>Not Found</title>\n</head>\n<body>\n' +
  '  <h1>Not Found</h1><p>The requested resource was not found on this server.</p>\n</body>\n</html>\n';

export function unknownPath(contentType: string): Reply {
  return { status: 404, headers: { 'content-type': contentType }, body: notFoundPage };
}

/** Any JSON value. `Reply` writes objects as JSON by itself; the bare strings of the 404s need this. */
export function json(status: number, value: unknown): Reply {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

export function noContent(): Reply {
  return { status: 204 };
}

/** `{"detail": …}`: what an exception of the application becomes. */
export function detail(status: number, text: string): Refusal {
  return new Refusal(json(status, { detail: text }));
}

/** `{"field": ["…"]}`: what the serializer refuses. */
export function invalid(errors: Readonly<Record<string, readonly string[]>>): Refusal {
  return new Refusal(json(400, errors));
}

export function methodNotAllowed(method: string): Refusal {
  return detail(405, `Method "${method}" not allowed.`);
}

export function forbidden(): Refusal {
  return detail(403, 'You do not have permission to perform this action.');
}

/** Something that the real server has and the sandbox has not. Never mistaken for an answer of the platform. */
export function leftOut(what: string): Refusal {
  return new Refusal({
    status: 599,
    headers: { 'content-type': 'text/plain' },
    body: `The sandbox does not play ${what}; the real controller would.`,
  });
}
