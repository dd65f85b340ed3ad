import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pullFrom } from '../../sandbox/puller.ts';
import { type RegistrySandbox, startRegistry } from '../../sandbox/registry/registry.ts';
import { lowestTcpPort } from '../../src/image/ports.ts';
import { commonFindings } from '../../src/image/rules.ts';
import type { RegistryLogin } from '../../src/inputs/request.ts';
import { subject } from '../support/image.ts';
import { readImage } from '../support/real-reader.ts';
import {
  loginWithSkopeo,
  makeImage,
  type OciImage,
  openWorkshop,
  pushWithSkopeo,
  type RealAuth,
  type RealRegistry,
  realRegistryTools,
  startRealRegistry,
  type Workshop,
} from '../support/real-registry.ts';

const missing = realRegistryTools();
const mustRun = process.env['CI'] === 'true';

async function inspect(image: string, login?: RegistryLogin) {
  return (await readImage(image, { login })).facts;
}

if (mustRun) {
  it('CI has the programs that real registries need', () => {
    expect(missing).toEqual([]);
  });
}

describe.skipIf(missing.length > 0)(
  `Debian's docker-registry${missing.length > 0 ? ` (missing: ${missing.join(', ')})` : ''}`,
  () => {
    let workshop: Workshop;
    let web: OciImage;
    let arm: OciImage;
    const registries = new Map<RealAuth, RealRegistry>();
    const registry = (auth: RealAuth): RealRegistry => {
      const found = registries.get(auth);
      if (found === undefined) throw new Error(`the ${auth} registry has not been started`);
      return found;
    };

    beforeAll(async () => {
      workshop = await openWorkshop();
      web = await makeImage(workshop, 'web', { user: '1000:1000', labels: { 'sandbox.behaviour': 'ok' } });
      arm = await makeImage(workshop, 'arm', { architecture: 'arm64', cmd: ['true'] });
      await Promise.all(
        (['open', 'htpasswd', 'token'] as const).map(async (auth) => {
          registries.set(auth, await startRealRegistry(workshop, auth));
        }),
      );
    });
    afterAll(async () => {
      await Promise.all([...registries.values()].map((real) => real.close()));
      await workshop?.remove();
    });

    it.each<RealAuth>(['open', 'htpasswd', 'token'])('%s: an image that skopeo pushed is read', async (auth) => {
      const real = registry(auth);
      const reference = await real.push(web, 'team/web', '1.0');
      const facts = await inspect(reference, real.login);
      expect(facts).toMatchObject({
        mediaType: 'application/vnd.oci.image.manifest.v1+json',
        platform: { os: 'linux', architecture: 'amd64' },
        entrypoint: ['/bin/busybox'],
        cmd: ['httpd', '-f', '-p', '8080'],
        exposedPorts: [{ port: 8080, protocol: 'tcp' }],
        user: '1000:1000',
        openedBy: auth === 'open' ? 'nobody' : 'inputs',
      });
      expect(facts.compressedBytes).toBeGreaterThan(100_000);
      expect(commonFindings(subject(facts, { now: Date.now() }))).toEqual([]);
      expect(lowestTcpPort(facts)).toBe(8080);
      expect(await inspect(`${real.host}/team/web@${facts.digest}`, real.login)).toMatchObject({
        digest: facts.digest,
      });
      expect(await pullFrom(`${real.host}/team/web@${facts.digest}`, real.login)).toMatchObject({
        digest: facts.digest,
        architecture: 'amd64',
        exposedPorts: ['8080/tcp'],
      });
    });

    it.each<[RealAuth, readonly string[]]>([
      ['open', ['HEAD manifests 200', 'GET manifests 200', 'GET blobs 200']],
      ['htpasswd', ['HEAD manifests 401', 'GET manifests 200', 'GET blobs 200']],
      ['token', ['HEAD manifests 401', 'GET token 200', 'GET manifests 200', 'GET blobs 200']],
    ])('%s: no more is asked than what is needed', async (auth, expected) => {
      const real = registry(auth);
      const { asked } = await readImage(await real.push(web, 'team/counted', '1'), { login: real.login });
      const kinds = asked.map((line) => line.replace(/\/(?:v2\/team\/counted\/)?(manifests|blobs|token)\S*/, '$1'));
      expect(kinds).toEqual(expected);
    });

    describe.each(['htpasswd', 'token'] as const)('%s: a login that an earlier step has made', (auth) => {
      const repository = 'team/earlier';
      beforeAll(async () => {
        await registry(auth).push(web, repository, '1');
      });

      it.each([
        ['for docker', 'config.json', (file: string) => ({ DOCKER_CONFIG: dirname(file) })],
        [
          'for podman, while the job runs',
          'containers/auth.json',
          (file: string) => ({ XDG_RUNTIME_DIR: dirname(dirname(file)) }),
        ],
        ['where the job says', 'logins.json', (file: string) => ({ REGISTRY_AUTH_FILE: file })],
      ])('%s', async (_where, name, environmentOf) => {
        const real = registry(auth);
        const file = join(workshop.folder, `login-${auth}`, name);
        await mkdir(dirname(file), { recursive: true });
        await loginWithSkopeo(real, real.host, file);
        const environment = { HOME: join(workshop.folder, 'nobody'), ...environmentOf(file) };
        const image = `${real.host}/${repository}:1`;
        const { facts, notes } = await readImage(image, { environment });
        expect(facts).toMatchObject({ cmd: ['httpd', '-f', '-p', '8080'], openedBy: 'docker login' });
        expect(notes.join('\n')).toContain(name.split('/').at(-1));
        expect(notes.join('\n')).not.toContain(real.login?.password);

        const trust = { dockerLogin: false, realmHosts: [], privateNetwork: false };
        await expect(readImage(image, { environment, trust })).rejects.toMatchObject({ code: 'REGISTRY_DENIED' });
      });

      it('for one part of the registry only', async () => {
        const real = registry(auth);
        const file = join(workshop.folder, `part-${auth}.json`);
        await loginWithSkopeo(real, `${real.host}/team`, file);
        const environment = { HOME: join(workshop.folder, 'nobody'), REGISTRY_AUTH_FILE: file };
        const { facts } = await readImage(`${real.host}/${repository}:1`, { environment });
        expect(facts.openedBy).toBe('docker login');
        const other = await real.push(web, 'other/web', '1');
        await expect(readImage(other, { environment })).rejects.toMatchObject({ code: 'REGISTRY_DENIED' });
      });
    });

    it('the same image in the Docker format is read', async () => {
      const reference = await registry('open').push(web, 'team/web', 'docker', { format: 'v2s2' });
      expect(await inspect(reference)).toMatchObject({
        mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
        exposedPorts: [{ port: 8080, protocol: 'tcp' }],
      });
    });

    it('an image for arm64 is found out', async () => {
      const facts = await inspect(await registry('open').push(arm, 'team/arm', '1'));
      expect(commonFindings(subject(facts, { now: Date.now() }))).toMatchObject([
        { code: 'ARCHITECTURE', message: expect.stringContaining('linux/arm64') },
      ]);
    });

    it('a missing tag, and the tags there are', async () => {
      const reference = await registry('open').push(web, 'team/tags', '2.0');
      await expect(inspect(`${reference}.1`)).rejects.toMatchObject({
        code: 'IMAGE_NOT_FOUND',
        hint: expect.stringContaining('It has the tags 2.0.'),
      });
    });

    it.each<RealAuth>(['htpasswd', 'token'])('%s: no login and a wrong one are told apart', async (auth) => {
      const real = registry(auth);
      const reference = await real.push(web, 'team/private', '1');
      await expect(inspect(reference)).rejects.toMatchObject({
        code: 'REGISTRY_DENIED',
        message: expect.stringContaining('no login was given'),
      });
      await expect(inspect(reference, { username: 'robot', password: 'old' })).rejects.toMatchObject({
        code: auth === 'token' ? 'REGISTRY_LOGIN' : 'REGISTRY_DENIED',
        message: expect.stringContaining('robot'),
      });
      await expect(pullFrom(reference)).rejects.toMatchObject({ kind: 'unauthorized' });
    });

    describe('the sandbox registry', () => {
      let sandbox: RegistrySandbox;
      beforeAll(async () => {
        sandbox = await startRegistry();
      });
      afterAll(() => sandbox.close());

      it.each([
        ['team/web', []],
        ['private/web', ['--dest-creds', 'robot:robot-password']],
      ])('takes a push of skopeo to %s', async (repository, credentials) => {
        const target = `${sandbox.host}/${repository}:1.0`;
        await pushWithSkopeo([...credentials, `oci:${web.layout}:${web.name}`, `docker://${target}`], workshop);
        const login = { username: 'robot', password: 'robot-password' };
        expect(await inspect(target, login)).toMatchObject({ cmd: ['httpd', '-f', '-p', '8080'] });
      });

      it('gives skopeo an index to carry to the real one, where it reads the same', async () => {
        const platforms = ['linux/arm64', 'linux/amd64'];
        const image = { repository: 'team/multi', tag: '1', platforms, attestations: true };
        const published = await sandbox.publish(image);
        const target = `${registry('open').host}/team/multi:1`;
        const source = ['--all', '--src-tls-verify=false', `docker://${published.reference}`];
        await pushWithSkopeo([...source, `docker://${target}`], workshop);
        const [there, here] = [await inspect(target), await inspect(published.reference)];
        expect(there).toEqual({ ...here, reference: there.reference });
        expect(there).toMatchObject({
          digest: published.digest,
          manifestDigest: published.manifests['linux/amd64'],
          offered: [
            { os: 'linux', architecture: 'arm64' },
            { os: 'linux', architecture: 'amd64' },
          ],
        });
      });

      it('keeps out who has no login', async () => {
        const push = pushWithSkopeo(
          [`oci:${web.layout}:${web.name}`, `docker://${sandbox.host}/private/other:1`],
          workshop,
        );
        await expect(push).rejects.toThrow(/HTTP 401|authentication required/);
      });
    });
  },
);
