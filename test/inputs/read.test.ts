import { describe, expect, it } from 'vitest';
import { readCredentials } from '../../src/inputs/credentials.ts';
import { type InputName, inputDefinitions } from '../../src/inputs/definitions.ts';
import { InputError } from '../../src/inputs/input-error.ts';
import { readRequest } from '../../src/inputs/read.ts';
import type { Draft, Request } from '../../src/inputs/request.ts';
import { silentInputs } from '../support/image.ts';

type Inputs = Partial<Record<InputName, string>>;

const asRunner = (inputs: Inputs) => (name: InputName) => inputs[name] ?? '';
const least: Inputs = { image: 'ghcr.io/acme/web:1', api: 'https://api.example.org', token: 't0ken' };

function read(inputs: Inputs): Request {
  return readRequest(asRunner(inputs), 'Acme/Web');
}

function refused(inputs: Inputs): InputError {
  return thrownBy(() => read(inputs));
}

function thrownBy(reading: () => Request): InputError {
  let request: Request;
  try {
    request = reading();
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error(`was read: ${request.app}`);
}

const inputsOf = (error: InputError) => error.mistakes.map(({ input }) => input);

describe('a request', () => {
  it('needs an image, an API and a login; all else has a default or is left to the platform', () => {
    expect(read(least)).toEqual({
      image: { domain: 'ghcr.io', path: 'acme/web', tag: '1' },
      api: new URL('https://api.example.org'),
      app: 'web',
      login: { kind: 'token', token: 't0ken' },
      platform: 'auto',
      ...silentInputs,
    });
  });

  it('has the defaults that action.yml names, and an empty expression does not override them', () => {
    const named = Object.fromEntries(
      inputDefinitions.flatMap((input) => ('default' in input ? [[input.name, input.default]] : [])),
    );
    expect(read({ ...least, ...named })).toEqual(read(least));
    const empty = Object.fromEntries(Object.keys(named).map((name) => [name, '']));
    expect(read({ ...least, ...empty })).toEqual(read(least));
  });

  it('takes every input', () => {
    const request = read({
      image: 'alpine',
      app: 'My-App',
      platform: 'CloudFoundry',
      api: 'api.example.org/base/',
      'client-id': 'ci',
      'client-secret': 's3cret',
      org: 'acme',
      space: 'prod',
      workspace: 'ws',
      'registry-username': 'puller',
      'registry-password': 'pull:pass',
      instances: 'web=3 worker=1',
      memory: '1G',
      disk: '512M',
      command: './serve --all',
      port: '8080',
      'health-check': 'HTTP  /healthz?deep=1',
      'health-check-timeout': '1m30s',
      'readiness-check': 'Port',
      env: 'LOG_LEVEL=debug\nGREETING=hello = hi',
      'env-mode': 'replace',
      routes: 'www.example.org=8080\nexample.org/shop',
      'routes-mode': 'Exact',
      services: '# shared\ndb\nmail relay',
      labels: 'team = shop\nacme.example/tier=',
      mode: 'plan',
      'use-docker-login': 'false',
      'auth-realm-hosts': 'auth.example.org, login.example.net',
      'allow-private-network': 'true',
      'image-checks': 'warn -OLD_IMAGE -cf-root-user',
      'image-platform': 'linux/aarch64',
      'base-image': 'debian:12-slim',
      timeout: '10m',
      'max-in-flight': '2',
      strategy: 'canary',
      'canary-steps': '10, 50%',
      'before-release': 'rake db:migrate',
      'before-release-memory': '256M',
      'before-release-timeout': '5m',
      'smoke-test': 'https://web.example.org/healthz#top',
      'smoke-test-status': '200 301-302',
      'smoke-test-text': 'ok',
      'smoke-test-timeout': '30s',
      'if-busy': 'replace',
      'on-failure': 'keep',
      'on-cancel': 'keep',
      summary: 'never',
    });
    expect(request).toEqual({
      image: { domain: 'docker.io', path: 'library/alpine' },
      app: 'My-App',
      platform: 'cloudfoundry',
      api: new URL('https://api.example.org/base'),
      login: { kind: 'client', id: 'ci', secret: 's3cret' },
      org: 'acme',
      space: 'prod',
      workspace: 'ws',
      registry: { username: 'puller', password: 'pull:pass' },
      settings: {
        instances: new Map([
          ['web', 3],
          ['worker', 1],
        ]),
        memoryMb: 1_024,
        diskMb: 512,
        command: './serve --all',
        port: 8_080,
        routes: [{ address: 'www.example.org', port: 8_080 }, { address: 'example.org/shop' }],
        healthCheck: { type: 'http', path: '/healthz?deep=1' },
        healthCheckTimes: { timeoutS: 90 },
        readinessCheck: { type: 'port' },
        services: [{ name: 'db' }, { name: 'mail relay' }],
        labels: new Map([
          ['team', 'shop'],
          ['acme.example/tier', ''],
        ]),
        env: new Map([
          ['LOG_LEVEL', 'debug'],
          ['GREETING', 'hello = hi'],
        ]),
      },
      envMode: 'replace',
      routesMode: 'exact',
      mode: 'plan',
      imageChecks: 'warn',
      ignoredChecks: new Set(['OLD_IMAGE', 'CF_ROOT_USER']),
      registryTrust: {
        dockerLogin: false,
        realmHosts: ['auth.example.org', 'login.example.net'],
        privateNetwork: true,
      },
      imagePlatform: { os: 'linux', architecture: 'arm64' },
      baseImage: { domain: 'docker.io', path: 'library/debian', tag: '12-slim' },
      certificates: [],
      timeoutMs: 600_000,
      ifBusy: 'replace',
      strategy: 'canary',
      canarySteps: [10, 50],
      maxInFlight: 2,
      beforeRelease: { command: 'rake db:migrate', memoryMb: 256, timeoutMs: 300_000 },
      smokeTest: {
        target: new URL('https://web.example.org/healthz'),
        statuses: [
          { from: 200, to: 200 },
          { from: 301, to: 302 },
        ],
        text: 'ok',
        timeoutMs: 30_000,
      },
      onFailure: 'keep',
      onCancel: 'keep',
      summary: 'never',
    });
  });

  it.each([[undefined], ['']])('asks for the app when the repository is %j', (repository) => {
    expect(() => readRequest(asRunner(least), repository)).toThrow(
      '1 input needs a change, nothing was written to the platform: app',
    );
    expect(readRequest(asRunner({ ...least, app: 'shop' }), repository).app).toBe('shop');
  });
});

describe('mistakes', () => {
  it('are reported all at once, by the names of the inputs', () => {
    const error = refused({
      image: 'ghcr.io/Acme/web:1.4.2',
      api: 'http://api.example.org',
      platform: 'heroku',
      instances: 'many',
      memory: '512',
      disk: 'big',
      port: '99999',
      mode: 'try',
      'image-checks': 'maybe',
      timeout: '10',
      'on-failure': 'cry',
      'on-cancel': 'cry',
      summary: 'loud',
      'registry-username': 'puller',
    });
    expect(inputsOf(error).sort()).toEqual(
      [
        ...['image', 'api', 'platform', 'instances', 'memory', 'disk', 'port', 'mode', 'image-checks', 'timeout'],
        ...['on-failure', 'on-cancel', 'summary', 'registry-password', 'login'],
      ].sort(),
    );
    expect(error.code).toBe('INPUTS');
    expect(error.message).toMatch(/^15 inputs need a change, nothing was written to the platform: /);
    expect(error.details).toContain('timeout            "10" · write a number with a unit: 90s, 10m, 1h');
    expect(error.details.join()).toContain('Write ghcr.io/acme/web:1.4.2');
  });

  it('are counted by input, not by what is wrong with each', () => {
    const error = thrownBy(() =>
      readRequest(asRunner({ ...least, image: '' }), 'acme/web', () => [
        { input: 'image', message: 'is not for here' },
      ]),
    );
    expect(error.message).toBe('1 input needs a change, nothing was written to the platform: image');
    expect(error.details).toHaveLength(2);
  });

  it('are counted in the singular when there is one', () => {
    const error = refused({ ...least, image: '' });
    expect(error.message).toBe('1 input needs a change, nothing was written to the platform: image');
    expect(error.details).toEqual(['image  is required, but empty']);
  });

  it('of the platform that was named are among them', () => {
    const seen: Draft[] = [];
    const error = thrownBy(() =>
      readRequest(asRunner({ ...least, image: '', space: 'prod' }), 'acme/web', (draft) => {
        seen.push(draft);
        return [{ input: 'org', message: 'is needed for Cloud Foundry' }];
      }),
    );
    expect(inputsOf(error)).toEqual(['image', 'org']);
    expect(seen).toEqual([expect.objectContaining({ space: 'prod', platform: 'auto' })]);
    expect(seen[0]).not.toHaveProperty('image');
  });

  it('name both required inputs when nothing is given', () => {
    expect(inputsOf(refused({}))).toEqual(['image', 'api', 'login']);
  });

  it('never hold a secret', () => {
    const secret = 'hunter2-hunter2';
    const secrets = Object.fromEntries(
      inputDefinitions.filter((input) => 'secret' in input).map(({ name }) => [name, secret]),
    );
    const wrong: Inputs = { ...secrets, image: '?', api: `https://u:${secret}@x`, origin: 'ldap' };
    expect(refused(wrong).details.join()).not.toContain(secret);
    for (const name of Object.keys(secrets)) {
      const error = refused({ [name]: secret, 'registry-username': 'a:b' });
      expect(error.details.join()).not.toContain(secret);
      expect(error.message).not.toContain(secret);
      expect(error.hint).not.toContain(secret);
    }
  });
});

describe('logins', () => {
  const base: Inputs = { image: least.image ?? '', api: least.api ?? '' };

  it.each<[Inputs, Request['login']]>([
    [{ token: 't0ken' }, { kind: 'token', token: 't0ken' }],
    [
      { username: 'me', password: 'pass:word' },
      { kind: 'password', username: 'me', password: 'pass:word' },
    ],
    [
      { username: 'me', password: 'p', origin: 'ldap' },
      { kind: 'password', username: 'me', password: 'p', origin: 'ldap' },
    ],
    [
      { 'client-id': 'ci', 'client-secret': 's' },
      { kind: 'client', id: 'ci', secret: 's' },
    ],
    [{ oidc: 'user' }, { kind: 'oidc-user', client: { id: 'cf', secret: '' } }],
    [
      { oidc: 'User', 'client-id': 'gha', 'client-secret': 's', origin: 'github', 'oidc-audience': 'uaa' },
      { kind: 'oidc-user', client: { id: 'gha', secret: 's' }, origin: 'github', audience: 'uaa' },
    ],
    [
      { oidc: 'user', 'client-id': 'gha' },
      { kind: 'oidc-user', client: { id: 'gha', secret: '' } },
    ],
    [
      { oidc: 'client', 'client-id': 'ci' },
      { kind: 'oidc-client', id: 'ci' },
    ],
    [
      { oidc: 'client', 'client-id': 'ci', 'oidc-audience': 'uaa' },
      { kind: 'oidc-client', id: 'ci', audience: 'uaa' },
    ],
    [
      { oidc: 'none', token: 't0ken' },
      { kind: 'token', token: 't0ken' },
    ],
  ])('%j', (inputs, login) => {
    expect(read({ ...base, ...inputs }).login).toEqual(login);
  });

  it.each<[Inputs, string, string]>([
    [{}, 'login', 'no credentials'],
    [{ origin: 'ldap' }, 'login', 'no credentials'],
    [{ username: 'me' }, 'password', 'is empty, but username is given'],
    [{ password: 'p' }, 'username', 'is empty, but password is given'],
    [{ 'client-id': 'ci' }, 'client-secret', 'is empty, but client-id is given'],
    [{ 'client-secret': 's' }, 'client-id', 'is empty, but client-secret is given'],
    [{ token: 't', username: 'me' }, 'login', 'token as well as username and password are given · keep one'],
    [{ token: 't', 'client-secret': 's' }, 'login', 'token as well as client-id and client-secret are given'],
    [{ username: 'me', password: 'p', 'client-id': 'ci', 'client-secret': 's' }, 'login', 'keep one'],
    [{ token: 't', username: 'u', 'client-id': 'c' }, 'login', 'keep one'],
    [{ 'client-id': 'ci', 'client-secret': 's', origin: 'ldap' }, 'origin', 'not with client-id'],
    [{ token: 't', origin: 'ldap' }, 'origin', 'not with token'],
    [{ token: 't', 'oidc-audience': 'uaa' }, 'oidc-audience', 'goes with oidc: user or oidc: client'],
    [{ oidc: 'both' }, 'oidc', 'write none, user or client'],
    [{ oidc: 'client' }, 'client-id', 'is needed with oidc: client'],
    [{ oidc: 'client', 'client-id': 'ci', 'client-secret': 's' }, 'client-secret', 'takes its place'],
    [{ oidc: 'client', 'client-id': 'ci', origin: 'ldap' }, 'origin', 'belongs to a user'],
    [{ oidc: 'user', token: 't' }, 'token', 'is another login than oidc: user'],
    [{ oidc: 'user', 'client-secret': 's' }, 'client-id', 'is empty, but client-secret is given'],
  ])('refuses %j', (inputs, input, message) => {
    const { mistakes } = refused({ ...base, ...inputs });
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toMatchObject({ input, message: expect.stringContaining(message) });
  });

  it('tells all that does not go with oidc at once', () => {
    const wrong: Inputs = {
      oidc: 'client',
      username: 'u',
      password: 'p',
      token: 't',
      origin: 'ldap',
      'client-secret': 's',
    };
    expect(inputsOf(refused({ ...base, ...wrong })).sort()).toEqual(
      ['client-id', 'client-secret', 'origin', 'password', 'token', 'username'].sort(),
    );
  });

  it.each<[Inputs, string]>([
    [{ 'registry-username': 'u' }, 'registry-password'],
    [{ 'registry-password': 'p' }, 'registry-username'],
    [{ 'registry-username': 'a:b', 'registry-password': 'p' }, 'registry-username'],
  ])('refuses the registry login %j', (inputs, input) => {
    expect(inputsOf(refused({ ...least, ...inputs }))).toEqual([input]);
  });
});

describe('credentials to be masked', () => {
  it('are every secret input, and the pairs as HTTP Basic sends them', () => {
    const basic = (pair: string) => Buffer.from(pair).toString('base64');
    const found = readCredentials(
      asRunner({
        token: 'T',
        username: 'u',
        password: 'P',
        'client-id': 'c',
        'client-secret': 'S',
        'registry-username': 'r',
        'registry-password': 'R',
      }),
    );
    expect([...found].sort()).toEqual(['T', 'P', 'S', 'R', basic('u:P'), basic('c:S'), basic('r:R')].sort());
    expect(readCredentials(asRunner({ username: 'u', 'client-id': 'c' }))).toEqual([]);
  });

  it('are the logins of proxies as well, as they are written, meant and sent', () => {
    const environment = {
      http_proxy: 'http://me:p%40ss-word@proxy.example.org:3128',
      HTTPS_PROXY: 'we:other-word@proxy.example.org',
      https_proxy: 'http://proxy.example.org',
      NO_PROXY: 'http://not:a-proxy@example.org',
    };
    const basic = (pair: string) => Buffer.from(pair).toString('base64');
    const expected = ['p%40ss-word', 'p@ss-word', basic('me:p@ss-word'), 'other-word', basic('we:other-word')];
    expect([...new Set(readCredentials(asRunner({}), environment))].sort()).toEqual(expected.sort());
  });

  it('cover every input that is declared secret', () => {
    for (const definition of inputDefinitions.filter((input) => 'secret' in input)) {
      expect(readCredentials(asRunner({ [definition.name]: 'value' }))).toContain('value');
    }
  });

  it('are the values of env that look like secrets, but for words that another input says in the open', () => {
    const env = 'API_TOKEN=a-token-of-ours\nAPP_KEY=production\nLOG_LEVEL=debug-everything';
    expect(readCredentials(asRunner({ env, space: 'production' }))).toEqual(['a-token-of-ours']);
    expect(readCredentials(asRunner({ env: 'API_TOKEN' }))).toEqual([]);
  });
});

describe('env', () => {
  it('is not taken for nothing at all where all else is to be removed', () => {
    expect(inputsOf(refused({ ...least, 'env-mode': 'replace' }))).toEqual(['env']);
    expect(read({ ...least, env: '{}', 'env-mode': 'replace' }).settings.env).toEqual(new Map());
    expect(read({ ...least, 'env-mode': 'merge' }).settings).toEqual({});
  });

  it('shows no value in a mistake', () => {
    const { message, details } = refused({ ...least, env: 'A=1\nMIIEvQ-s3cr3t', 'env-mode': 'all' });
    expect([message, ...details].join()).not.toContain('s3cr3t');
  });
});
