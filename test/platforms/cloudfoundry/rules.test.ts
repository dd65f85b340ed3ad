import { describe, expect, test } from 'vitest';
import type { ImageFacts, ImageLayer } from '../../../src/image/facts.ts';
import { parseReference } from '../../../src/image/reference.ts';
import type { Finding, Subject } from '../../../src/image/rule.ts';
import type { Settings } from '../../../src/inputs/request.ts';
import { imageFor } from '../../../src/platforms/cloudfoundry/image/image.ts';
import { type CloudFoundrySubject, cloudFoundryFindings } from '../../../src/platforms/cloudfoundry/image/rules.ts';
import { imageFacts, subject, told } from '../../support/image.ts';
import { Practice } from './practice.ts';

interface Case {
  readonly facts?: Partial<ImageFacts>;
  readonly stored?: Subject['stored'];
  readonly settings?: Settings;
  readonly place?: Partial<Pick<CloudFoundrySubject, 'diskMb' | 'korifi'>>;
}

function judge({ facts = {}, stored, settings = {}, place = {} }: Case): readonly Finding[] {
  const base = subject(facts, { stored, deployedAs: imageFor(imageFacts(facts)) });
  const judged = { ...base, request: { ...base.request, settings }, diskMb: undefined, korifi: false, ...place };
  return cloudFoundryFindings(judged);
}

/** What is told of an image, a line for each finding. */
function findings(of: Case): string[] {
  return judge(of).map(told);
}

/** Severities and codes alone. */
function codes(of: Case): string[] {
  return findings(of).map((line) => line.slice(0, line.indexOf(':')));
}

const tcp = (...ports: number[]) => ports.map((port) => ({ port, protocol: 'tcp' as const }));
const mb = 1024 * 1024;

test('a good image', () => expect(findings({})).toEqual([]));

test('every text is a sentence', () => {
  const many: Case[] = [
    { facts: { exposedPorts: [], badPorts: ['8000-8010/tcp'], user: '', stopSignal: 'SIGQUIT', configBytes: 70_000 } },
    {
      facts: {
        exposedPorts: tcp(80, 443),
        user: 'web',
        env: new Map([['DATABASE_URL', 'x']]),
        openedBy: 'docker login',
      },
    },
    {
      facts: { exposedPorts: tcp(80), user: '0', badPorts: ['0/tcp'], compressedBytes: 2_000 * mb },
      place: { korifi: true },
    },
    { facts: { layers: [{ mediaType: 'x+zstd', digest: 'sha256:1', size: 500 * mb }] }, place: { diskMb: 1024 } },
    { facts: { digest: `sha512:${'a'.repeat(128)}`, manifestDigest: `sha512:${'a'.repeat(128)}` } },
  ];
  const found = many.flatMap(judge);
  expect(new Set(found.map(({ code }) => code)).size).toBeGreaterThan(11);
  for (const { message, remedy } of found) {
    for (const text of [message, remedy]) expect(text).toMatch(/^[A-Z].*[^.]\.$/);
    expect(message + remedy).not.toMatch(/undefined|NaN|null/);
  }
});

describe('on Korifi Kubernetes pulls and runs the image', () => {
  const ecr = parseReference('1234.dkr.ecr.eu-west-1.amazonaws.com/web:1');
  const key = { username: 'AKIAIOSFODNN7EXAMPLE', password: 'x'.repeat(40) };
  const password = { username: 'AWS', password: 'y'.repeat(200) };
  const large = { layers: [{ mediaType: 'x+zstd', digest: 'sha256:1', size: 5_000 * mb }], configBytes: 70_000 };
  const korifi = { place: { korifi: true } };
  test.for<[string, Case, readonly string[]]>([
    ['a large image with zstd', { facts: large, ...korifi }, []],
    ['an access key of AWS', { facts: { reference: ecr }, stored: key, ...korifi }, ['error CF_LOGIN']],
    ['a password of ECR', { facts: { reference: ecr }, stored: password, ...korifi }, []],
    ['several ports', { facts: { exposedPorts: tcp(8080, 9090) }, ...korifi }, ['warning CF_SEVERAL_PORTS']],
  ])('%s', ([, of, wanted]) => expect(codes(of)).toEqual(wanted));

  test('each in its own words', () => {
    const said = findings({ facts: { reference: ecr, exposedPorts: tcp(8080, 9090) }, stored: key, ...korifi });
    expect(said[0]).toContain('Korifi cannot pull from 1234.dkr.ecr');
    expect(said[1]).toContain('Korifi leads routes to the first that it finds');
  });
});

