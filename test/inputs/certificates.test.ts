import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCertificates } from '../../src/inputs/certificates.ts';
import { refusal } from './refusal.ts';

describe('certificates', () => {
  /** Of Node's own list, in lines of 64 characters (RFC 7468): Node's are longer. */
  const everybody = rootCertificates.map((certificate) => {
    const [begin = '', ...rest] = certificate.trimEnd().split('\n');
    const base64 = rest.slice(0, -1).join('');
    return [begin, ...(base64.match(/.{1,64}/g) ?? []), rest.at(-1), ''].join('\n');
  });
  const [one = '', two = ''] = everybody;
  const lines = one.trimEnd().split('\n');
  const howToGive = 'write PEM text (-----BEGIN CERTIFICATE-----), or the path of a file with it';
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'pem-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const file = (content: string | Buffer) => {
    const path = join(folder, 'given.pem');
    writeFileSync(path, content);
    return path;
  };

  it.each<[string, string, string[]]>([
    ['as it is', one, [one]],
    ['without the last line end', one.trimEnd(), [one]],
    ['with CRLF', one.replaceAll('\n', '\r\n'), [one]],
    ['with blanks at the ends of lines', one.replaceAll('\n', ' \t\n'), [one]],
    ['in one long line', [lines[0], lines.slice(1, -1).join(''), lines.at(-1)].join('\n'), [one]],
    ['behind what openssl -text prints', `Certificate:\n    Data:\n        Version: 3 (0x2)\n${one}`, [one]],
    ['before other text', `${one}\nsubject=CN = x\n-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n`, [one]],
    [
      'behind a request for one',
      `-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n${one}`,
      [one],
    ],
    ['two', one + two, [one, two]],
    ['two with headlines', `# one\n${one}\n# two\n${two}# end`, [one, two]],
    ['two, glued together by cat', one.trimEnd() + two, [one, two]],
  ])('are read: %s, as text and from a file', (_, text, expected) => {
    expect(readCertificates(text)).toEqual(expected);
    expect(readCertificates(` ${file(text)}\n`)).toEqual(expected);
  });

  it('are read from a file with all authorities that everybody trusts', () => {
    expect(readCertificates(file(everybody.join('')))).toEqual(everybody);
  });

  const unreadable = (index: number) =>
    `certificate ${index} cannot be read · is the text complete, with its line breaks?`;
  it.each([
    ['without its line breaks', one.replaceAll('\n', ' '), unreadable(1)],
    ['with \\n for its line breaks', one.replaceAll('\n', '\\n'), unreadable(1)],
    ['without its end', lines.slice(0, -1).join('\n'), unreadable(1)],
    ['cut in the middle', one.slice(0, one.length / 2), unreadable(1)],
    ['with a line missing', lines.filter((_, index) => index !== 3).join('\n'), unreadable(1)],
    ['with noise in it', '-----BEGIN CERTIFICATE-----\nc2VjcmV0\n-----END CERTIFICATE-----\n', unreadable(1)],
    ['empty', '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n', unreadable(1)],
    ['one whole, one cut', one + two.slice(0, 200), unreadable(2)],
    ['one cut, one whole', one.slice(0, 200) + two, unreadable(1)],
    [
      'another kind of PEM',
      '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----',
      `holds no certificate · ${howToGive}`,
    ],
  ])('are refused: %s, as text and in a file', (_, text, message) => {
    expect(refusal(() => readCertificates(text))).toBe(message);
    expect(refusal(() => readCertificates(file(text)))).toBe(message);
  });

  it.each(['pkcs8', 'sec1', 'encrypted'])('never come with a key (%s)', (kind) => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const key = privateKey.export(
      kind === 'encrypted'
        ? { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }
        : { type: kind === 'sec1' ? 'sec1' : 'pkcs8', format: 'pem' },
    );
    for (const text of [String(key), `${one}${String(key)}`, `${String(key)}${one}`]) {
      const message = 'holds a private key · give the certificate alone';
      expect(refusal(() => readCertificates(text))).toBe(message);
      expect(refusal(() => readCertificates(file(text)))).toBe(message);
    }
  });

  it.each<[string, () => string, string]>([
    ['a file that is not there', () => join(folder, 'none.pem'), 'is neither PEM text nor a file that can be read'],
    [
      'base64 without its lines',
      () => lines.slice(1, -1).join('\n'),
      'is neither PEM text nor a file that can be read',
    ],
    ['PEM in base64', () => Buffer.from(one).toString('base64'), 'is neither PEM text nor a file that can be read'],
    ['a character that no path holds', () => 'a\0b', 'is neither PEM text nor a file that can be read'],
    ['a folder', () => folder, 'is no regular file'],
    ['a device', () => '/dev/null', 'is no regular file'],
    ['an empty file', () => file(''), 'holds no certificate'],
    ['DER', () => file(Buffer.from(lines.slice(1, -1).join(''), 'base64')), 'holds no certificate'],
  ])('cannot be %s, which is not quoted', (_, make, problem) => {
    const text = make();
    expect(refusal(() => readCertificates(text))).toBe(`${problem} · ${howToGive}`);
  });

  it('are not read from a file of more than 1 MiB', () => {
    const path = file(one);
    truncateSync(path, 1024 * 1024);
    expect(readCertificates(path)).toEqual([one]);
    truncateSync(path, 1024 * 1024 + 1);
    expect(refusal(() => readCertificates(path))).toBe(`is a file of more than 1 MiB · ${howToGive}`);
  });

  it('are found in good time, whatever the text', () => {
    const begins = '-----BEGIN CERTIFICATE-----\n'.repeat(20_000);
    expect(refusal(() => readCertificates(begins))).toBe(unreadable(1));
    const keys = '-----BEGIN RSA '.repeat(40_000);
    expect(refusal(() => readCertificates(keys))).toContain('holds no certificate');
  }, 2_000);
});
