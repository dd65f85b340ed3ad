import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pullFrom } from '../../sandbox/puller.ts';
import type { ImageFacts } from '../../src/image/facts.ts';
import { platformName } from '../../src/image/platform.ts';
import { parseReference } from '../../src/image/reference.ts';
import { commonFindings } from '../../src/image/rules.ts';
import { lookAtBase } from '../../src/registry/base/look.ts';
import { type Builder, openBuilder } from '../support/buildah.ts';
import { subject } from '../support/image.ts';
import { readImage, readingAccess } from '../support/real-reader.ts';
import {
  openWorkshop,
  type RealRegistry,
  realRegistryTools,
  startRealRegistry,
  type Workshop,
} from '../support/real-registry.ts';

/** Images that Debian's buildah has built from Dockerfiles and pushed to a real registry. */

/** An ordinary, well-made image. */
const web = [
  'FROM scratch',
  'COPY busybox /bin/busybox',
  'LABEL org.opencontainers.image.title=web',
  'ENV LANG=C.UTF-8',
  'WORKDIR /srv',
  'USER 1000:1000',
  'EXPOSE 8080',
  'CMD ["/bin/busybox", "httpd", "-f", "-p", "8080"]',
];

/** One with everything that a Dockerfile can say. */
const everything = [
  'FROM scratch',
  'ARG HTTP_PORT=9000',
  'COPY busybox /bin/busybox',
  'ENV EMPTY= EQUALS=a=b',
  'EXPOSE 9000 53/udp',
  'VOLUME ["/data", "/cache"]',
  'STOPSIGNAL SIGINT',
  'HEALTHCHECK --interval=5s CMD ["/bin/busybox", "true"]',
  'ONBUILD COPY app /app',
  'USER www',
  'WORKDIR /srv/www',
  'ENTRYPOINT ["/bin/busybox"]',
  'CMD httpd -f',
];

const serious = (facts: Parameters<typeof subject>[0]) =>
  commonFindings(subject(facts)).filter(({ severity }) => severity === 'error');

const missing = realRegistryTools();

