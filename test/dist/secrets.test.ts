import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Exchange, type Reply, type RunningServer, serve } from '../../sandbox/server.ts';
import { type Entry, inputDefinitions } from '../../src/inputs/definitions.ts';
import { full } from '../matrix/full.ts';
import { type Chance, chanceOf, seed } from '../support/chance.ts';
import { encodings, partsOf } from '../support/encodings.ts';
import { runStep, type StepOptions, type StepResult } from '../support/runner.ts';

/**
 * Every place in which a credential can be given, by right or by mistake, on every platform and in every entry, through the
 * bundle with debug on. Whoever is asked says all that it was ever told, in one of some thirty encodings. No eight
 * characters of a credential in a row may be in anything that was written, nor in an address that was asked for. That every
 * request of every flow is answered so is what `test/matrix/echoes.ts` sees to.
 */

const platforms = ['cloudfoundry', 'deis', 'drycc', 'auto'] as const;
const entries = { deploy: 'index', task: 'task', rollback: 'rollback' } as const satisfies Record<Entry, string>;

let gossip: RunningServer;
/** What the server says to whoever asks: by what the path of its address begins with. */
const stories = new Map<string, (exchange: Exchange) => Reply>();

beforeAll(async () => {
  gossip = await serve((exchange) => {
    const story = [...stories].find(([name]) => exchange.path.includes(name))?.[1];
    return story?.(exchange) ?? { status: 404, body: 'nobody is told this' };
  });
});
afterAll(() => gossip.close());

/** A place for a credential: what it makes of the step. */
interface Place {
  readonly name: string;
  readonly entries?: readonly Entry[];
  /** It is known, to the action and to others, only once it has been sent. */
  readonly late?: true;
  /** More than one line can be given there. */
  readonly lines?: true;
  /** Characters that it takes. Default: all. */
  readonly alphabet?: string;
  give(secret: string, at: { readonly api: string; readonly host: string }): Partial<StepOptions>;
}

/** Without those that end what they stand in. */
const inUrls = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMN23456789+=%&!$*~;,(){}|äß€✓'.replace('%', '');
const asked = (inputs: Record<string, string>): Partial<StepOptions> => ({ inputs });
const partners: Readonly<Record<string, string>> = {
  password: 'username',
  'client-secret': 'client-id',
  'registry-password': 'registry-username',
};

/** From the list of inputs, so that a new credential is covered without anyone remembering. */
const secretInputs: readonly Place[] = inputDefinitions
  .filter((definition) => 'secret' in definition)
  .map(({ name, ...definition }) => {
    const partner = partners[name];
    return {
      name,
      lines: true,
      entries: Object.keys('in' in definition ? definition.in : { deploy: {} }) as Entry[],
      give: (secret) => asked({ [name]: secret, ...(partner === undefined ? {} : { [partner]: 'somebody' }) }),
    };
  });

