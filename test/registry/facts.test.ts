import { describe, expect, it } from 'vitest';
import { image, inspection, linesOf, serving } from './inspection.ts';
import { Documents, mediaTypes, type Script, sha256 } from './scripted-http.ts';

const amd64 = { os: 'linux', architecture: 'amd64' };

describe('what is known of an image besides its config', () => {
  it('its layers, as they are transferred, and the size of the config', async () => {
    const documents = new Documents();
    const layer = (letter: string, size: number) => ({
      mediaType: 'application/vnd.oci.image.layer.v1.tar+zstd',
      digest: `sha256:${letter.repeat(64)}`,
      size,
    });
    const layers = [layer('a', 10), layer('b', 20), layer('a', 10)];
    const { facts } = await inspection(serving(documents, documents.image({}, { layers })));
    expect(facts).toMatchObject({ layers, compressedBytes: 30 });
    const config = JSON.stringify({ architecture: 'amd64', os: 'linux', config: { Cmd: ['/app'] } }, undefined, 2);
    expect(facts?.configBytes).toBe(config.length);
    expect(facts).not.toHaveProperty('declared');
    expect(facts).not.toHaveProperty('tagDigest');
  });

  it('the platform as the index writes it', async () => {
    const documents = new Documents();
    const platform = { os: 'Linux', architecture: 'x86_64', variant: 'v1' };
    const root = documents.index([{ ...documents.image(), platform }]);
    const { facts } = await inspection(serving(documents, root));
    expect(facts).toMatchObject({ declared: platform, platform: amd64, offered: [amd64] });
  });

  it('no platform where the index writes none', async () => {
    const documents = new Documents();
    const { facts } = await inspection(serving(documents, documents.index([documents.image()])));
    expect(facts).not.toHaveProperty('declared');
  });

  it('the annotations: the nearest to the image says what a name means', async () => {
    const documents = new Documents();
    const own = documents.image({}, { annotations: { a: 'manifest' } });
    const entry = { ...own, platform: amd64, annotations: { a: 'entry', b: 'entry' } };
    const inner = documents.index([entry], { annotations: { a: 'inner', b: 'inner', c: 'inner' } });
    const outerEntry = { ...inner, annotations: { c: 'outer entry', d: 'outer entry' } };
    const root = documents.index([outerEntry], { annotations: { d: 'outer', e: 'outer', f: 7 } });
    const { facts } = await inspection(serving(documents, root));
    expect(Object.fromEntries(facts?.annotations ?? [])).toEqual({
      a: 'manifest',
      b: 'entry',
      c: 'inner',
      d: 'outer entry',
      e: 'outer',
    });
  });

  it.each([null, [], 'text', 7])('annotations that are %j are none', async (annotations) => {
    const documents = new Documents();
    const { facts } = await inspection(serving(documents, documents.image({}, { annotations })));
    expect(facts?.annotations.size).toBe(0);
  });
});

describe('an index without an image for the wanted platform', () => {
  const documents = new Documents();
  const arm64 = documents.image({ architecture: 'arm64' });
  const inner = documents.index([{ ...arm64, platform: { os: 'linux', architecture: 'arm64' } }]);

  it('is followed to its first image, at the end', async () => {
    const s390x = documents.image({ architecture: 's390x' });
    const root = documents.index([{ ...s390x, platform: { os: 'linux', architecture: 's390x' } }, inner]);
    const { facts, requests } = await inspection(serving(documents, root));
    expect(facts?.platform.architecture).toBe('arm64');
    expect(facts?.offered.map(({ architecture }) => architecture)).toEqual(['s390x', 'arm64']);
    expect(requests).toHaveLength(5);
  });

  it('is not followed while there is another index', async () => {
    const gone = { ...arm64, digest: sha256('gone'), platform: { os: 'linux', architecture: 'arm64' } };
    const image = documents.image();
    const root = documents.index([inner, documents.index([gone]), documents.index([{ ...image, platform: amd64 }])]);
    const { facts, requests } = await inspection(serving(documents, root));
    expect(facts).toMatchObject({ manifestDigest: image.digest, platform: amd64 });
    expect(requests).toHaveLength(7);
  });
});

