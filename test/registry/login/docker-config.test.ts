import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Cancelled } from '../../../src/errors.ts';
import { parseReference } from '../../../src/image/reference.ts';
import type { Credential } from '../../../src/registry/login/credential.ts';
import {
  findDockerLogin,
  type LoginFormat,
  loginFiles,
  readLogins,
} from '../../../src/registry/login/docker-config.ts';
import { type FakeHelpers, fakeHelpers, loginSearch } from './fake-helpers.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const login = (username: string, password: string): Credential => ({ kind: 'password', username, password });
const auths = (entries: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  JSON.stringify({ auths: entries, ...more });
const entry = (who: string) => ({ auth: base64(`${who}:pw`) });
const web = parseReference('ghcr.io/acme/team/web:1');
const hub = parseReference('acme/web:1');

/** What is written down for an image; helpers apart. */
function read(text: string, image: string, format: LoginFormat = 'docker'): Credential | string | undefined {
  const { credential, problem } = readLogins(text, format, parseReference(image));
  return credential ?? problem;
}

describe('an entry', () => {
  const notBase64 = 'its login for ghcr.io has an `auth` that is not the base64 of user:password';

  test.each<[name: string, entry: unknown, expected: Credential | string | undefined]>([
    ['auth', { auth: base64('bob:s3cret') }, login('bob', 's3cret')],
    ['auth, split at the first colon', { auth: base64('bob:a:b:') }, login('bob', 'a:b:')],
    ['auth with NULs at the end', { auth: base64('bob:s3cret\0\0') }, login('bob', 's3cret')],
    [
      'auth in lines',
      { auth: `${base64('bob:s3cret').slice(0, 4)}\r\n${base64('bob:s3cret').slice(4)}\n` },
      login('bob', 's3cret'),
    ],
    ['auth beyond ASCII', { auth: base64('bob:pässwörd') }, login('bob', 'pässwörd')],
    ['auth with nothing for a password', { auth: base64('bob:') }, login('bob', '')],
    ['auth before the old fields', { auth: base64('bob:new'), username: 'al', password: 'old' }, login('bob', 'new')],
    ['the old fields', { username: 'al', password: 's3cret', email: 'al@example.org' }, login('al', 's3cret')],
    ['a user alone', { username: 'al' }, undefined],
    ['az acr login', { auth: base64('0000:'), identitytoken: 'ey.J' }, { kind: 'identity-token', token: 'ey.J' }],
    ['a registry token', { registrytoken: 'r', identitytoken: 'i' }, { kind: 'registry-token', token: 'r' }],
    ['nothing: it is in the store', {}, undefined],
    ['an empty auth', { auth: '', email: 'x' }, undefined],
    ['auth that is no text', { auth: 5 }, undefined],
    ['auth without a colon', { auth: base64('bob') }, notBase64],
    ['auth without a user', { auth: base64(':s3cret') }, notBase64],
    ['auth that is no base64', { auth: 'bob:s3cret' }, notBase64],
    ['auth that is no text inside', { auth: Buffer.from([0x62, 0x3a, 0xff]).toString('base64') }, notBase64],
    [
      'a user that cannot be sent',
      { username: 'a:b', password: 'x' },
      'its login for ghcr.io has a user name that cannot be sent',
    ],
    ['a user with controls', { auth: base64('a\nb:x') }, 'its login for ghcr.io has a user name that cannot be sent'],
    [
      'a token with a line end',
      { registrytoken: 'a\r\nb: c' },
      'its login for ghcr.io has a token with characters that no token has',
    ],
    ['a text', 'Ym9iOng=', 'its login for ghcr.io is not a JSON object'],
    ['null', null, 'its login for ghcr.io is not a JSON object'],
  ])('%s', (_name, entry, expected) => {
    expect(read(auths({ 'ghcr.io': entry }), 'ghcr.io/acme/web')).toEqual(expected);
  });
});

describe('a key', () => {
  const found = (key: string, image: string, format: LoginFormat = 'docker') =>
    read(auths({ [key]: entry('me') }), image, format) !== undefined;

  test.each([
    ['ghcr.io', 'ghcr.io/acme/web', true],
    ['https://ghcr.io', 'ghcr.io/acme/web', true],
    ['http://ghcr.io/', 'ghcr.io/acme/web', true],
    ['https://ghcr.io/v2/', 'ghcr.io/acme/web', true],
    ['ghcr.io/v1/', 'ghcr.io/acme/web', true],
    ['https://123.dkr.ecr.eu-west-1.amazonaws.com', '123.dkr.ecr.eu-west-1.amazonaws.com/web', true],
    ['localhost:5000', 'localhost:5000/web', true],
    ['[::1]:5000', '[::1]:5000/web', true],
    ['cr.io', 'ghcr.io/acme/web', false],
    ['ghcr.io', 'cr.io/acme/web', false],
    ['ghcr.io.evil.example', 'ghcr.io/acme/web', false],
    ['https://evil.example/ghcr.io', 'ghcr.io/acme/web', false],
    ['https://ghcr.io@evil.example/', 'ghcr.io/acme/web', false],
    ['https://me@ghcr.io/', 'ghcr.io/acme/web', false],
    ['GHCR.IO', 'ghcr.io/acme/web', false],
    ['localhost', 'localhost:5000/web', false],
    ['localhost:5000', 'localhost:5001/web', false],
    ['', 'ghcr.io/acme/web', false],
    ['https://index.docker.io/v1/', 'acme/web', true],
    ['https://index.docker.io/v1/', 'registry-1.docker.io/acme/web', true],
    ['index.docker.io', 'acme/web', true],
    ['docker.io', 'alpine', true],
    ['registry-1.docker.io', 'alpine', true],
    ['hub.docker.com', 'alpine', false],
    ['https://index.docker.io/v1/access-token', 'alpine', false],
    ['https://index.docker.io/v1/refresh-token', 'alpine', false],
    ['docker.io', 'docker.io.evil.example/web', false],
  ])('of docker: %s for %s: %s', (key, image, expected) => expect(found(key, image)).toBe(expected));

  test.each([
    ['ghcr.io', 'ghcr.io/acme/web', true],
    ['ghcr.io/acme', 'ghcr.io/acme/web', true],
    ['ghcr.io/acme/web', 'ghcr.io/acme/web', true],
    ['https://ghcr.io/v2/', 'ghcr.io/acme/web', true],
    ['docker.io/acme', 'acme/web', true],
    ['docker.io/library/alpine', 'alpine', true],
    ['ghcr.io/ac', 'ghcr.io/acme/web', false],
    ['ghcr.io/other', 'ghcr.io/acme/web', false],
    ['ghcr.io/acme/web/more', 'ghcr.io/acme/web', false],
    ['ghcr.io/acme/access-token', 'ghcr.io/acme/access-token', true],
    ['acme', 'ghcr.io/acme/web', false],
  ])('of podman: %s for %s: %s', (key, image, expected) => expect(found(key, image, 'podman')).toBe(expected));

  test('the registry’s own key comes first for docker, whatever their order is', () => {
    const several = { 'https://ghcr.io/v2/': entry('url'), 'ghcr.io': entry('own'), 'http://ghcr.io': entry('http') };
    expect(read(auths(several), 'ghcr.io/acme/web')).toEqual(login('own', 'pw'));
    const aliases = { 'docker.io': entry('alias'), 'https://index.docker.io/v1/': entry('own') };
    expect(read(auths(aliases), 'acme/web')).toEqual(login('own', 'pw'));
  });

  test('the longest comes first for podman', () => {
    const several = { 'ghcr.io': entry('all'), 'ghcr.io/acme': entry('acme'), 'https://ghcr.io': entry('url') };
    expect(read(auths(several), 'ghcr.io/acme/web', 'podman')).toEqual(login('acme', 'pw'));
    expect(read(auths(several), 'ghcr.io/other/web', 'podman')).toEqual(login('all', 'pw'));
  });

  test('an entry that says nothing, or is broken, leaves it to the next', () => {
    const several = { 'ghcr.io': {}, 'http://ghcr.io': { auth: '?' }, 'https://ghcr.io': entry('me') };
    expect(read(auths(several), 'ghcr.io/acme/web')).toEqual(login('me', 'pw'));
  });
});

describe('the helper to ask', () => {
  const helper = (config: unknown, image = 'ghcr.io/acme/web') =>
    readLogins(JSON.stringify(config), 'docker', parseReference(image)).helper;

  test.each<[name: string, config: unknown, expected: string | undefined]>([
    ['of the registry', { credHelpers: { 'ghcr.io': 'own' } }, 'own'],
    ['before the store', { credHelpers: { 'ghcr.io': 'own' }, credsStore: 'store' }, 'own'],
    ['another registry’s', { credHelpers: { 'cr.io': 'own' }, credsStore: 'store' }, 'store'],
    ['none for this registry', { credHelpers: { 'ghcr.io': '' }, credsStore: 'store' }, undefined],
    ['the store', { auths: { 'ghcr.io': {} }, credsStore: 'store' }, 'store'],
    ['no store', { credsStore: '' }, undefined],
    ['no text', { credHelpers: { 'ghcr.io': 5 }, credsStore: ['x'] }, undefined],
    ['not of a prototype', { credHelpers: [] }, undefined],
  ])('%s', (_name, config, expected) => expect(helper(config)).toBe(expected));

  test('Docker Hub’s', () => {
    expect(helper({ credHelpers: { 'https://index.docker.io/v1/': 'hub' } }, 'alpine')).toBe('hub');
  });
});

describe('the files', () => {
  const files = (environment: Record<string, string>, platform = 'linux') =>
    loginFiles(environment, platform).map(({ format, path, name }) => `${format} ${path} as ${name}`);

  test('in order', () => {
    const environment = { HOME: '/home/me', REGISTRY_AUTH_FILE: '/run/auth.json', XDG_RUNTIME_DIR: '/run/user/1' };
    expect(files(environment)).toEqual([
      'docker /home/me/.docker/config.json as ~/.docker/config.json',
      'podman /run/auth.json as /run/auth.json',
      'podman /run/user/1/containers/auth.json as /run/user/1/containers/auth.json',
      'podman /home/me/.config/containers/auth.json as ~/.config/containers/auth.json',
    ]);
  });

  test('where variables say', () => {
    const environment = { HOME: '/home/me', DOCKER_CONFIG: '/home/me/ci', XDG_CONFIG_HOME: '/etc/xdg' };
    expect(files(environment)).toEqual([
      'docker /home/me/ci/config.json as ~/ci/config.json',
      'podman /etc/xdg/containers/auth.json as /etc/xdg/containers/auth.json',
    ]);
  });

  test('on Windows', () => {
    expect(files({ USERPROFILE: 'C:\\Users\\me', HOME: '/elsewhere' }, 'win32')).toEqual([
      'docker C:\\Users\\me\\.docker\\config.json as ~/.docker/config.json',
      'podman C:\\Users\\me\\.config\\containers\\auth.json as ~/.config/containers/auth.json',
    ]);
  });

  test('none without a home, each one once', () => {
    expect(files({ HOME: '', DOCKER_CONFIG: '' })).toEqual([]);
    expect(files({ HOME: '/r', REGISTRY_AUTH_FILE: '/r/.docker/config.json' })).toEqual([
      'docker /r/.docker/config.json as ~/.docker/config.json',
      'podman /r/.config/containers/auth.json as ~/.config/containers/auth.json',
    ]);
  });
});

describe('looking for a login', () => {
  let home: string;
  let helpers: FakeHelpers;
  beforeAll(() => {
    helpers = fakeHelpers();
    helpers.add('keeps', `read -r server || :\nprintf '{"Username":"kept","Secret":"for %s"}' "$server"`);
    helpers.add('empty', 'echo "credentials not found in native keychain"; exit 1');
    helpers.add('fails', 'echo "no account" >&2; exit 2');
  });
  afterAll(() => helpers.remove());
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'home-'));
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  const write = (file: string, text: string) => {
    const path = join(home, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  };
  const config = '.docker/config.json';
  /** Looks with nothing set but HOME, PATH and what is given. */
  const search = (environment: Record<string, string> = {}, signal?: AbortSignal) => {
    const given = { environment: { PATH: process.env['PATH'], HOME: home, ...environment } };
    return loginSearch(signal === undefined ? given : { ...given, signal });
  };

  test('nothing anywhere is nothing, and no error', async () => {
    for (const environment of [{}, { HOME: '' }, { DOCKER_CONFIG: '/dev/null', REGISTRY_AUTH_FILE: '/no/such' }]) {
      const asked = search(environment);
      expect(await findDockerLogin(web, asked)).toBeUndefined();
      expect(asked.notes).toEqual([]);
    }
    write(config, ' \n');
    const asked = search({ DOCKER_AUTH_CONFIG: '' });
    expect(await findDockerLogin(web, asked)).toBeUndefined();
    expect(asked.notes).toEqual([]);
  });

  test('docker login, as docker/login-action leaves it', async () => {
    write(config, auths({ 'ghcr.io': { auth: base64('octocat:ghs_s3cret') } }));
    const asked = search();
    expect(await findDockerLogin(web, asked)).toEqual({
      credential: login('octocat', 'ghs_s3cret'),
      where: '~/.docker/config.json',
    });
    expect(asked.masked).toEqual(['ghs_s3cret', base64('octocat:ghs_s3cret')]);
    expect(asked.notes).toEqual([]);
    expect(await findDockerLogin(hub, asked)).toBeUndefined();
  });

  test('each place before the next', async () => {
    const places: Record<string, string> = { DOCKER_CONFIG: join(home, 'ci'), XDG_RUNTIME_DIR: join(home, 'run') };
    places['REGISTRY_AUTH_FILE'] = join(home, 'buildah.json');
    const where = async () => (await findDockerLogin(web, search(places)))?.where;
    expect(await where()).toBeUndefined();
    write('.config/containers/auth.json', auths({ 'ghcr.io/acme': entry('config') }));
    expect(await where()).toBe('~/.config/containers/auth.json');
    write('run/containers/auth.json', auths({ 'ghcr.io/acme/team': entry('runtime') }));
    expect(await where()).toBe('~/run/containers/auth.json');
    write('buildah.json', auths({ 'ghcr.io': entry('buildah') }));
    expect(await where()).toBe('~/buildah.json');
    write('ci/config.json', auths({ 'ghcr.io': entry('docker') }));
    expect(await where()).toBe('~/ci/config.json');
    places['DOCKER_AUTH_CONFIG'] = auths({ 'ghcr.io': entry('variable') });
    expect(await where()).toBe('DOCKER_AUTH_CONFIG');
  });

  test('a login for another registry does not end the search', async () => {
    write(config, auths({ 'cr.io': entry('cr') }));
    write('.config/containers/auth.json', auths({ 'ghcr.io/other': entry('other'), 'ghcr.io': entry('me') }));
    const asked = search({ DOCKER_AUTH_CONFIG: auths({ 'docker.io': entry('hub') }) });
    expect(await findDockerLogin(web, asked)).toEqual({
      credential: login('me', 'pw'),
      where: '~/.config/containers/auth.json',
    });
    expect(asked.masked).toEqual(['pw', base64('me:pw')]);
  });

  test.each<[name: string, text: string, problem: string]>([
    ['other fields', auths({ 'ghcr.io': entry('me') }, { credsStore: 'keeps' }), 'docker allows nothing in it but'],
    ['other fields of an entry', auths({ x: { auth: 'YTpi', email: 'e' } }), 'docker allows nothing in it but'],
    ['an entry without auth', auths({ 'ghcr.io': entry('me'), 'cr.io': {} }), 'it has an entry without an `auth`'],
    ['an entry that cannot be read', auths({ 'cr.io': { auth: 's3cret' } }), 'it has an entry without an `auth`'],
    ['an entry that is null', auths({ 'cr.io': null }), 'it has an entry without an `auth`'],
    ['no JSON', 's3cret', 'it is not a JSON object'],
    ['two objects', `${auths({})}${auths({})}`, 'it is not a JSON object'],
  ])('DOCKER_AUTH_CONFIG with %s is void, and files are read all the same', async (_name, text, problem) => {
    write(config, auths({ 'ghcr.io': entry('file') }));
    const asked = search({ DOCKER_AUTH_CONFIG: text });
    expect((await findDockerLogin(web, asked))?.where).toBe('~/.docker/config.json');
    expect(asked.notes).toEqual([expect.stringContaining(`No login is read from DOCKER_AUTH_CONFIG: ${problem}`)]);
    expect(asked.notes.join()).not.toContain('s3cret');
  });

  test('the helper is asked by the registry’s name, and comes before what is written down', async () => {
    write(config, auths({ 'ghcr.io': entry('file'), 'docker.io': entry('file') }, { credsStore: 'keeps' }));
    const asked = search();
    expect(await findDockerLogin(web, asked)).toEqual({
      credential: login('kept', 'for ghcr.io'),
      where: 'docker-credential-keeps',
    });
    expect(asked.masked).toContain('for ghcr.io');
    const found = await findDockerLogin(hub, search());
    expect(found?.credential).toEqual(login('kept', 'for https://index.docker.io/v1/'));
  });

  test('what the helper does not know is looked for in the file, then in the next one', async () => {
    write(config, auths({ 'ghcr.io': entry('file') }, { credHelpers: { 'ghcr.io': 'empty' }, credsStore: 'keeps' }));
    const asked = search();
    expect((await findDockerLogin(web, asked))?.credential).toEqual(login('file', 'pw'));
    expect(asked.notes).toEqual([]);
    write(config, auths({ 'ghcr.io': {} }, { credsStore: 'fails' }));
    write('.config/containers/auth.json', auths({ 'ghcr.io': entry('podman') }));
    expect((await findDockerLogin(web, asked))?.credential).toEqual(login('podman', 'pw'));
    expect(asked.notes).toEqual([
      'The credential helper docker-credential-fails ended with code 2 and said: no account. No login is read from it.',
    ]);
  });

  test('a file that is broken or cannot be read is a note without its content', async () => {
    const asked = search({ REGISTRY_AUTH_FILE: join(home, 'long.json'), XDG_RUNTIME_DIR: join(home, 'run') });
    write(config, '{"auths":{"ghcr.io":{"auth":"s3cret"');
    write('long.json', `"${'s3cret'.repeat(200_000)}"`);
    mkdirSync(join(home, 'run/containers/auth.json'), { recursive: true });
    write('.config/containers/auth.json', auths({ 'ghcr.io': { auth: 's3cret' } }));
    expect(await findDockerLogin(web, asked)).toBeUndefined();
    expect(asked.notes).toEqual([
      'No login is read from ~/.docker/config.json: it is not a JSON object.',
      'No login is read from ~/long.json: it is longer than 1048576 bytes.',
      'No login is read from ~/run/containers/auth.json: it is not a file.',
      'No login is read from ~/.config/containers/auth.json: its login for ghcr.io has an `auth` that is not the base64 of user:password.',
    ]);
    expect(asked.masked).toEqual([]);
  });

  test('a file that may not be read is a note', async () => {
    // A name longer than file systems allow fails for root, too, whom no mode keeps out.
    const asked = search({ REGISTRY_AUTH_FILE: join(home, 'x'.repeat(300)) });
    chmodSync(write(config, auths({ 'ghcr.io': entry('me') })), 0o000);
    if (process.getuid?.() !== 0) {
      await findDockerLogin(web, asked);
      expect(asked.notes[0]).toBe('No login is read from ~/.docker/config.json: it cannot be read (EACCES).');
    }
    rmSync(join(home, config));
    await findDockerLogin(web, asked);
    expect(asked.notes.at(-1)).toMatch(/^No login is read from ~\/x+: it cannot be read \(ENAMETOOLONG\)\.$/);
  });

  test('a cancelled run reads nothing more', async () => {
    write(config, auths({ 'ghcr.io': entry('me') }));
    const looking = findDockerLogin(web, search({}, AbortSignal.abort(new Cancelled())));
    await expect(looking).rejects.toBeInstanceOf(Cancelled);
  });
});

