import { describe, expect, test } from 'vitest';
import type { ImageFacts } from '../../../src/image/facts.ts';
import { parseReference } from '../../../src/image/reference.ts';
import { imageFor, spelledOut } from '../../../src/platforms/cloudfoundry/image/image.ts';
import { imageFacts } from '../../support/image.ts';

const a = `sha256:${'a'.repeat(64)}`;
const b = `sha256:${'b'.repeat(64)}`;
const long = `sha512:${'c'.repeat(128)}`;
const index = 'application/vnd.oci.image.index.v1+json';
const list = 'application/vnd.docker.distribution.manifest.list.v2+json';

describe('the image as the Cloud Controller takes it', () => {
  test.for<[string, string]>([
    ['nginx', 'docker.io/library/nginx'],
    ['nginx:1.27', 'docker.io/library/nginx'],
    ['acme/web', 'docker.io/acme/web'],
    ['index.docker.io/nginx', 'docker.io/library/nginx'],
    [`ghcr.io/acme/web:1.4.2@${a}`, 'ghcr.io/acme/web'],
    ['localhost:5000/web', 'localhost:5000/web'],
    ['localhost/web', 'localhost/web'],
    ['Registry.Example.Com/web', 'registry.example.com/web'],
    ['Registry.Example.Com:5000/web', 'registry.example.com:5000/web'],
    // Only its capital makes it a host; in lower case it would be a path on Docker Hub.
    ['MyHost/web', 'myhost:443/web'],
    ['[::1]:5000/web', '[::1]:5000/web'],
  ])('%s', ([written, name]) => {
    expect(imageFor(imageFacts({ reference: parseReference(written) }))).toBe(`${name}@${a}`);
  });

  const amd64 = { os: 'linux', architecture: 'amd64' };
  test.for<[string, Partial<ImageFacts>, string]>([
    ['a manifest', {}, a],
    ['an OCI index', { mediaType: index, manifestDigest: b, declared: amd64 }, a],
    ['an OCI index that names no platform', { mediaType: index, manifestDigest: b }, b],
    ['a Docker list', { mediaType: list, manifestDigest: b, declared: amd64 }, b],
    ['an entry for v1', { mediaType: index, manifestDigest: b, declared: { ...amd64, variant: 'v1' } }, b],
    ['an entry for v3', { mediaType: index, manifestDigest: b, declared: { ...amd64, variant: 'v3' } }, b],
    [
      'amd64 by another name',
      { mediaType: index, manifestDigest: b, declared: { ...amd64, architecture: 'x86_64' } },
      b,
    ],
    [
      'arm64, whose v8 is known',
      { mediaType: index, manifestDigest: b, declared: { os: 'linux', architecture: 'arm64', variant: 'v8' } },
      a,
    ],
    ['an index by sha512 of a manifest by sha256', { mediaType: index, digest: long, manifestDigest: b }, b],
    ['nothing by sha256', { digest: long, manifestDigest: long }, long],
  ])('%s', ([, facts, digest]) => {
    expect(imageFor(imageFacts(facts))).toBe(`ghcr.io/acme/web@${digest}`);
  });
});

test.for<[string, string]>([
  ['ghcr.io/acme/web@sha256:1', 'ghcr.io/acme/web@sha256:1'],
  ['acme/web:1', 'docker.io/acme/web:1'],
  ['library/nginx@sha256:1', 'docker.io/library/nginx@sha256:1'],
  ['nginx:1.27', 'docker.io/library/nginx:1.27'],
  ['localhost/x', 'localhost/x'],
  ['127.0.0.1:5000/x@sha256:1', '127.0.0.1:5000/x@sha256:1'],
])('a droplet’s %s is %s', ([image, whole]) => expect(spelledOut(image)).toBe(whole));
