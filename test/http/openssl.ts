import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Without openssl the tests of certificates are left out, except in CI, where they must run. */
export const withoutOpenssl = process.env['CI'] !== 'true' && !hasOpenssl();

function hasOpenssl(): boolean {
  try {
    execFileSync('openssl', ['version']);
    return true;
  } catch {
    return false;
  }
}

/** A key and its certificate, both PEM. */
export interface Identity {
  readonly name: string;
  readonly key: string;
  readonly cert: string;
}

export interface Wish {
  /** `subjectAltName`s: `IP:127.0.0.1`, `DNS:localhost`. None: it is an authority. */
  readonly names?: readonly string[];
  /** Who signs it. Default: itself. */
  readonly issuer?: Identity;
  /** Negative: it has run out. Default 2. */
  readonly days?: number;
  /** Of the key; default: an elliptic curve. */
  readonly rsaBits?: number;
}

/** Makes keys and certificates by the openssl command line, in a folder of its own. */
export class CertificateMaker {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async open(): Promise<CertificateMaker> {
    const folder = await mkdtemp(join(tmpdir(), 'certificates-'));
    // Nothing of what the machine's own configuration adds.
    await writeFile(join(folder, 'openssl.cnf'), '[req]\ndistinguished_name = subject\n[subject]\n');
    return new CertificateMaker(folder);
  }

  async make(name: string, { names, issuer, days = 2, rsaBits }: Wish): Promise<Identity> {
    const file = (ending: string, of = name) => join(this.folder, `${of}.${ending}`);
    const kind = rsaBits === undefined ? ['ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'] : [`rsa:${rsaBits}`];
    const config = ['-config', join(this.folder, 'openssl.cnf'), '-subj', `/CN=${name}`];
    await run('openssl', [
      ...['req', '-new', ...config, '-newkey', ...kind, '-nodes'],
      ...['-keyout', file('key'), '-out', file('csr')],
    ]);
    const extension = names === undefined ? 'basicConstraints=critical,CA:TRUE' : `subjectAltName=${names.join(',')}`;
    await writeFile(file('ext'), `${extension}\n`);
    const signer =
      issuer === undefined
        ? ['-signkey', file('key')]
        : ['-CA', file('pem', issuer.name), '-CAkey', file('key', issuer.name), '-CAcreateserial'];
    await run('openssl', [
      ...['x509', '-req', '-in', file('csr'), ...signer, '-days', String(days)],
      ...['-extfile', file('ext'), '-out', file('pem')],
    ]);
    return { name, key: await readFile(file('key'), 'utf8'), cert: await readFile(file('pem'), 'utf8') };
  }

  async close(): Promise<void> {
    await rm(this.folder, { recursive: true });
  }
}
