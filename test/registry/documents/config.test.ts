import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../src/registry/documents/config.ts';

describe("an image's config", () => {
  it('may leave out or null everything', () => {
    const nothing = {
      platform: { os: 'unknown', architecture: 'unknown' },
      created: undefined,
      entrypoint: [],
      cmd: [],
      exposedPorts: [],
      badPorts: [],
      user: '',
      workingDir: '',
      env: new Map(),
      volumes: [],
      healthcheck: false,
      stopSignal: '',
      onBuild: [],
      labels: new Map(),
      history: [],
      historyLayers: undefined,
      rootfsType: '',
      diffIds: [],
    };
    expect(readConfig({})).toEqual(nothing);
    expect(readConfig({ config: null, created: null, os: '', architecture: null })).toEqual(nothing);
    const nulls = { Entrypoint: null, Cmd: null, ExposedPorts: null, Labels: null, User: null, WorkingDir: null };
    expect(readConfig({ config: nulls })).toEqual(nothing);
  });

  it.each([
    ['1970-01-01T00:00:00Z', undefined],
    ['1980-01-01T00:00:01Z', undefined],
    ['0001-01-01T00:00:00Z', undefined],
    ['yesterday', undefined],
    ['2026', undefined],
    ['Nov 20 2026', undefined],
    ['2026-11-20T09:30:00+02:00', new Date('2026-11-20T07:30:00Z')],
    ['2026-11-20T09:30:00.123456789Z', new Date('2026-11-20T09:30:00.123Z')],
  ])('created %s', (created, expected) => {
    expect(readConfig({ created }).created).toEqual(expected);
  });

  it('takes a command that is one string, and no labels that are not text', () => {
    const { cmd, labels } = readConfig({ config: { Cmd: '/app', Labels: { a: 'b', c: 1 } } });
    expect(cmd).toEqual(['/app']);
    expect([...labels]).toEqual([['a', 'b']]);
  });

  it('passes over values of another type than the image-spec gives them', () => {
    const wrong = {
      ...{ Entrypoint: { a: 1 }, Cmd: [1, 'serve', null], ExposedPorts: ['80/tcp'], User: 7, Labels: ['a'] },
      ...{ Volumes: '/data', Env: { A: 'b' }, Healthcheck: { Test: 'CMD x' }, OnBuild: 'RUN x', StopSignal: 9 },
    };
    const document = { config: wrong, history: { a: 1 }, rootfs: ['x'], os: 1, architecture: ['amd64'], created: 0 };
    expect(readConfig(document)).toEqual({ ...readConfig({}), cmd: ['serve'] });
  });

  it('is read without a failure, whatever it is', () => {
    const value = fc.jsonValue();
    const config = fc.dictionary(
      fc.constantFrom('Env', 'Cmd', 'ExposedPorts', 'Labels', 'Healthcheck', 'Volumes'),
      value,
    );
    const document = fc.record({ config: fc.oneof(config, value), history: value, rootfs: value, created: value });
    fc.assert(
      fc.property(document, (any) => {
        for (const { port } of readConfig(any).exposedPorts) expect(port > 0 && port < 65_536).toBe(true);
      }),
    );
  });

  it('knows a label by any name', () => {
    const config = JSON.parse('{"config":{"Labels":{"__proto__":"x"}}}') as Record<string, unknown>;
    expect(readConfig(config).labels.get('__proto__')).toBe('x');
  });
});
