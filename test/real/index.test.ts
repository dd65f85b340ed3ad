import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pullFrom } from '../../sandbox/puller.ts';
import { startRegistry } from '../../sandbox/registry/registry.ts';
import type { ImagePlatform } from '../../src/image/platform.ts';
import { platformName } from '../../src/image/platform.ts';
import { commonFindings } from '../../src/image/rules.ts';
import { subject } from '../support/image.ts';
import { attestation, type Content, image, index, pushContent, types, writeLayout } from '../support/image-content.ts';
import { readImage } from '../support/real-reader.ts';
import {
  openWorkshop,
  pushWithSkopeo,
  type RealRegistry,
  realRegistryTools,
  startRealRegistry,
  type Workshop,
} from '../support/real-registry.ts';

/** Indexes as builders write them, byte for byte, in a real registry: which image is read out of them. */

const [amd64, arm64] = [image('linux/amd64'), image('linux/arm64')];
const [armV6, armV7] = [image('linux/arm/v6'), image('linux/arm/v7')];
const v3 = image('linux/amd64/v3');
const docker = { amd64: image('linux/amd64', { docker: true }), arm64: image('linux/arm64', { docker: true }) };
const both = [
  { content: arm64, platform: 'linux/arm64' },
  { content: amd64, platform: 'linux/amd64' },
];

interface Case {
  readonly root: Content;
  readonly chosen: Content;
  readonly offered: readonly string[];
  /** As the index writes it. */
  readonly declared?: ImagePlatform;
  readonly wanted?: ImagePlatform;
  /** Default 4: the tag, the index, the manifest, the config. */
  readonly requests?: number;
}

const ordinary = { chosen: amd64, offered: ['linux/arm64', 'linux/amd64'], declared: platformOf('linux/amd64') };

const cases: Readonly<Record<string, Case>> = {
  'two platforms': { root: index(both), ...ordinary },
  'two platforms, each with an attestation that looks like an image': {
    root: index(both.flatMap((entry) => [entry, attestation(entry.content, 'image')])),
    ...ordinary,
  },
  'two platforms, each with an attestation that is an artifact': {
    root: index(both.flatMap((entry) => [entry, attestation(entry.content, 'artifact')])),
    ...ordinary,
  },
  'attestations first': {
    root: index([...both.map(({ content }) => attestation(content, 'image')), ...both]),
    ...ordinary,
  },
  'an artifact that only its type tells from an image': {
    root: index([{ content: attestation(amd64, 'artifact').content, artifactType: types.attestation }, ...both]),
    ...ordinary,
  },
  'one platform and its attestation: an ordinary `docker buildx build` since 0.10': {
    root: index([{ content: amd64, platform: 'linux/amd64' }, attestation(amd64, 'image')]),
    chosen: amd64,
    offered: ['linux/amd64'],
    declared: platformOf('linux/amd64'),
  },
  'a Docker manifest list': {
    root: index(
      [
        { content: docker.arm64, platform: 'linux/arm64' },
        { content: docker.amd64, platform: 'linux/amd64' },
      ],
      { docker: true },
    ),
    chosen: docker.amd64,
    offered: ['linux/arm64', 'linux/amd64'],
    declared: platformOf('linux/amd64'),
  },
  'amd64 only for newer processors': {
    root: index([{ content: v3, platform: 'linux/amd64/v3' }]),
    chosen: v3,
    offered: ['linux/amd64/v3'],
    declared: platformOf('linux/amd64/v3'),
  },
  'amd64 for newer processors, and for all': {
    root: index([
      { content: v3, platform: 'linux/amd64/v3' },
      { content: amd64, platform: 'linux/amd64' },
    ]),
    chosen: amd64,
    offered: ['linux/amd64/v3', 'linux/amd64'],
    declared: platformOf('linux/amd64'),
  },
  'amd64 that is called v1': {
    root: index([{ content: amd64, platform: 'linux/amd64/v1' }]),
    chosen: amd64,
    offered: ['linux/amd64'],
    declared: platformOf('linux/amd64/v1'),
  },
  'an index within an index': {
    root: index([{ content: index(both) }]),
    ...ordinary,
    requests: 5,
  },
  'an index within an index, behind one for another platform': {
    root: index([{ content: index([{ content: arm64, platform: 'linux/arm64' }]) }, { content: index(both) }]),
    ...ordinary,
    requests: 6,
  },
  'an entry without a platform': {
    root: index([{ content: amd64 }]),
    chosen: amd64,
    offered: ['linux/amd64'],
  },
  'arm, where arm is wanted': {
    root: index([{ content: armV6, platform: 'linux/arm/v6' }, { content: armV7, platform: 'linux/arm/v7' }, ...both]),
    chosen: armV7,
    offered: ['linux/arm/v6', 'linux/arm/v7', 'linux/arm64', 'linux/amd64'],
    declared: platformOf('linux/arm/v7'),
    wanted: platformOf('linux/arm/v7'),
  },
};

