import { gzipSync } from 'node:zlib';

export interface LayerToPublish {
  /** Default: gzipped tar, in the format of the image. The bytes are that whatever is said here. */
  readonly mediaType?: string;
  /** What is in its one file: layers with the same content are the same blob. Default: something of its own. */
  readonly content?: string;
  /** What the manifest says it has. The layer itself is then not there to be pulled. Bytes. */
  readonly size?: number;
}

export interface Layer {
  readonly tar: Buffer;
  readonly bytes: Buffer;
  readonly mediaType: string | undefined;
  readonly size: number | undefined;
}

/** The config of what is no image (OCI image-spec, `manifest.md`, empty descriptor). */
export const emptyConfig = Buffer.from('{}');

/** `content`: what tells the layers of this image from those of others. */
export function layersOf(wanted: number | readonly LayerToPublish[], content: string): Layer[] {
  const list = typeof wanted === 'number' ? Array.from({ length: wanted }, () => ({})) : wanted;
  return list.map((layer: LayerToPublish, index) => {
    const own = index === 0 ? content : `${content} ${index}`;
    const tar = tarOf(index === 0 ? 'app' : `part-${index}`, `${layer.content ?? own}\n`);
    return { tar, bytes: gzipSync(tar), mediaType: layer.mediaType, size: layer.size };
  });
}

/** A tar archive (POSIX ustar) with one executable file. */
function tarOf(name: string, content: string): Buffer {
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, '0')}\0`;
  const bytes = Buffer.from(content);
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write(octal(0o755, 7) + octal(0, 7) + octal(0, 7) + octal(bytes.length, 11) + octal(0, 11), 100);
  header.write(`${' '.repeat(8)}0`, 148);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${octal(sum, 6)} `, 148);
  const padding = Buffer.alloc((512 - (bytes.length % 512)) % 512);
  return Buffer.concat([header, bytes, padding, Buffer.alloc(1024)]);
}
