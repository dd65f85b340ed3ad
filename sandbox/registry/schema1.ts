import { generateKeyPairSync, sign } from 'node:crypto';

export const schema1Type = 'application/vnd.docker.distribution.manifest.v1+prettyjws';

/**
 * A signed manifest of schema 1 (distribution, `docs/spec/manifest-v2-1.md`). `payload` is what the signature and the
 * digest are over: the document without its signatures, byte for byte.
 *
 * @param blobs of the layers, the lowest first; the document has them the other way round
 */
export function schema1Of(
  name: string,
  tag: string,
  architecture: string,
  blobs: readonly string[],
  config: Buffer,
): { bytes: Buffer; payload: Buffer } {
  const layers = blobs.toReversed();
  const document = {
    schemaVersion: 1,
    name,
    tag,
    architecture,
    fsLayers: layers.map((blobSum) => ({ blobSum })),
    history: layers.map((_, index) => ({
      v1Compatibility: index === 0 ? config.toString('utf8') : JSON.stringify({ id: String(index) }),
    })),
  };
  const text = JSON.stringify(document, undefined, 3);
  const tail = '\n}';
  const body = text.slice(0, -tail.length);
  const encode = (value: string) => Buffer.from(value).toString('base64url');
  const header = encode(
    JSON.stringify({
      formatLength: Buffer.byteLength(body),
      formatTail: encode(tail),
      time: '2015-11-20T09:30:00Z',
    }),
  );
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signature = sign('sha256', Buffer.from(`${header}.${encode(text)}`), {
    key: privateKey,
    dsaEncoding: 'ieee-p1363',
  });
  const signatures = [
    {
      header: { jwk: publicKey.export({ format: 'jwk' }), alg: 'ES256' },
      signature: signature.toString('base64url'),
      protected: header,
    },
  ];
  const signed = `${body},\n   "signatures": ${JSON.stringify(signatures)}${tail}`;
  return { bytes: Buffer.from(signed), payload: Buffer.from(text) };
}
