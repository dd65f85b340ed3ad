import { describe, expect, it } from 'vitest';
import type { ImageFacts } from '../../src/image/facts.ts';
import { parseReference } from '../../src/image/reference.ts';
import { commonFindings, lowestTcpPort, platformName } from '../../src/image/rules.ts';

const amd64 = { os: 'linux', architecture: 'amd64' };
const arm64 = { os: 'linux', architecture: 'arm64' };

function facts(over: Partial<ImageFacts> = {}): ImageFacts {
  const digest = `sha256:${'a'.repeat(64)}`;
  return {
    reference: parseReference('ghcr.io/acme/web:1'),
    digest,
    manifestDigest: digest,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    platform: amd64,
    offered: [amd64],
    compressedBytes: 1,
    layers: 1,
    created: undefined,
    entrypoint: [],
    cmd: ['/app'],
    exposedPorts: [],
    badPorts: [],
    user: '',
    workingDir: '',
    labels: new Map(),
    usedCredentials: false,
    ...over,
  };
}

describe('the rules for every platform', () => {
  it('have nothing to say about a good image', () => {
    expect(commonFindings(facts())).toEqual([]);
    expect(commonFindings(facts({ platform: arm64, offered: [arm64] }), arm64)).toEqual([]);
    expect(commonFindings(facts({ cmd: [], entrypoint: ['/app'] }))).toEqual([]);
  });

  it('ARCHITECTURE names what there is', () => {
    const armV7 = { os: 'linux', architecture: 'arm', variant: 'v7' };
    expect(commonFindings(facts({ platform: arm64, offered: [arm64, armV7] }))).toEqual([
      {
        code: 'ARCHITECTURE',
        severity: 'error',
        message: 'The image is built for linux/arm64, linux/arm/v7; linux/amd64 is needed.',
        remedy: 'Build it for linux/amd64, for example with docker buildx build --platform linux/amd64.',
      },
    ]);
  });

  it('ARCHITECTURE notices an index that says other than the config', () => {
    const [finding] = commonFindings(facts({ platform: arm64, offered: [amd64] }));
    expect(finding).toMatchObject({ code: 'ARCHITECTURE', severity: 'error' });
    expect(finding?.message).toContain('its config says linux/arm64');
  });

  it('NO_START_COMMAND', () => {
    expect(commonFindings(facts({ cmd: [] }))).toMatchObject([{ code: 'NO_START_COMMAND', severity: 'error' }]);
  });

  it('BAD_PORT quotes the ports', () => {
    const [finding] = commonFindings(facts({ badPorts: ['8000-8010/tcp', 'http'] }));
    expect(finding).toMatchObject({ code: 'BAD_PORT', severity: 'error' });
    expect(finding?.message).toContain('"8000-8010/tcp", "http"');
  });

  it('are all asked', () => {
    const codes = commonFindings(facts({ cmd: [], badPorts: ['x'], platform: arm64, offered: [arm64] }));
    expect(codes.map(({ code }) => code)).toEqual(['ARCHITECTURE', 'NO_START_COMMAND', 'BAD_PORT']);
  });
});

describe('helpers', () => {
  it('the lowest TCP port', () => {
    expect(lowestTcpPort(facts())).toBeUndefined();
    const exposedPorts = [
      { port: 53, protocol: 'udp' },
      { port: 9090, protocol: 'tcp' },
      { port: 8080, protocol: 'tcp' },
    ] as const;
    expect(lowestTcpPort(facts({ exposedPorts }))).toBe(8080);
    expect(lowestTcpPort(facts({ exposedPorts: [{ port: 53, protocol: 'udp' }] }))).toBeUndefined();
  });

  it('the name of a platform', () => {
    expect(platformName({ os: 'linux', architecture: 'arm', variant: 'v7' })).toBe('linux/arm/v7');
  });
});