describe('ports', () => {
  test.for<[string, Partial<ImageFacts>, readonly string[]]>([
    ['one port', { exposedPorts: tcp(8080) }, []],
    ['the lowest that is free', { exposedPorts: tcp(1024) }, []],
    ['none', { exposedPorts: [] }, ['info CF_DEFAULT_PORT']],
    ['UDP only', { exposedPorts: [{ port: 53, protocol: 'udp' }] }, ['info CF_DEFAULT_PORT']],
    ['UDP beside TCP', { exposedPorts: [{ port: 53, protocol: 'udp' }, ...tcp(8080)] }, []],
    ['several', { exposedPorts: tcp(3000, 8080) }, ['warning CF_SEVERAL_PORTS']],
    ['a range', { badPorts: ['8000-8010/tcp'] }, ['error CF_BAD_PORT']],
    ['more than 16 bits', { badPorts: ['65536/tcp'] }, ['error CF_BAD_PORT']],
    ['a word', { badPorts: ['http'] }, ['error CF_BAD_PORT']],
    ['no number at all', { badPorts: ['/tcp'] }, ['error CF_BAD_PORT']],
    ['a sign', { badPorts: ['+80/tcp'] }, ['error CF_BAD_PORT']],
    ['port 0, which staging reads', { badPorts: ['0/tcp'] }, ['warning CF_BAD_PORT']],
    ['another protocol, which staging takes as it is', { badPorts: ['80/dccp'] }, ['warning CF_BAD_PORT']],
    ['bad ones of both kinds', { badPorts: ['80/dccp', 'http'] }, ['error CF_BAD_PORT']],
    ['low, as somebody', { exposedPorts: tcp(1023), user: 'app' }, ['warning CF_LOW_PORT']],
    [
      'low, as root by number and group',
      { exposedPorts: tcp(80), user: '0:0' },
      ['info CF_LOW_PORT', 'warning CF_ROOT_USER'],
    ],
    ['low, without a user', { exposedPorts: tcp(80), user: '' }, ['info CF_LOW_PORT', 'warning CF_ROOT_USER']],
    [
      'low and high, as somebody',
      { exposedPorts: tcp(80, 8080), user: 'app' },
      ['warning CF_SEVERAL_PORTS', 'warning CF_LOW_PORT'],
    ],
  ])('%s', ([, facts, expected]) => expect(codes({ facts })).toEqual(expected));

  test('the port that will be used is named', () => {
    expect(findings({ facts: { exposedPorts: [] } })[0]).toContain('expects the app at 8080');
    expect(findings({ facts: { exposedPorts: tcp(3000, 8080) } })[0]).toContain('uses 3000, the lowest');
  });

  test('only what cannot be read is named as such', () =>
    expect(findings({ facts: { badPorts: ['80/dccp', 'http'] } })[0]).toContain('exposes http, at which'));
});