function platformOf(name: string): ImagePlatform {
  const [os = '', architecture = '', variant] = name.split('/');
  return { os, architecture, ...(variant === undefined ? {} : { variant }) };
}

const missing = realRegistryTools();

describe.skipIf(missing.length > 0 && process.env['CI'] !== 'true')(
  `Debian's docker-registry: indexes${missing.length > 0 ? ` (missing: ${missing.join(', ')})` : ''}`,
  () => {
    let workshop: Workshop;
    let registry: RealRegistry;
    beforeAll(async () => {
      workshop = await openWorkshop();
      registry = await startRealRegistry(workshop, 'open');
    });
    afterAll(async () => {
      await registry?.close();
      await workshop?.remove();
    });

    it.each(Object.entries(cases))('%s', async (name, { root, chosen, offered, declared, wanted, requests = 4 }) => {
      const repository = `team/${name.replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '')}`;
      const reference = await pushContent(registry.url, repository, '1', root);
      const { facts, asked } = await readImage(reference, wanted === undefined ? {} : { platform: wanted });
      expect(facts).toMatchObject({ digest: root.digest, manifestDigest: chosen.digest, mediaType: root.mediaType });
      expect(facts.offered.map(platformName)).toEqual(offered);
      expect(facts.env.get('BUILT_FOR')).toBe(platformName(facts.platform));
      expect(facts.declared).toEqual(declared);
      expect(asked, asked.join('\n')).toHaveLength(requests);
      expect(
        await readImage(`${registry.host}/${repository}@${root.digest}`, { ...(wanted && { platform: wanted }) }),
      ).toMatchObject({
        facts: { digest: root.digest, manifestDigest: chosen.digest },
      });
    });

    it('no image for amd64: what there is instead', async () => {
      const entries = [arm64, armV7].map((content, at) => ({ content, platform: ['linux/arm64', 'linux/arm/v7'][at] }));
      const root = index([...entries, attestation(arm64, 'artifact')]);
      const { facts } = await readImage(await pushContent(registry.url, 'team/arm-only', '1', root));
      expect(facts).toMatchObject({ digest: root.digest, manifestDigest: arm64.digest });
      expect(commonFindings(subject(facts))).toMatchObject([
        { code: 'ARCHITECTURE', message: expect.stringContaining('linux/arm64, linux/arm/v7') },
      ]);
    });

    it('an index that lies about its image', async () => {
      const root = index([{ content: arm64, platform: 'linux/amd64' }]);
      const { facts } = await readImage(await pushContent(registry.url, 'team/lie', '1', root));
      expect(facts).toMatchObject({ platform: platformOf('linux/arm64'), declared: platformOf('linux/amd64') });
      expect(commonFindings(subject(facts))).toMatchObject([
        { code: 'ARCHITECTURE', message: expect.stringContaining('its config says linux/arm64') },
      ]);
    });

    it('an attestation alone is no image', async () => {
      const reference = await pushContent(
        registry.url,
        'team/attested',
        '1',
        index([attestation(amd64, 'image'), attestation(amd64, 'artifact')]),
      );
      await expect(readImage(reference)).rejects.toMatchObject({ code: 'IMAGE_KIND' });
    });

    it('an artifact by its tag is no image', async () => {
      const { content } = attestation(amd64, 'artifact');
      await pushContent(registry.url, 'team/artifact', 'image', amd64);
      const reference = await pushContent(registry.url, 'team/artifact', '1', content);
      await expect(readImage(reference)).rejects.toMatchObject({ code: 'IMAGE_KIND' });
    });

    it('annotations: the manifest’s come before the index’s entry, and that before the index’s own', async () => {
      const annotated = image('linux/amd64', { annotations: { a: 'manifest' } });
      const entry = { content: annotated, platform: 'linux/amd64', annotations: { a: 'entry', b: 'entry' } };
      const root = index([entry], { annotations: { a: 'index', b: 'index', c: 'index' } });
      const { facts } = await readImage(await pushContent(registry.url, 'team/annotated', '1', root));
      expect([...facts.annotations].sort()).toEqual([
        ['a', 'manifest'],
        ['b', 'entry'],
        ['c', 'index'],
      ]);
    });

    it('a config that comes with the manifest is not asked for', async () => {
      const inline = image('linux/amd64', { inlineConfig: true });
      const { facts, asked } = await readImage(await pushContent(registry.url, 'team/inline', '1', inline));
      expect(facts.env.get('BUILT_FOR')).toBe('linux/amd64');
      expect(asked).toEqual([
        'HEAD /v2/team/inline/manifests/1 200',
        `GET /v2/team/inline/manifests/${inline.digest} 200`,
      ]);
    });

    it('what the tag beside a digest points at now', async () => {
      await pushContent(registry.url, 'team/moved', '1', amd64);
      await pushContent(registry.url, 'team/moved', '1', v3);
      const name = `${registry.host}/team/moved`;
      const { facts } = await readImage(`${name}:1@${amd64.digest}`);
      expect(facts).toMatchObject({ digest: amd64.digest, tagDigest: v3.digest });
      const gone = await readImage(`${name}:gone@${amd64.digest}`);
      expect(gone.facts).toMatchObject({ digest: amd64.digest });
      expect(gone.facts.tagDigest).toBeUndefined();
    });

    // skopeo knows these forms, and carries them without changing a byte.
    it.each([
      'two platforms, each with an attestation that looks like an image',
      'one platform and its attestation: an ordinary `docker buildx build` since 0.10',
    ])('%s: as skopeo carries it out of a layout', async (name) => {
      const root = cases[name]?.root;
      if (root === undefined) throw new Error(`no case ${name}`);
      const layout = join(workshop.folder, `layout-${root.digest.slice(-12)}`);
      await writeLayout(layout, 'it', root);
      const target = `${registry.host}/skopeo/${root.digest.slice(-12)}:1`;
      await pushWithSkopeo(['--all', '--preserve-digests', `oci:${layout}:it`, `docker://${target}`], workshop);
      expect((await readImage(target)).facts).toMatchObject({ digest: root.digest, manifestDigest: amd64.digest });
      // What a platform would make of it, by another client.
      expect(await pullFrom(target)).toMatchObject({ architecture: 'amd64', exposedPorts: ['8080/tcp'] });
    });

    it('a Docker manifest list: as skopeo carries it out of the sandbox registry', async () => {
      const sandbox = await startRegistry();
      try {
        const platforms = ['linux/arm64', 'linux/amd64'];
        const list = { repository: 'team/list', tag: '1', format: 'docker', platforms } as const;
        const published = await sandbox.publish(list);
        const target = `${registry.host}/skopeo/list:1`;
        const from = ['--all', '--preserve-digests', '--src-tls-verify=false', `docker://${published.reference}`];
        await pushWithSkopeo([...from, `docker://${target}`], workshop);
        const [there, here] = [await readImage(target), await readImage(published.reference)];
        expect(there.facts).toEqual({ ...here.facts, reference: there.facts.reference });
        expect(there.facts).toMatchObject({
          digest: published.digest,
          manifestDigest: published.manifests['linux/amd64'],
          mediaType: types.dockerList,
        });
      } finally {
        await sandbox.close();
      }
    });
  },
);
