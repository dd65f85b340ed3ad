import { describe, expect, it } from 'vitest';
import { platformName } from '../../src/image/platform.ts';
import { lowestTcpPort } from '../../src/image/ports.ts';
import { commonFindings } from '../../src/image/rules.ts';
import { imageFacts, subject } from '../support/image.ts';

const amd64 = { os: 'linux', architecture: 'amd64' };
const arm64 = { os: 'linux', architecture: 'arm64' };

describe('the rules for every platform', () => {
  it('have nothing to say about a good image', () => {
    expect(commonFindings(subject())).toEqual([]);
    const onArm = subject({ platform: arm64, offered: [arm64] });
    expect(commonFindings({ ...onArm, request: { ...onArm.request, imagePlatform: arm64 } })).toEqual([]);
    expect(commonFindings(subject({ cmd: ['/app'], entrypoint: [] }))).toEqual([]);
  });

  it('ARCHITECTURE names what there is', () => {
    const armV7 = { os: 'linux', architecture: 'arm', variant: 'v7' };
    expect(commonFindings(subject({ platform: arm64, offered: [arm64, armV7] }))).toEqual([
      {
        code: 'ARCHITECTURE',
        severity: 'error',
        message: 'The image is built for linux/arm64, linux/arm/v7; linux/amd64 is needed.',
        remedy: 'Build it for linux/amd64, for example with docker buildx build --platform linux/amd64.',
      },
    ]);
  });

  it('ARCHITECTURE notices an index that says other than the config', () => {
    const [finding] = commonFindings(subject({ platform: arm64, offered: [amd64] }));
    expect(finding).toMatchObject({ code: 'ARCHITECTURE', severity: 'error' });
    expect(finding?.message).toContain('its config says linux/arm64');
  });

  it('NO_START_COMMAND', () => {
    expect(commonFindings(subject({ cmd: [], entrypoint: [] }))).toMatchObject([
      { code: 'NO_START_COMMAND', severity: 'error' },
    ]);
  });

  it('are all asked', () => {
    const codes = commonFindings(subject({ cmd: [], entrypoint: [], platform: arm64, offered: [arm64] }));
    expect(codes.map(({ code }) => code)).toEqual(['ARCHITECTURE', 'NO_START_COMMAND']);
  });
});

describe('helpers', () => {
  it('the lowest TCP port', () => {
    expect(lowestTcpPort(imageFacts({ exposedPorts: [] }))).toBeUndefined();
    const exposedPorts = [
      { port: 53, protocol: 'udp' },
      { port: 9090, protocol: 'tcp' },
      { port: 8080, protocol: 'tcp' },
    ] as const;
    expect(lowestTcpPort(imageFacts({ exposedPorts }))).toBe(8080);
    expect(lowestTcpPort(imageFacts({ exposedPorts: [{ port: 53, protocol: 'udp' }] }))).toBeUndefined();
  });

  it('the name of a platform', () => {
    expect(platformName({ os: 'linux', architecture: 'arm', variant: 'v7' })).toBe('linux/arm/v7');
  });
});