describe('what staging reads', () => {
  const list = 'application/vnd.docker.distribution.manifest.list.v2+json';
  const index = 'application/vnd.oci.image.index.v1+json';
  const long = `sha512:${'a'.repeat(128)}`;
  const child = `sha256:${'b'.repeat(64)}`;
  const v2 = { os: 'linux', architecture: 'amd64', variant: 'v2' };

  test.for<[string, Partial<ImageFacts>, readonly string[]]>([
    ['an OCI index', { mediaType: index, declared: { os: 'linux', architecture: 'amd64' } }, []],
    ['a Docker list', { mediaType: list, manifestDigest: child }, ['info CF_MANIFEST_LIST']],
    ['a variant', { mediaType: index, manifestDigest: child, declared: v2 }, ['info CF_VARIANT']],
    ['a variant that means none', { mediaType: index, declared: { ...v2, variant: 'v1' } }, ['info CF_VARIANT']],
    ['a variant in a Docker list', { mediaType: list, manifestDigest: child, declared: v2 }, ['info CF_MANIFEST_LIST']],
    ['sha512', { digest: long, manifestDigest: long }, ['error CF_DIGEST']],
    ['an index by sha512', { mediaType: index, digest: long, manifestDigest: child }, []],
    ['a config of 64 KiB', { configBytes: 65_536 }, []],
    ['a larger one', { configBytes: 65_537 }, ['info CF_METADATA_SIZE']],
  ])('%s', ([, facts, expected]) => expect(codes({ facts })).toEqual(expected));

  test('the digest that is deployed instead is told', () => {
    expect(findings({ facts: { mediaType: list, manifestDigest: child } })[0]).toContain(child);
    expect(findings({ facts: { mediaType: index, manifestDigest: child, declared: v2 } })[0]).toMatch(
      new RegExp(`linux/amd64/v2.*${child}`),
    );
  });

  test('whoever wrote the digest can write another, whoever wrote a tag cannot', () => {
    const facts = { digest: long, manifestDigest: long };
    expect(findings({ facts })[0]).toContain('Push the image to a registry');
    const reference = parseReference(`ghcr.io/acme/web@${long}`);
    expect(findings({ facts: { ...facts, reference } })[0]).toContain('Give the image by its tag');
  });
});

describe('logins', () => {
  const reference = parseReference('123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:1');
  const key = 'AKIAIOSFODNN7EXAMPLE';

  test.for<[string, Case, readonly string[]]>([
    ['a public image', {}, []],
    [
      'a private one, with a login to store',
      { facts: { openedBy: 'inputs' }, stored: { username: 'ci', password: 'p' } },
      [],
    ],
    ['read by an earlier step', { facts: { openedBy: 'docker login' } }, ['error CF_LOGIN_MISSING']],
    [
      'read by an earlier step, with a login to store',
      { facts: { openedBy: 'docker login' }, stored: { username: 'ci', password: 'p' } },
      [],
    ],
    ['a password of ECR', { facts: { reference }, stored: { username: 'AWS', password: 'p' } }, ['error CF_LOGIN']],
    [
      'a temporary key',
      { facts: { reference }, stored: { username: key.replace('AKIA', 'ASIA'), password: 'p' } },
      ['error CF_LOGIN'],
    ],
    ['an access key', { facts: { reference }, stored: { username: key, password: 'p' } }, []],
  ])('%s', ([, of, expected]) => expect(codes(of)).toEqual(expected));

  test('the password is not told', () => {
    const [line] = findings({ facts: { reference }, stored: { username: 'AWS', password: 'hunter2hunter2' } });
    expect(line).toContain('.amazonaws.com with a password of ECR.');
    expect(line).not.toContain('hunter2');
  });
});

