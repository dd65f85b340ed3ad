import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { Unreadable } from './readers.ts';

/** Of a file with certificates: all authorities that everybody trusts fit in it. Bytes. */
const largestPem = 1024 * 1024;
const howToGive = 'write PEM text (-----BEGIN CERTIFICATE-----), or the path of a file with it';

/**
 * PEM text, or the path of a file that holds it; text around the certificates is no harm. One string a certificate,
 * normalised. Nothing is quoted: whoever gives the wrong thing may have given the key.
 */
export function readCertificates(text: string): readonly string[] {
  const pem = text.includes('-----BEGIN ') ? text : readPemFile(text.trim());
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem)) {
    throw new Unreadable('holds a private key · give the certificate alone');
  }
  const pieces = pem
    .split(/(?=-----BEGIN CERTIFICATE-----)/)
    .filter((piece) => /^-----BEGIN CERTIFICATE--/.test(piece));
  if (pieces.length === 0) throw new Unreadable(`holds no certificate · ${howToGive}`);
  return pieces.map((piece, index) => {
    try {
      return new X509Certificate(piece).toString();
    } catch {
      throw new Unreadable(`certificate ${index + 1} cannot be read · is the text complete, with its line breaks?`);
    }
  });
}

function readPemFile(path: string): string {
  let problem = 'is no regular file';
  try {
    const file = statSync(path);
    if (file.size > largestPem) problem = 'is a file of more than 1 MiB';
    else if (file.isFile()) return readFileSync(path, 'utf8');
  } catch {
    problem = 'is neither PEM text nor a file that can be read';
  }
  throw new Unreadable(`${problem} · ${howToGive}`);
}
