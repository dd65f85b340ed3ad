import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Http } from '../../src/http/http.ts';
import { CertificateMaker, type Identity } from '../http/openssl.ts';
import { readImage, realHttp } from '../support/real-reader.ts';
import {
  makeImage,
  openWorkshop,
  type RealAuth,
  type RealRegistry,
  realRegistryTools,
  startRealRegistry,
  type Workshop,
} from '../support/real-registry.ts';

/** Real registries, and their token server, behind TLS of an authority that only `ca-certificate` makes known. */

const auths = ['open', 'htpasswd', 'token'] as const satisfies readonly RealAuth[];
/** Requests for an image of one platform. */
const requests: Readonly<Record<RealAuth, number>> = { open: 3, htpasswd: 3, token: 4 };

const missing = realRegistryTools();

describe.skipIf(missing.length > 0 && process.env['CI'] !== 'true')(
  `Debian's docker-registry behind a private authority${missing.length > 0 ? ` (missing: ${missing.join(', ')})` : ''}`,
  () => {
    let workshop: Workshop;
    let certificates: CertificateMaker;
    const registries = new Map<string, RealRegistry>();
    /** Knows the authority. */
    let knowing: Http;
    /** Knows another one. */
    let mistaken: Http;

    const registry = (name: RealAuth | 'misnamed' | 'plain'): RealRegistry => {
      const found = registries.get(name);
      if (found === undefined) throw new Error(`the ${name} registry has not been started`);
      return found;
    };

    beforeAll(async () => {
      workshop = await openWorkshop();
      certificates = await CertificateMaker.open();
      const [authority, other] = [await certificates.make('authority', {}), await certificates.make('other', {})];
      [knowing, mistaken] = [realHttp([authority.cert]), realHttp([other.cert])];
      const local = { names: ['IP:127.0.0.1', 'DNS:localhost'], issuer: authority };
      const good = await certificates.make('registry', local);
      const misnamed = await certificates.make('misnamed', { ...local, names: ['DNS:registry.example.org'] });
      const start = async (name: string, auth: RealAuth, tls?: Identity) => {
        registries.set(name, await startRealRegistry(workshop, auth, tls));
      };
      const [image] = await Promise.all([
        makeImage(workshop, 'web', { user: '1000' }),
        ...auths.map((auth) => start(auth, auth, good)),
        start('misnamed', 'htpasswd', misnamed),
        start('plain', 'htpasswd'),
      ]);
      await Promise.all([...registries.values()].map((real) => real.push(image, 'team/web', '1')));
    });
    afterAll(async () => {
      await Promise.all([...registries.values()].map((real) => real.close()));
      await certificates?.close();
      await workshop?.remove();
    });

    describe.each(auths)('%s', (auth) => {
      it('is read by who knows the authority', async () => {
        const { host, login, realm } = registry(auth);
        const { facts, asked } = await readImage(`${host}/team/web:1`, { http: knowing, loopbackTls: true, login });
        expect(facts).toMatchObject({
          exposedPorts: [{ port: 8080, protocol: 'tcp' }],
          openedBy: auth === 'open' ? 'nobody' : 'inputs',
        });
        expect(asked, asked.join('\n')).toHaveLength(requests[auth]);
        if (auth === 'token') expect(realm).toMatch(/^https:/);
      });

      it('is not read by who does not, and gets no login from them', async () => {
        const { host, login, tokenRequests } = registry(auth);
        const before = tokenRequests.length;
        for (const http of [realHttp(), mistaken]) {
          await expect(readImage(`${host}/team/web:1`, { http, loopbackTls: true, login })).rejects.toMatchObject({
            code: 'NETWORK',
            message: expect.stringContaining(host),
            hint: expect.stringContaining('ca-certificate'),
          });
        }
        expect(tokenRequests.length).toBe(before);
      });
    });

    it.each(['htpasswd', 'token'] as const)('%s: no login and a wrong one are told apart', async (auth) => {
      const { host } = registry(auth);
      const read = (login?: { username: string; password: string }) =>
        readImage(`${host}/team/web:1`, { http: knowing, loopbackTls: true, login });
      await expect(read()).rejects.toMatchObject({
        code: 'REGISTRY_DENIED',
        message: expect.stringContaining('no login was given'),
      });
      await expect(read({ username: 'robot', password: 'old' })).rejects.toMatchObject({
        code: auth === 'token' ? 'REGISTRY_LOGIN' : 'REGISTRY_DENIED',
        message: expect.stringContaining('robot'),
      });
    });

    it('a certificate for another name is refused', async () => {
      const { host, login } = registry('misnamed');
      const reading = readImage(`${host}/team/web:1`, { http: knowing, loopbackTls: true, login });
      await expect(reading).rejects.toMatchObject({ code: 'NETWORK', reason: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    });

    it('a registry without TLS is not asked without it after all', async () => {
      const { host, login } = registry('plain');
      const reading = readImage(`${host}/team/web:1`, { http: knowing, loopbackTls: true, login });
      await expect(reading).rejects.toMatchObject({ code: 'NETWORK' });
    });

    it('a registry with TLS that is asked without it: no image, and no login sent', async () => {
      const { host, login } = registry('htpasswd');
      const reading = readImage(`${host}/team/web:1`, { http: knowing, login });
      // Go's own answer: 400, `Client sent an HTTP request to an HTTPS server.`
      await expect(reading).rejects.toMatchObject({ message: expect.stringContaining('400') });
    });
  },
);