describe('disk', () => {
  const layer = (size: number, mediaType: string, digest = `sha256:${'b'.repeat(64)}`): ImageLayer => ({
    mediaType,
    digest,
    size,
  });
  const of = (...layers: ImageLayer[]): Partial<ImageFacts> => ({
    layers,
    compressedBytes: [...new Map(layers.map(({ digest, size }) => [digest, size])).values()].reduce((a, b) => a + b, 0),
  });
  const gzip = 'application/vnd.oci.image.layer.v1.tar+gzip';
  const docker = 'application/vnd.docker.image.rootfs.diff.tar.gzip';
  const zstd = 'application/vnd.oci.image.layer.v1.tar+zstd';
  const plain = 'application/vnd.oci.image.layer.v1.tar';

  test.for<[string, Case, readonly string[]]>([
    ['gzip that just fits', { facts: of(layer(400 * mb, gzip)), place: { diskMb: 1000 } }, []],
    ['gzip that may not', { facts: of(layer(400 * mb + 1, gzip)), place: { diskMb: 1000 } }, ['warning CF_DISK']],
    ['Docker’s gzip', { facts: of(layer(400 * mb + 1, docker)), place: { diskMb: 1000 } }, ['warning CF_DISK']],
    ['plain tar that just fits', { facts: of(layer(1000 * mb, plain)), place: { diskMb: 1000 } }, []],
    ['plain tar that does not', { facts: of(layer(1000 * mb + 1, plain)), place: { diskMb: 1000 } }, ['error CF_DISK']],
    ['compressed, just', { facts: of(layer(1000 * mb, gzip)), place: { diskMb: 1000 } }, ['warning CF_DISK']],
    ['compressed, too large', { facts: of(layer(1000 * mb + 1, gzip)), place: { diskMb: 1000 } }, ['error CF_DISK']],
    ['a layer twice', { facts: of(layer(300 * mb, gzip), layer(300 * mb, gzip)), place: { diskMb: 1000 } }, []],
    [
      'two layers',
      { facts: of(layer(300 * mb, gzip), layer(300 * mb, gzip, 'sha256:2')), place: { diskMb: 1000 } },
      ['warning CF_DISK'],
    ],
    [
      'zstd',
      { facts: of(layer(334 * mb, zstd)), place: { diskMb: 1000 } },
      ['warning CF_DISK', 'warning CF_LAYER_FORMAT'],
    ],
    [
      'what is asked for counts',
      { facts: of(layer(600 * mb, gzip)), settings: { diskMb: 2048 }, place: { diskMb: 512 } },
      [],
    ],
    [
      'also when it is less',
      { facts: of(layer(600 * mb, gzip)), settings: { diskMb: 512 }, place: { diskMb: 2048 } },
      ['error CF_DISK'],
    ],
    ['the usual disk of a new app', { facts: of(layer(409 * mb, gzip)) }, []],
    ['too little for it, perhaps', { facts: of(layer(410 * mb, gzip)) }, ['warning CF_DISK']],
    ['an operator may have set more', { facts: of(layer(1025 * mb, gzip)) }, ['warning CF_DISK']],
  ])('%s', ([, given, expected]) => expect(codes(given)).toEqual(expected));

  test('the numbers are told', () => {
    expect(findings({ facts: of(layer(500 * mb, gzip)), place: { diskMb: 1000 } })[0]).toContain(
      '500 MB compressed, so about 1250 MB unpacked: that may not fit into the 1000 MB of disk that an instance has.',
    );
    expect(findings({ facts: of(layer(1500 * mb, gzip)), place: { diskMb: 1000 } })[0]).toContain('1500 MB compressed');
    expect(findings({ facts: of(layer(500 * mb, gzip)) })[0]).toContain(
      '1024 MB of disk that an instance usually gets',
    );
  });
});

