import type { Exchange, Reply } from '../../sandbox/server.ts';
import { type Flow, reDeploy } from './flows.ts';
import { full } from './full.ts';
import { expectClean, expectNoSecret, type Ground, type Played } from './ground.ts';
import type { ServerName } from './mishaps.ts';
import type { RequestKind } from './request-kinds.ts';
import type { Scene } from './scene.ts';

/**
 * Every request of every flow, answered by a server that says all it was ever told and all it knows: in its errors, in
 * headers, in an answer that is right but for that, in every encoding. With debug on, no part of a secret may show.
 */
export function playEchoes({ flows, matrix }: Ground): void {
  const add = matrix('echoes of secrets');
  for (const { flow, kinds } of flows) {
    for (const [index, kind] of kinds.entries()) {
      // Of the ways each request is answered in a few, so that all are taken by and by.
      const turns = full ? [0, 1, 2] : flow === reDeploy && index % 3 === 0 ? [0] : [];
      for (const turn of turns) {
        const way = ways[(index + turn * 4) % ways.length];
        if (way === undefined) continue;
        add(`${flow.name}: ${kind.name}: ${way.name}`, flow, (scene) => echoed(scene, flow, kind, way));
      }
    }
  }
}

interface Way {
  readonly name: string;
  answer(echo: string, server: ServerName, honest: Reply): Reply;
}

const statuses = [400, 403, 404, 409, 422, 429, 500, 503];

const ways: readonly Way[] = [
  ...statuses.map((status) => ({
    name: `${status} in its own words`,
    answer: (echo: string, server: ServerName) => ({ status, body: errorOf(server, echo) }),
  })),
  {
    name: '401 with a challenge',
    answer: (echo) => ({ status: 401, headers: challenge(echo), body: { detail: echo } }),
  },
  { name: '502 in plain text', answer: (echo) => ({ status: 502, headers: type('text/plain'), body: echo }) },
  {
    name: '200 with a page',
    answer: (echo) => ({ status: 200, headers: type('text/html'), body: `<title>${echo}</title><h1>${echo}</h1>` }),
  },
  {
    name: '200 with half of a JSON',
    answer: (echo) => ({ status: 200, headers: type('application/json'), body: `{"a":${echo}` }),
  },
  { name: 'a redirect', answer: (echo) => ({ status: 302, headers: { location: `/${encodeURIComponent(echo)}` } }) },
  {
    name: 'what is right, and headers that talk',
    answer: (echo, _, honest) => ({ ...honest, headers: { ...honest.headers, ...chatter(echo) } }),
  },
];

/** Between the forms: nothing that stands in one. */
const separator = ' / / ';

const type = (value: string) => ({ 'content-type': value });
/** What can be a header's value: visible ASCII. */
const headerText = (echo: string) =>
  echo
    .split(separator)
    .filter((form) => /^[\x20-\x7e]*$/.test(form))
    .join(separator);
const challenge = (echo: string) => ({
  'www-authenticate': `Bearer realm="https://login.invalid/token",error="${headerText(echo).replaceAll('"', '')}"`,
});
const chatter = (echo: string) => ({
  'x-cf-warnings': encodeURIComponent(echo),
  'x-cf-routererror': headerText(echo),
  warning: `299 - "${headerText(echo).replaceAll('"', '')}"`,
  deprecation: headerText(echo),
});

/** A server's own form of an error. */
function errorOf(server: ServerName, echo: string): object {
  switch (server) {
    case 'cloudfoundry':
      return { errors: [{ code: 10008, title: 'CF-UnprocessableEntity', detail: echo }] };
    case 'uaa':
      return { error: 'unauthorized', error_description: echo };
    case 'registry':
      return { errors: [{ code: 'DENIED', message: echo, detail: { said: echo } }] };
    case 'log-cache':
      return { error: echo, message: echo };
    default:
      return { detail: echo, password: [echo] };
  }
}

/** All that a server can know, in every encoding. */
function echoOf(secrets: readonly string[], { headers, body }: Exchange): string {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const forms = secrets.flatMap((secret) => [
    ...[secret, JSON.stringify(secret), encodeURIComponent(secret), new URLSearchParams({ p: secret }).toString()],
    ...[base64(secret), Buffer.from(secret).toString('base64url')],
    // Where the login begins in the middle of what is encoded.
    ...[base64(`x${secret}`), base64(`xy${secret}`), base64(`user:${secret}:more`)],
    // Where characters that nobody sees stand in it: taken out before it is looked for or after, it must not appear.
    ...['\u200b', '\u001b[31m'].map((unseen) => secret.replace(/.{6}/gsu, `$&${unseen}`)),
  ]);
  return [...forms, headers['authorization'] ?? '', body.toString('utf8')].join(separator);
}

async function echoed(scene: Scene, flow: Flow, kind: RequestKind, way: Way): Promise<Played> {
  const { server, method, path, nth } = kind;
  scene.server(server).faults.push({
    ...{ method, path, nth, when: 'after' },
    action: (honest, exchange) => way.answer(echoOf(scene.secrets(), exchange), server, honest),
  });
  const main = await scene.start({ env: { RUNNER_DEBUG: '1', ACTIONS_STEP_DEBUG: 'true' } }).done;
  expectClean(scene, main);
  const post = await scene.startPost(main, { env: { RUNNER_DEBUG: '1', ACTIONS_STEP_DEBUG: 'true' } }).done;
  expectNoSecret(scene, post);
  const isLive = main.exitCode === 0 && flow.ends !== 'restored';
  return isLive ? { release: main.outputs['release'] ?? scene.oldRelease ?? '' } : undefined;
}