describe('properties', () => {
  const formats = fc.constantFrom<LoginFormat>('docker', 'podman');

  test('no JSON and no text makes the reader throw', () => {
    const value = fc.jsonValue();
    const likely = fc.record(
      {
        auths: fc.oneof(value, fc.dictionary(fc.constantFrom('ghcr.io', 'ghcr.io/acme', '__proto__'), value)),
        credHelpers: fc.oneof(value, fc.dictionary(fc.constantFrom('ghcr.io', 'constructor'), value)),
        credsStore: value,
      },
      { requiredKeys: [] },
    );
    const text = fc.oneof(
      fc.string(),
      value.map((any) => JSON.stringify(any)),
      likely.map((any) => JSON.stringify(any)),
    );
    fc.assert(
      fc.property(text, formats, (text, format) => {
        const { helper, credential, problem } = readLogins(text, format, web);
        expect(helper === undefined || typeof helper === 'string').toBe(true);
        expect(credential === undefined || problem === undefined).toBe(true);
      }),
    );
  });

  /** Registries that look alike, told apart by this table and not by the code under test. */
  const hosts = ['cr.io', 'ghcr.io', 'gh.cr.io', 'ghcr.io:443', 'ghcr.io.example', 'localhost:5000', 'localhost:50'];
  const hubNames = ['docker.io', 'index.docker.io', 'registry-1.docker.io'];
  const keys = fc
    .tuple(
      fc.constantFrom('', 'https://', 'http://'),
      fc.constantFrom(...hosts, ...hubNames),
      fc.constantFrom('', '/', '/v1/', '/v2', '/acme', '/acme/web', '/ac', '/ghcr.io', '/acme/web/x'),
    )
    .map(([scheme, host, path]) => ({ scheme, host, path }));

  test('a login for one registry, or one part of it, is never found for another', () => {
    const images = fc.tuple(fc.constantFrom(...hosts, 'docker.io'), fc.constantFrom('acme/web', 'other/web', 'acme/x'));
    fc.assert(
      fc.property(fc.array(keys, { maxLength: 6 }), images, formats, (keys, [host, path], format) => {
        const table = Object.fromEntries(
          keys.map((key) => [
            key.scheme + key.host + key.path,
            { username: JSON.stringify(key).replaceAll(':', '='), password: 'x' },
          ]),
        );
        const { credential } = readLogins(auths(table), format, parseReference(`${host}/${path}`));
        const fits = keys.filter((key) => {
          const sameHost = key.host === host || (host === 'docker.io' && hubNames.includes(key.host));
          const whole = format === 'docker' || key.scheme !== '' || key.path === '' || key.path === '/';
          return sameHost && (whole || key.path === `/${path}` || key.path === `/${path.split('/')[0]}`);
        });
        const names = fits.map((key) => JSON.stringify(key).replaceAll(':', '='));
        if (credential === undefined) expect(names).toEqual([]);
        else expect(names).toContain(credential.kind === 'password' ? credential.username : '');
      }),
      { numRuns: 1000 },
    );
  });

  test('what docker login writes is read as it was', () => {
    const username = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !/[:\x00-\x1f\x7f]/.test(text));
    const password = fc.string({ unit: 'grapheme' }).filter((text) => !text.endsWith('\0'));
    fc.assert(
      fc.property(username, password, (username, password) => {
        const text = auths({ 'ghcr.io': { auth: base64(`${username}:${password}`) } });
        expect(read(text, 'ghcr.io/acme/web')).toEqual(login(username, password));
      }),
    );
  });
});