describe.skipIf(missing.length > 0 && process.env['CI'] !== 'true')(
  `Debian's buildah${missing.length > 0 ? ` (missing: ${missing.join(', ')})` : ''}`,
  () => {
    let workshop: Workshop;
    let builder: Builder;
    let registry: RealRegistry;
    beforeAll(async () => {
      workshop = await openWorkshop();
      registry = await startRealRegistry(workshop, 'open');
      builder = await openBuilder(workshop);
      await builder.build('web', web);
      await builder.push('web', `${registry.host}/team/web:1`);
    });
    afterAll(async () => {
      await builder?.close();
      await registry?.close();
      await workshop?.remove();
    });

    /** Builds, pushes and reads an image. */
    const made = async (name: string, dockerfile: readonly string[], options?: Parameters<Builder['build']>[2]) => {
      const reference = `${registry.host}/team/${name}:1`;
      await builder.build(name, dockerfile, options);
      await builder.push(name, reference);
      return (await readImage(reference)).facts;
    };

    it('a good image: no error, and as the platforms will see it', async () => {
      const reference = `${registry.host}/team/web:1`;
      const { facts } = await readImage(reference);
      expect(facts).toMatchObject({
        mediaType: 'application/vnd.oci.image.manifest.v1+json',
        platform: { os: 'linux', architecture: 'amd64' },
        entrypoint: [],
        cmd: ['/bin/busybox', 'httpd', '-f', '-p', '8080'],
        exposedPorts: [{ port: 8080, protocol: 'tcp' }],
        badPorts: [],
        user: '1000:1000',
        workingDir: '/srv',
        volumes: [],
        healthcheck: false,
        onBuild: [],
        rootfsType: 'layers',
        openedBy: 'nobody',
      });
      expect(facts.env.get('LANG')).toBe('C.UTF-8');
      expect(facts.labels.get('org.opencontainers.image.title')).toBe('web');
      expect(Math.abs((facts.created?.getTime() ?? 0) - Date.now())).toBeLessThan(5 * 60_000);
      expect(serious(facts)).toEqual([]);
      expect(await pullFrom(reference)).toMatchObject({ architecture: 'amd64', exposedPorts: ['8080/tcp'] });
    });

    it.each(['oci', 'docker'] as const)('all that a Dockerfile can say, as %s', async (format) => {
      const facts = await made(`everything-${format}`, everything, { format });
      const docker = format === 'docker';
      expect(facts).toMatchObject({
        mediaType: docker
          ? 'application/vnd.docker.distribution.manifest.v2+json'
          : 'application/vnd.oci.image.manifest.v1+json',
        entrypoint: ['/bin/busybox'],
        cmd: ['/bin/sh', '-c', 'httpd -f'],
        exposedPorts: [
          { port: 53, protocol: 'udp' },
          { port: 9000, protocol: 'tcp' },
        ],
        user: 'www',
        workingDir: '/srv/www',
        stopSignal: 'SIGINT',
        // OCI's config has no place for these two.
        healthcheck: docker,
        onBuild: docker ? ['COPY app /app'] : [],
      });
      expect([...facts.volumes].sort()).toEqual(['/cache', '/data']);
      expect(facts.env.get('EMPTY')).toBe('');
      expect(facts.env.get('EQUALS')).toBe('a=b');
      expect(facts.layers).toHaveLength(1);
      expect(facts.layers[0]?.mediaType).toBe(
        docker ? 'application/vnd.docker.image.rootfs.diff.tar.gzip' : 'application/vnd.oci.image.layer.v1.tar+gzip',
      );
      expect(facts.history).toHaveLength(everything.length - 1);
      expect(facts.history.at(-1)).toContain('CMD httpd -f');
      expect(serious(facts)).toEqual([]);
    });

    it.each(['oci', 'docker'] as const)('layers, history and diff ids agree, as %s', async (format) => {
      const steps = ['FROM scratch', 'COPY busybox /app', 'COPY busybox /tool', 'CMD ["/app", "httpd", "-f"]'];
      const facts = await made(`layers-${format}`, steps, { format, options: ['--layers'] });
      expect(facts.layers.length).toBeGreaterThan(1);
      expect(facts.diffIds).toHaveLength(facts.layers.length);
      expect(facts.historyLayers).toBe(facts.layers.length);
      const distinct = new Map(facts.layers.map(({ digest, size }) => [digest, size]));
      expect(facts.compressedBytes).toBe([...distinct.values()].reduce((sum, size) => sum + size, 0));
      expect(serious(facts)).toEqual([]);
    });

    it('an image without a history, and one of no known age', async () => {
      await builder.build('old', web, { options: ['--timestamp', '0'] });
      await builder.push('old', `${registry.host}/team/old:1`);
      expect((await readImage(`${registry.host}/team/old:1`)).facts.created).toBeUndefined();
      const container = await builder.buildah('from', 'web');
      await builder.buildah('commit', '--quiet', '--omit-history', container, 'bare');
      await builder.push('bare', `${registry.host}/team/bare:1`);
      const { facts } = await readImage(`${registry.host}/team/bare:1`);
      expect(facts).toMatchObject({ history: [], historyLayers: undefined });
      expect(serious(facts)).toEqual([]);
    });

    it('an image made step by step, without a Dockerfile', async () => {
      const container = await builder.buildah('from', 'scratch');
      await builder.buildah('add', container, 'busybox', '/app');
      const said = ['--entrypoint', '["/app"]', '--cmd', 'httpd -f', '--port', '8080', '--user', '65532'];
      await builder.buildah('config', ...said, '--annotation', 'org.example.made=by hand', container);
      const reference = `${registry.host}/team/steps:1`;
      await builder.buildah('commit', '--quiet', '--tls-verify=false', container, `docker://${reference}`);
      const { facts } = await readImage(reference);
      // The same by way of an image layout, which another program pushes.
      const layout = join(workshop.folder, 'layout-steps');
      await builder.buildah('commit', '--quiet', container, `oci:${layout}:steps`);
      const pushed = await registry.push({ layout, name: 'steps' }, 'team/steps', 'layout');
      expect((await readImage(pushed)).facts).toMatchObject({ cmd: facts.cmd, diffIds: facts.diffIds });
      expect(facts).toMatchObject({
        entrypoint: ['/app'],
        cmd: ['httpd', '-f'],
        exposedPorts: [{ port: 8080, protocol: 'tcp' }],
        user: '65532',
      });
      expect(facts.annotations.get('org.example.made')).toBe('by hand');
      expect(serious(facts)).toEqual([]);
    });

    it.each([
      ['gzip', [], 'application/vnd.oci.image.layer.v1.tar+gzip'],
      ['zstd', ['--compression-format', 'zstd'], 'application/vnd.oci.image.layer.v1.tar+zstd'],
    ])('layers packed with %s', async (name, options, mediaType) => {
      const reference = `${registry.host}/team/packed:${name}`;
      // A layer of its own: one that the registry has already is not packed again.
      await builder.build(name, ['FROM scratch', `COPY busybox /bin/${name}`, `CMD ["/bin/${name}"]`]);
      await builder.push(name, reference, '--format', 'oci', ...options);
      const { facts } = await readImage(reference);
      expect(facts.layers.map((layer) => layer.mediaType)).toEqual([mediaType]);
      expect(serious(facts)).toEqual([]);
    });

    it('an image without a command is found out', async () => {
      expect(serious(await made('idle', ['FROM scratch', 'COPY busybox /bin/busybox', 'EXPOSE 8080']))).toMatchObject([
        { code: 'NO_START_COMMAND' },
      ]);
    });

    it('an image for arm64 is found out', async () => {
      const facts = await made('arm', web, { options: ['--arch', 'arm64'] });
      expect(facts.platform).toEqual({ os: 'linux', architecture: 'arm64' });
      expect(serious(facts)).toMatchObject([{ code: 'ARCHITECTURE' }]);
    });

    it('what an image is built on: the name and the digest of its base', async () => {
      const base = `${registry.host}/team/web:1`;
      const child = await made('child', [`FROM ${base}`, 'ENV COLOUR=blue']);
      const { facts } = await readImage(base);
      expect(child.annotations.get('org.opencontainers.image.base.name')).toBe(base);
      expect(child.annotations.get('org.opencontainers.image.base.digest')).toBe(facts.digest);
      expect(child.diffIds.slice(0, facts.diffIds.length)).toEqual(facts.diffIds);
      expect(child.cmd).toEqual(facts.cmd);
      expect(serious(child)).toEqual([]);
    });

    describe('whether there is a newer base', () => {
      const look = async (child: ImageFacts, asked?: string) => {
        const { access, asked: sent } = readingAccess();
        const base = await lookAtBase(child, access, asked === undefined ? undefined : parseReference(asked));
        return { base, sent };
      };

      it('none: the digest is the one that buildah has noted', async () => {
        const name = `${registry.host}/bases/one:1`;
        await builder.push('web', name);
        const child = await made('on-one', [`FROM ${name}`, 'ENV COLOUR=blue']);
        const { base, sent } = await look(child);
        expect(base).toMatchObject({ name, state: 'current' });
        expect(sent).toEqual(['HEAD /v2/bases/one/manifests/1 200']);
      });

      it('one that was pushed later', async () => {
        const name = `${registry.host}/bases/two:1`;
        await builder.push('web', name);
        const child = await made('on-two', [`FROM ${name}`, 'ENV COLOUR=blue']);
        await builder.build('newer-web', [...web, 'ENV NEWER=yes']);
        await builder.push('newer-web', name);
        const { base } = await look(child);
        expect(base).toMatchObject({ name, state: 'stale', newest: (await readImage(name)).facts.digest });
      });

      it('none: buildah has noted the digest of one image, the name leads to an index', async () => {
        const name = `${registry.host}/bases/three:1`;
        await builder.build('three', web, { platforms: ['linux/arm64', 'linux/amd64'] });
        await builder.pushList('three', name);
        const child = await made('on-three', [`FROM ${name}`, 'ENV COLOUR=blue']);
        const { base, sent } = await look(child);
        expect(base).toMatchObject({ name, state: 'current' });
        expect(sent).toHaveLength(2);
      });

      it('buildah notes an empty name of a base that it has made itself', async () => {
        const steps = ['FROM scratch', 'COPY busybox /app', 'COPY busybox /again', 'CMD ["/app"]'];
        const child = await made('cached', steps, { options: ['--layers'] });
        expect(child.annotations.get('org.opencontainers.image.base.name')).toBe('');
        expect(await look(child)).toMatchObject({ base: undefined, sent: [] });
      });

      it('by the layers, of a base that the user names', async () => {
        const name = `${registry.host}/bases/four:1`;
        await builder.push('web', name);
        const child = await made('on-four', [`FROM ${name}`, 'ENV COLOUR=blue']);
        const silent = { ...child, annotations: new Map<string, string>() };
        expect(await look(silent)).toMatchObject({ base: undefined, sent: [] });
        expect((await look(silent, name)).base).toMatchObject({ state: 'current' });
      });
    });

    describe('several platforms', () => {
      beforeAll(() => builder.build('multi', web, { platforms: ['linux/arm64', 'linux/amd64'] }));

      it.each([
        ['oci', 'application/vnd.oci.image.index.v1+json', 'application/vnd.oci.image.manifest.v1+json'],
        [
          'v2s2',
          'application/vnd.docker.distribution.manifest.list.v2+json',
          'application/vnd.docker.distribution.manifest.v2+json',
        ],
      ])('pushed as %s', async (format, list, manifest) => {
        const reference = `${registry.host}/team/multi:${format}`;
        await builder.pushList('multi', reference, '--format', format);
        const [amd64, arm64] = await Promise.all(
          ['amd64', 'arm64'].map((architecture) => readImage(reference, { platform: { os: 'linux', architecture } })),
        );
        expect(amd64?.facts).toMatchObject({ mediaType: list, platform: { architecture: 'amd64' } });
        expect(arm64?.facts).toMatchObject({ mediaType: list, platform: { architecture: 'arm64' } });
        expect(amd64?.facts.digest).toBe(arm64?.facts.digest);
        expect(amd64?.facts.offered.map(platformName).sort()).toEqual(['linux/amd64', 'linux/arm64']);
        expect(amd64?.asked, amd64?.asked.join('\n')).toHaveLength(4);
        for (const read of [amd64, arm64]) {
          const alone = await readImage(`${registry.host}/team/multi@${read?.facts.manifestDigest}`);
          expect(alone.facts).toMatchObject({ mediaType: manifest, platform: read?.facts.platform });
        }
        expect(serious(amd64?.facts ?? {})).toEqual([]);
      });

      it('a child of it is built on the image for its platform, and says so', async () => {
        const base = `${registry.host}/team/multi:base`;
        await builder.pushList('multi', base);
        const child = await made('multi-child', [`FROM ${base}`, 'ENV COLOUR=blue']);
        const { facts } = await readImage(base);
        expect(child.annotations.get('org.opencontainers.image.base.name')).toBe(base);
        expect(child.annotations.get('org.opencontainers.image.base.digest')).toBe(facts.manifestDigest);
      });

      it('amd64 only for newer processors', async () => {
        await builder.buildah('manifest', 'create', 'newer');
        await builder.buildah('manifest', 'add', '--variant', 'v3', 'newer', 'localhost/web');
        const reference = `${registry.host}/team/newer:1`;
        await builder.pushList('newer', reference);
        const { facts } = await readImage(reference);
        expect(facts.offered.map(platformName)).toEqual(['linux/amd64/v3']);
        expect(facts.declared).toEqual({ os: 'linux', architecture: 'amd64', variant: 'v3' });
      });
    });
  },
);