describe('what the cells make of it', () => {
  const layers = (...mediaTypes: string[]) =>
    mediaTypes.map((mediaType, place) => ({ mediaType, digest: `sha256:${place}`, size: 1 }));

  test.for<[string, Case, readonly string[]]>([
    ['zstd', { facts: { layers: layers('application/vnd.oci.image.layer.v1.tar+zstd') } }, ['warning CF_LAYER_FORMAT']],
    [
      'a foreign layer',
      { facts: { layers: layers('application/vnd.docker.image.rootfs.foreign.diff.tar.gzip') } },
      ['warning CF_LAYER_FORMAT'],
    ],
    [
      'a non-distributable one',
      { facts: { layers: layers('application/vnd.oci.image.layer.nondistributable.v1.tar+gzip') } },
      ['warning CF_LAYER_FORMAT'],
    ],
    ['plain tar', { facts: { layers: layers('application/vnd.oci.image.layer.v1.tar') } }, []],
    ['no user', { facts: { user: '' } }, ['warning CF_ROOT_USER']],
    ['root', { facts: { user: 'root' } }, ['warning CF_ROOT_USER']],
    ['0:0', { facts: { user: '0:0' } }, ['warning CF_ROOT_USER']],
    ['rooty', { facts: { user: 'rooty' } }, []],
    ['user 1000 of the group 0', { facts: { user: '1000:0' } }, []],
    ['root on Korifi', { facts: { user: 'root' }, place: { korifi: true } }, ['error KORIFI_ROOT_USER']],
    [
      'a user by name on Korifi',
      { facts: { user: 'node:node' }, place: { korifi: true } },
      ['error KORIFI_NAMED_USER'],
    ],
    ['a number on Korifi', { facts: { user: '1000:node' }, place: { korifi: true } }, []],
    ['no user on Korifi', { facts: { user: '' }, place: { korifi: true } }, ['error KORIFI_ROOT_USER']],
    ['a user on Korifi', { place: { korifi: true } }, []],
    ['SIGTERM', { facts: { stopSignal: 'SIGTERM' } }, []],
    ['term', { facts: { stopSignal: 'term' } }, []],
    ['15', { facts: { stopSignal: '15' } }, []],
    ['SIGQUIT', { facts: { stopSignal: 'SIGQUIT' } }, ['warning CF_STOP_SIGNAL']],
    ['3', { facts: { stopSignal: '3' } }, ['warning CF_STOP_SIGNAL']],
    ['SIGQUIT on Korifi', { facts: { stopSignal: 'SIGQUIT' }, place: { korifi: true } }, []],
    [
      'a command on distroless',
      {
        facts: { base: { name: 'gcr.io/distroless/static-debian12', state: 'unknown', remedy: 'rebuild' } },
        settings: { command: './x' },
      },
      ['warning CF_COMMAND_SHELL'],
    ],
    [
      'a command on Debian',
      { facts: { base: { name: 'debian:12', state: 'unknown', remedy: 'rebuild' } }, settings: { command: './x' } },
      [],
    ],
    [
      'a command on an image of Bazel',
      { facts: { history: ['bazel build ...'] }, settings: { command: './x' } },
      ['warning CF_COMMAND_SHELL'],
    ],
    [
      'a command where a shell was used',
      { facts: { history: ['bazel build ...', '/bin/sh -c apt-get update'] }, settings: { command: './x' } },
      [],
    ],
    ['no command on distroless', { facts: { history: ['bazel build ...'] } }, []],
    [
      'its own environment',
      {
        facts: {
          env: new Map([
            ['PATH', '/bin'],
            ['CF_STACK', 'x'],
            ['MY_DATABASE_URL', 'x'],
          ]),
        },
      },
      [],
    ],
    ['VCAP_SERVICES', { facts: { env: new Map([['VCAP_SERVICES', '{}']]) } }, ['warning CF_OVERWRITTEN_ENV']],
    ['CF_INSTANCE_IP', { facts: { env: new Map([['CF_INSTANCE_IP', '']]) } }, ['warning CF_OVERWRITTEN_ENV']],
    ['MEMORY_LIMIT', { facts: { env: new Map([['MEMORY_LIMIT', '512m']]) } }, ['warning CF_OVERWRITTEN_ENV']],
    ['INSTANCE_INDEX', { facts: { env: new Map([['INSTANCE_INDEX', '0']]) } }, ['warning CF_OVERWRITTEN_ENV']],
  ])('%s', ([, given, expected]) => expect(codes(given)).toEqual(expected));

  test('names are told, values are not', () => {
    const env = new Map([
      ['DATABASE_URL', 'postgres://u:s3cret@db/x'],
      ['VCAP_SERVICES', 's3cret'],
    ]);
    const [line] = findings({ facts: { env } });
    expect(line).toContain('DATABASE_URL, VCAP_SERVICES');
    expect(line).toContain('once a database is bound');
    expect(line).not.toContain('s3cret');
  });
});

test('what the app has is known once it has been read', async () => {
  const practice = await Practice.start();
  try {
    const judged = subject({ compressedBytes: 600 * mb });
    const { platform } = await practice.run();
    await platform.read();
    expect(platform.check(judged)).toEqual([]);

    await practice.deployed({ diskMb: 512 });
    const later = (await practice.run()).platform;
    await later.read();
    expect(later.check(judged).map(told)).toEqual([expect.stringMatching(/^error CF_DISK: .* 512 MB of disk/)]);
  } finally {
    await practice.close();
  }
});
