import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pullFrom } from '../../sandbox/puller.ts';
import { type RegistrySandbox, startRegistry } from '../../sandbox/registry/registry.ts';
import { systemClock } from '../../src/clock.ts';
import { createHttp } from '../../src/http/client.ts';
import { lowestTcpPort } from '../../src/image/ports.ts';
import { parseReference } from '../../src/image/reference.ts';
import { commonFindings } from '../../src/image/rules.ts';
import type { RegistryLogin } from '../../src/inputs/request.ts';
import { inspectImage } from '../../src/registry/inspect.ts';
import { registryAccess, subject } from '../support/image.ts';
import {
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
const http = createHttp({ clock: systemClock, userAgent: 'deploy-image-test' });

function inspect(image: string, login?: RegistryLogin) {
  return inspectImage(parseReference(image), registryAccess({ http, clock: systemClock }, { login }));
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
      expect(commonFindings(subject(facts))).toEqual([]);
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

    it('the same image in the Docker format is read', async () => {
      const reference = await registry('open').push(web, 'team/web', 'docker', { format: 'v2s2' });
      expect(await inspect(reference)).toMatchObject({
        mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
        exposedPorts: [{ port: 8080, protocol: 'tcp' }],
      });
    });

    it('an image for arm64 is found out', async () => {
      const facts = await inspect(await registry('open').push(arm, 'team/arm', '1'));
      expect(commonFindings(subject(facts))).toMatchObject([
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

      it.each([
        '/v2/team/web/manifests/nope',
        '/v2/no/such/manifests/1',
        `/v2/team/web/manifests/sha256:${'0'.repeat(64)}`,
        '/v2/team/web/manifests/1.0',
        '/v2/no/tags/list',
        '/v2/team/web/tags/list?n=1',
        `/v2/team/web/blobs/sha256:${'0'.repeat(64)}`,
        '/v2/team/web/blobs/sha256:ff',
        '/v2/A/b/manifests/1',
        '/v2/foo',
        '/v2/',
        '/foo',
      ])('answers %s as the real one', async (path) => {
        const real = registry('open');
        const [wanted, got] = await Promise.all(
          [real.host, sandbox.host].map(async (host) => {
            const response = await http.send({
              method: 'GET',
              url: new URL(`http://${host}${path}`),
              headers: { accept: 'x/y' },
            });
            const headers = Object.entries(response.headers).filter(([name]) =>
              ['content-type', 'docker-distribution-api-version', 'content-length', 'www-authenticate'].includes(name),
            );
            return {
              status: response.status,
              headers: Object.fromEntries(headers),
              body: response.body.toString('utf8'),
            };
          }),
        );
        // `/v2/` of this sandbox asks for a login, since some of its repositories need one.
        if (path === '/v2/') expect([wanted?.status, got?.status]).toEqual([200, 401]);
        else if (path.includes('tags/list?')) expect(got?.status).toBe(wanted?.status);
        else expect(got).toEqual(wanted);
      });
    });
  },
);
