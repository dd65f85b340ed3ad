import type { Reply } from '../../sandbox/server.ts';
import type { ServerName } from './mishaps.ts';

/** A way for a server to say what it should not: in its errors, in headers, in place of an answer. */
export interface Way {
  readonly name: string;
  answer(said: readonly string[], server: ServerName, honest: Reply): Reply;
}

const statuses = [400, 403, 404, 409, 422, 429, 500, 503];

export const ways: readonly Way[] = [
  ...statuses.map((status) => ({
    name: `${status} in its own words`,
    answer: (said: readonly string[], server: ServerName) => ({ status, body: errorOf(server, textOf(said)) }),
  })),
  {
    name: '401 with a challenge',
    answer: (said) => ({ status: 401, headers: challenge(said), body: { detail: textOf(said) } }),
  },
  { name: '502 in plain text', answer: (said) => ({ status: 502, headers: type('text/plain'), body: textOf(said) }) },
  {
    name: '200 with a page',
    answer: (said) => {
      const body = `<title>${textOf(said)}</title><h1>${textOf(said)}</h1>`;
      return { status: 200, headers: type('text/html'), body };
    },
  },
  {
    name: '200 with half of a JSON',
    answer: (said) => ({ status: 200, headers: type('application/json'), body: `{"a":${textOf(said)}` }),
  },
  {
    name: 'a redirect',
    answer: (said) => ({ status: 302, headers: { location: `/${encodeURIComponent(textOf(said))}` } }),
  },
  {
    name: 'what is right, and headers that talk',
    answer: (said, _, honest) => ({ ...honest, headers: { ...honest.headers, ...chatter(said) } }),
  },
];

const textOf = (said: readonly string[]) => said.join(' / / ');
const type = (value: string) => ({ 'content-type': value });
/** What can be a header's value: visible ASCII. */
const headerText = (said: readonly string[]) => textOf(said.filter((one) => /^[\x20-\x7e]*$/.test(one)));
const challenge = (said: readonly string[]) => ({
  'www-authenticate': `Bearer realm="https://login.invalid/token",error="${quoted(headerText(said))}"`,
});
/** As it stands between quotation marks (RFC 9110, 5.6.4). */
const quoted = (text: string) => text.replace(/["\\]/g, '\\$&');
const chatter = (said: readonly string[]) => ({
  'x-cf-warnings': encodeURIComponent(textOf(said)),
  'x-cf-routererror': headerText(said),
  warning: `299 - "${quoted(headerText(said))}"`,
  deprecation: headerText(said),
});

/** A server's own form of an error. */
function errorOf(server: ServerName, text: string): object {
  switch (server) {
    case 'cloudfoundry':
    case 'korifi':
      return { errors: [{ code: 10008, title: 'CF-UnprocessableEntity', detail: text }] };
    case 'uaa':
      return { error: 'unauthorized', error_description: text };
    case 'registry':
      return { errors: [{ code: 'DENIED', message: text, detail: { said: text } }] };
    case 'log-cache':
      return { error: text, message: text };
    default:
      return { detail: text, password: [text] };
  }
}
