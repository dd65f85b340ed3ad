import { expect, test } from 'vitest';
import type { ImageFacts } from '../../../src/image/facts.ts';
import { imageFor, spelledOut } from '../../../src/platforms/cloudfoundry/image.ts';
import { portFindings } from '../../../src/platforms/cloudfoundry/rules.ts';
import { factsOf } from './practice.ts';

const tcp = (...ports: number[]) => ports.map((port) => ({ port, protocol: 'tcp' as const }));

test.for<[string, Partial<ImageFacts>, readonly [string, string][]]>([
  ['one port', { exposedPorts: tcp(8080) }, []],
  ['none', { exposedPorts: [] }, [['CF_DEFAULT_PORT', 'info']]],
  ['UDP only', { exposedPorts: [{ port: 53, protocol: 'udp' }] }, [['CF_DEFAULT_PORT', 'info']]],
  ['several', { exposedPorts: tcp(3000, 8080) }, [['CF_SEVERAL_PORTS', 'warning']]],
  ['a range', { exposedPorts: tcp(8080), badPorts: ['8000-8010/tcp'] }, [['CF_BAD_PORT', 'error']]],
  ['low, as somebody', { exposedPorts: tcp(80), user: 'app' }, [['CF_LOW_PORT', 'warning']]],
  ['low, as root by number and group', { exposedPorts: tcp(80), user: '0:0' }, []],
  ['low, without a user', { exposedPorts: tcp(80), user: '' }, []],
])('ports: %s', ([, facts, expected]) => {
  const found = portFindings(factsOf('1', facts));
  expect(found.map(({ code, severity }) => [code, severity])).toEqual(expected);
});

test('the port that will be used is named', () => {
  expect(portFindings(factsOf('1', { exposedPorts: [] }))[0]?.message).toContain('8080');
  expect(portFindings(factsOf('1', { exposedPorts: tcp(3000, 8080) }))[0]?.message).toContain('will use 3000');
});

test('an image goes by digest alone, spelled out', () => {
  const reference = { domain: 'docker.io', path: 'library/nginx', tag: '1.27' };
  expect(imageFor(factsOf('a', { reference }))).toBe(`docker.io/library/nginx@sha256:${'a'.repeat(64)}`);
});

test('of a Docker manifest list the image for the cells is named, of an OCI index the index', () => {
  const manifestDigest = `sha256:${'b'.repeat(64)}`;
  const list = 'application/vnd.docker.distribution.manifest.list.v2+json';
  expect(imageFor(factsOf('a', { manifestDigest, mediaType: list }))).toContain('@sha256:bbb');
  const index = 'application/vnd.oci.image.index.v1+json';
  expect(imageFor(factsOf('a', { manifestDigest, mediaType: index }))).toContain('@sha256:aaa');
});

test.for<[string, string]>([
  ['ghcr.io/acme/web@sha256:1', 'ghcr.io/acme/web@sha256:1'],
  ['acme/web:1', 'docker.io/acme/web:1'],
  ['library/nginx@sha256:1', 'docker.io/library/nginx@sha256:1'],
  ['nginx:1.27', 'docker.io/library/nginx:1.27'],
  ['localhost/x', 'localhost/x'],
  ['127.0.0.1:5000/x@sha256:1', '127.0.0.1:5000/x@sha256:1'],
])('a droplet’s %s is %s', ([image, whole]) => expect(spelledOut(image)).toBe(whole));