const otherPlaces: readonly Place[] = [
  {
    name: 'all of them at once',
    lines: true,
    give: (secret) => asked(Object.fromEntries(secretInputs.map(({ name }) => [name, secret]))),
  },
  {
    name: 'a variable in env that sounds like one',
    entries: ['deploy'],
    give: (secret) => asked({ env: `GREETING=hello\nSTRIPE_API_KEY=${secret}` }),
  },
  {
    name: 'a variable in env, as JSON, of several lines',
    entries: ['deploy'],
    lines: true,
    give: (secret) => asked({ env: JSON.stringify({ GREETING: 'hello', SIGNING_PRIVATE_KEY: secret }) }),
  },
  {
    name: 'an address with a password in env',
    entries: ['deploy'],
    alphabet: inUrls,
    give: (secret) => asked({ env: `DATABASE_URL=postgres://app:${secret}@db.example.org/app` }),
  },
  {
    name: 'env that cannot be read',
    entries: ['deploy'],
    give: (secret) => asked({ env: `{"STRIPE_API_KEY": "x", ${secret}` }),
  },
  {
    name: 'a variable in the manifest',
    entries: ['deploy'],
    give: (secret) => ({
      inputs: { manifest: 'manifest.yml' },
      files: {
        'manifest.yml': `applications:\n- name: web\n  env:\n    STRIPE_API_KEY: ${JSON.stringify(secret)}\n`,
      },
    }),
  },
  {
    name: 'the text of a manifest where its path should be',
    entries: ['deploy'],
    give: (secret) => asked({ manifest: `applications:\n- name: web\n  env:\n    STRIPE_API_KEY: ${secret}` }),
  },
  {
    name: 'a manifest that cannot be read',
    entries: ['deploy'],
    give: (secret) => ({
      inputs: { manifest: 'manifest.yml' },
      files: { 'manifest.yml': `applications:\n- name: web\n  env:\n    - [STRIPE_API_KEY: {${secret}\n` },
    }),
  },
  {
    name: 'the address of the API',
    alphabet: inUrls,
    give: (secret, { api }) => asked({ api: withLogin(api, secret) }),
  },
  {
    name: 'the query of the API',
    alphabet: inUrls,
    give: (secret, { api }) => asked({ api: `${api}?token=${secret}` }),
  },
  {
    name: 'the name of the image',
    entries: ['deploy', 'task'],
    alphabet: inUrls,
    give: (secret, { host }) => asked({ image: `https://robot:${secret}@${host}/team/web:1.0` }),
  },
  {
    name: 'the address of the smoke test',
    entries: ['deploy', 'rollback'],
    alphabet: inUrls,
    give: (secret) => asked({ 'smoke-test': `https://me:${secret}@web.example.org/healthz` }),
  },
  {
    name: 'a route',
    entries: ['deploy'],
    alphabet: inUrls,
    give: (secret) => asked({ routes: `https://me:${secret}@web.example.org/healthz` }),
  },
  {
    name: 'a token server',
    entries: ['deploy', 'task'],
    alphabet: inUrls,
    give: (secret) => asked({ 'auth-realm-hosts': `https://me:${secret}@auth.example.org` }),
  },
  {
    name: 'a private key in ca-certificate',
    lines: true,
    give: (secret) =>
      asked({ 'ca-certificate': `-----BEGIN ${'PRIVATE'} KEY-----\n${secret}\n-----END ${'PRIVATE'} KEY-----` }),
  },
  {
    name: 'the login of a proxy',
    give: (secret, { host }) => ({ env: { http_proxy: `http://me:${encodeURIComponent(secret)}@${host}` } }),
  },
  {
    name: 'a docker login',
    late: true,
    entries: ['deploy', 'task'],
    give: (secret, { host }) => ({
      env: {
        DOCKER_AUTH_CONFIG: JSON.stringify({
          auths: { [host]: { auth: Buffer.from(`robot:${secret}`).toString('base64') } },
        }),
      },
    }),
  },
  {
    name: 'what the job’s OIDC token is asked for with',
    late: true,
    alphabet: 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMN23456789-_.+/=',
    give: (secret, { api }) => ({
      inputs: { oidc: 'user', platform: 'cloudfoundry' },
      env: { ACTIONS_ID_TOKEN_REQUEST_TOKEN: secret, ACTIONS_ID_TOKEN_REQUEST_URL: `${api}/oidc?v=1` },
    }),
  },
];

function withLogin(address: string, secret: string): string {
  return address.replace('//', `//me:${secret}@`);
}

/** What is wrong, in as many ways as servers tell it. */
function answerOf(chance: Chance, words: string): Reply {
  const status = chance.oneOf([400, 401, 403, 404, 409, 422, 500]);
  const line = words.replace(/[^\x20-\x7e]/g, '');
  const headers = {
    'x-cf-warnings': line,
    'x-cf-routererror': line,
    warning: `299 - "${line}"`,
    'www-authenticate': chance.oneOf([`Basic realm="${line}"`, `Bearer realm="${gossip.url}/token",error="${line}"`]),
  };
  const json = { 'content-type': 'application/json' };
  return chance.oneOf<Reply>([
    { status, headers, body: { errors: [{ code: 10008, title: 'CF-UnprocessableEntity', detail: words }] } },
    { status, headers, body: { errors: [{ code: 'DENIED', message: words, detail: { said: words } }] } },
    { status, headers, body: { error: 'unauthorized', error_description: words } },
    { status, headers, body: { detail: words, password: [words] } },
    { status, headers: { ...headers, ...json }, body: JSON.stringify(words) },
    { status, headers: { ...headers, ...json }, body: `{"detail": "${words}` },
    { status, headers: { ...headers, 'content-type': 'text/plain' }, body: words },
    { status, headers: { ...headers, 'content-type': 'text/html' }, body: `<title>${words}</title>${words}` },
    { status: 200, headers: { ...headers, 'content-type': 'text/html' }, body: `<title>${words}</title>${words}` },
    { status: 302, headers: { ...headers, location: `/${encodeURIComponent(words)}` } },
  ]);
}

