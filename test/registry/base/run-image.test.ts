import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRunImage } from '../../../src/registry/base/run-image.ts';

const read = (metadata: unknown) =>
  readRunImage(new Map([['io.buildpacks.lifecycle.metadata', JSON.stringify(metadata)]]));

describe('the run image of buildpacks', () => {
  const [topLayer, reference] = [`sha256:${'a'.repeat(64)}`, `index.docker.io/paketo/run@sha256:${'b'.repeat(64)}`];

  it('is named in runImage', () => {
    const runImage = { topLayer, reference, image: 'paketo/run:latest', mirrors: ['ghcr.io/paketo/run'] };
    expect(read({ app: [], runImage })).toEqual({
      names: ['paketo/run:latest', 'ghcr.io/paketo/run'],
      reference,
      topLayer,
    });
  });

  it('is named in the stack by a lifecycle before Platform API 0.12', () => {
    const stack = { runImage: { image: 'paketo/run:bionic', mirrors: ['gcr.io/paketo/run:bionic'] } };
    expect(read({ runImage: { topLayer }, stack })).toEqual({
      names: ['paketo/run:bionic', 'gcr.io/paketo/run:bionic'],
      topLayer,
    });
  });

  it.each([
    ['no such label', new Map()],
    ['no JSON', new Map([['io.buildpacks.lifecycle.metadata', '{']])],
    ['no run image', new Map([['io.buildpacks.lifecycle.metadata', '{"app":[]}']])],
    ['of other types', new Map([['io.buildpacks.lifecycle.metadata', '{"runImage":{"topLayer":1,"reference":[]}}']])],
  ])('is absent: %s', (_what, labels) => expect(readRunImage(labels)).toBeUndefined());

  it('leaves out what is no text, and more mirrors than anybody has', () => {
    const mirrors = [null, 7, ...Array.from({ length: 1000 }, (_, index) => `a/${index}`)];
    expect(read({ runImage: { topLayer, mirrors } })?.names).toHaveLength(50);
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.oneof(fc.jsonValue(), fc.record({ runImage: fc.jsonValue() })), (any) => void read(any)));
  });
});