describe('a HEAD whose digest the registry does not have', () => {
  const documents = new Documents();
  const root = documents.image();
  const elsewhere = sha256('elsewhere');
  const behind =
    (byTag: Script): Script =>
    (request) => {
      if (request.method === 'HEAD') return { status: 200, headers: { 'docker-content-digest': elsewhere } };
      if (request.url.pathname.endsWith('/manifests/1')) return byTag(request);
      return documents.answer(request) ?? { status: 404 };
    };

  it('is not the last word: the tag may be there', async () => {
    const { facts, requests } = await inspection(behind((request) => documents.answer(request, { '1': root.digest })));
    expect(facts).toMatchObject({ digest: root.digest, cmd: ['/app'] });
    expect(linesOf(requests)).toEqual([
      'HEAD /v2/team/web/manifests/1',
      'GET /v2/team/web/manifests/D',
      'GET /v2/team/web/manifests/1',
      'GET /v2/team/web/blobs/D',
    ]);
  });

  it('the tag is held against its digest like any other', async () => {
    const { error } = await inspection(
      behind(() => ({
        ...documents.answer({ method: 'GET', url: new URL(`https://x/${root.digest}`) }),
        status: 200,
        headers: { 'content-type': mediaTypes.manifest, 'docker-content-digest': elsewhere },
      })),
    );
    expect(error).toMatchObject({ code: 'IMAGE_CORRUPT', message: expect.stringContaining(elsewhere) });
  });

  it('another refusal is the last word', async () => {
    const { error, requests } = await inspection((request) =>
      request.method === 'HEAD' ? { status: 200, headers: { 'docker-content-digest': elsewhere } } : { status: 418 },
    );
    expect(error?.code).toBe('REGISTRY_ANSWER');
    expect(requests).toHaveLength(2);
  });
});

describe('a config that the manifest carries itself', () => {
  const config = JSON.stringify({ ...amd64, config: { Cmd: ['/embedded'] } });
  const base64 = Buffer.from(config).toString('base64');
  const read = async (data: unknown) => {
    const documents = new Documents();
    const descriptor = documents.add(config, mediaTypes.config);
    return inspection(serving(documents, documents.image({}, { config: { ...descriptor, data } })));
  };

  it('is not fetched', async () => {
    const { facts, requests } = await read(base64);
    expect(facts?.cmd).toEqual(['/embedded']);
    expect(linesOf(requests)).toEqual(['HEAD /v2/team/web/manifests/1', 'GET /v2/team/web/manifests/D']);
  });

  it.each([
    ['other bytes', Buffer.from(config.replace('/embedded', '/replaced')).toString('base64')],
    ['more bytes', Buffer.from(`${config} `).toString('base64')],
    ['no base64', `${base64.slice(0, -4)}%%%%`],
    ['nothing', ''],
    ['a number', 7],
  ])('is fetched all the same when it has %s', async (_, data) => {
    const { facts, requests } = await read(data);
    expect(facts?.cmd).toEqual(['/embedded']);
    expect(linesOf(requests).at(-1)).toBe('GET /v2/team/web/blobs/D');
  });
});

describe('a tag beside a digest', () => {
  const documents = new Documents();
  const root = documents.image();
  const named = `${image}@${root.digest}`;
  const withTag =
    (tag: Script): Script =>
    (request) =>
      request.url.pathname.endsWith('/manifests/1') ? tag(request) : documents.answer(request);

  it.each([root.digest, sha256('newer')])('is asked where it points: %s', async (digest) => {
    const { facts, requests } = await inspection(
      withTag(() => ({ status: 200, headers: { 'docker-content-digest': digest } })),
      { image: named },
    );
    expect(facts).toMatchObject({ digest: root.digest, tagDigest: digest });
    expect(linesOf(requests)).toEqual([
      'GET /v2/team/web/manifests/D',
      'GET /v2/team/web/blobs/D',
      'HEAD /v2/team/web/manifests/1',
    ]);
  });

  it.each<[string, Script]>([
    ['is gone', () => ({ status: 404 })],
    ['cannot be asked for', () => ({ status: 405 })],
    ['meets a limit', () => ({ status: 429 })],
    ['meets a failure', () => ({ status: 503 })],
    ['has no digest', () => ({ status: 200 })],
    ['has nonsense for a digest', () => ({ status: 200, headers: { 'docker-content-digest': 'latest' } })],
    ['leads nowhere', () => ({ status: 302 })],
    [
      'wants a login of a strange token server',
      () => ({ status: 401, headers: { 'www-authenticate': 'Bearer realm="ftp://x"' } }),
    ],
  ])('that %s ends nothing', async (_, tag) => {
    const { facts } = await inspection(withTag(tag), { image: named });
    expect(facts?.digest).toBe(root.digest);
    expect(facts).not.toHaveProperty('tagDigest');
  });
});