/** Whoever is asked repeats what it knows: one form of it, that it comes before whatever is cut. */
function gossiping(chance: Chance, secret: string, late: boolean): (exchange: Exchange) => Reply {
  const forms = Object.values(encodings);
  let isKnown = !late;
  return ({ headers, body }) => {
    const authorization = headers['authorization'] ?? headers['proxy-authorization'] ?? '';
    isKnown ||= authorization.includes(secret) || Buffer.from(authorization.slice(6), 'base64').includes(secret);
    const said = isKnown ? [secret, secret] : [];
    const known = chance.oneOf([...said, authorization, body.toString('utf8')]);
    return answerOf(chance, `not ${chance.oneOf(forms)(known)} ${authorization}`);
  };
}

/** Everything that the step has left for anybody, and every address that was asked for. */
function writtenBy(step: StepResult, name: string): string {
  const printed = step.raw.replace(/^::add-mask::.*$/gm, '');
  const targets = gossip.requests.filter(({ target }) => target.includes(name)).map(({ target }) => target);
  return [printed, step.summary, JSON.stringify([step.outputs, step.state, step.annotations]), ...targets].join('\n');
}

/** With FULL=1 on every platform, besides. */
const rounds = full ? 2 : 1;
let cases = 0;

for (const place of [...secretInputs, ...otherPlaces]) {
  for (let round = 0; round < rounds; round++) {
    for (const entry of place.entries ?? (['deploy', 'task', 'rollback'] as const)) {
      // Each in turn, and all of them with FULL=1.
      const turn = cases++;
      for (const platform of full ? platforms : [platforms[turn % platforms.length] ?? 'auto']) {
        test.concurrent(`${entry} on ${platform}: ${place.name} (round ${round})`, () =>
          play(place, entry, platform, round));
      }
    }
  }
}

async function play(place: Place, entry: Entry, platform: string, round: number): Promise<void> {
  const title = `${entry} ${platform} ${place.name} ${round}`;
  const chance = chanceOf(title);
  const text = () => chance.text(28, place.alphabet);
  const secret = place.lines === true && chance.below(2) === 0 ? `${text()}\n${text()}` : text();
  const name = `case-${chance.text(12, 'abcdef0123456789').toLowerCase()}`;
  const api = `${gossip.url}/${name}`;
  const host = new URL(gossip.url).host;
  stories.set(name, gossiping(chance, secret, place.late === true));
  const { inputs, ...options } = place.give(secret, { api, host });
  const usual = {
    ...{ platform, api, app: 'web', timeout: '1m', org: 'acme', space: 'prod' },
    ...(entry === 'rollback' ? {} : { image: `${host}/${name}/web:1.0` }),
    ...(entry === 'task' ? { command: 'echo hello' } : {}),
  };
  const login = platform === 'drycc' ? { token: '0123456789' } : { username: 'somebody', password: 'some password' };
  const step = await runStep({
    ...options,
    entry: entries[entry],
    time: { speed: 200, epoch: Date.now() },
    inputs: { ...usual, ...(isLogin(inputs) ? {} : login), ...inputs },
    env: { RUNNER_DEBUG: '1', ACTIONS_STEP_DEBUG: 'true', ...options.env },
  });
  expect(step.complaints, title).toEqual([]);
  expect(step.outputs['verdict'], step.log).toMatch(/^(?:failed|unknown)$/);
  const written = writtenBy(step, name);
  for (const part of partsOf(secret)) {
    // Not by `toContain`: a test that fails must not print all of it.
    if (written.includes(part))
      throw new Error(`a secret shows (FUZZ_SEED=${seed}): ${part}\n${lineOf(written, part)}`);
  }
}

function isLogin(inputs: Readonly<Record<string, string>> = {}): boolean {
  return ['token', 'password', 'client-secret', 'oidc'].some((name) => name in inputs);
}

function lineOf(text: string, part: string): string {
  return text.split('\n').find((line) => line.includes(part)) ?? '';
}
