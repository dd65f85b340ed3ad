import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { BodyError } from '../http/errors.ts';
import type { HttpResponse } from '../http/http.ts';

/** All that HTTP knows (RFC 9110, 8.4.1) and that servers send unasked. */
const decoders: Readonly<Record<string, (bytes: Buffer, options: { maxOutputLength: number }) => Buffer>> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
};

/**
 * The response with its body as it was before the server compressed it. We ask for `identity`; some proxies compress all
 * the same. A refusal whose body cannot be read is left without words: its status says enough.
 *
 * @param limit of the body that comes out, in bytes: a few bytes of gzip can be gigabytes of zeros
 * @throws BodyError: a compression that nobody asked for and that we do not know, a bomb, or damage
 */
export function decoded(response: HttpResponse, limit: number): HttpResponse {
  const coding = (response.headers['content-encoding'] ?? '').trim().toLowerCase();
  if (response.body.length === 0 || coding === '' || coding === 'identity') return response;
  try {
    return { ...response, body: decode(response, coding, limit) };
  } catch (error) {
    if (response.status < 400) throw error;
    return { ...response, body: Buffer.alloc(0) };
  }
}

function decode({ request, body }: HttpResponse, coding: string, limit: number): Buffer {
  const decoder = Object.hasOwn(decoders, coding) ? decoders[coding] : undefined;
  if (decoder === undefined) {
    throw new BodyError(request, `the answer is compressed in a way that was not asked for: ${JSON.stringify(coding)}`);
  }
  try {
    return decoder(body, { maxOutputLength: limit });
  } catch (error) {
    const tooLong = error instanceof RangeError; // ERR_BUFFER_TOO_LARGE
    throw new BodyError(
      request,
      tooLong
        ? `the answer is longer than ${limit} bytes once it is unpacked`
        : `the answer is not the ${coding} that it is called`,
    );
  }
}
