import type { LookupAddress, LookupAllOptions, lookup } from 'node:dns';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttp } from '../../src/http/client.ts';
import type { Reach } from '../../src/http/http.ts';
import { isPrivateAddress, publicReach, publicReachBy } from '../../src/http/reach.ts';
import { startProxy, withProxy } from './proxies.ts';
import { client, closeServers, failure, scripted, sleepless, status } from './servers.ts';

afterEach(closeServers);

describe('an address', () => {
  it.each([
    // This machine, and none.
    ...['0.0.0.0', '0.255.255.255', '127.0.0.1', '127.255.255.254', '::', '::1'],
    // RFC 1918, RFC 6598.
    ...['10.0.0.0', '10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.0.1', '192.168.255.255'],
    ...['100.64.0.0', '100.127.255.255'],
    // Link-local; where clouds serve credentials: Amazon, Google and Azure, Alibaba, Oracle, Azure’s host.
    ...['169.254.0.1', '169.254.169.254', '100.100.100.200', '192.0.0.192', '168.63.129.16', 'fd00:ec2::254'],
    ...['fe80::1', 'febf::1', 'fec0::1', 'fe80::1%eth0', '2606:4700::1111%eth0'],
    // Unique local, multicast, broadcast, reserved, benchmarks, examples.
    ...['fc00::1', 'fdff::1', 'ff02::1', 'ff0e::1', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255'],
    ...['198.18.0.1', '198.19.255.255', '192.0.2.1', '198.51.100.1', '203.0.113.1', '2001:db8::1', '3fff::1'],
    // IPv4 in IPv6: mapped, compatible, translated, NAT64, NAT64 of one’s own, 6to4, Teredo.
    ...['::ffff:127.0.0.1', '::ffff:7f00:1', '0:0:0:0:0:ffff:a9fe:a9fe', '::ffff:10.0.0.1', '::FFFF:192.168.0.1'],
    ...['::127.0.0.1', '::8.8.8.8', '::ffff:0:10.0.0.1', '::ffff:0:8.8.8.8', '64:ff9b::10.0.0.1', '64:ff9b::a9fe:a9fe'],
    ...['64:ff9b:1::8.8.8.8', '2002:a00:1::1', '2002:7f00:1::', '2002:808:808::1', '2001::1', '2001:0:808:808::1'],
    // Neither global unicast nor anything else that is in use.
    ...['100::1', '4000::1', '5f00::1', '8000::1', '1fff::1'],
    // No addresses.
    ...['', 'localhost', '127.1', '0x7f000001', '10.0.0.1 ', '[::1]', '1.1.1.1/8'],
  ])('%j is private', (address) => {
    expect(isPrivateAddress(address)).toBe(true);
    expect(publicReach.refusal(address)).toBe('PRIVATE_ADDRESS');
  });

  it.each([
    ...['1.1.1.1', '8.8.8.8', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255'],
    ...['128.0.0.0', '168.63.129.15', '168.63.129.17', '169.253.255.255', '169.255.0.0', '172.15.255.255'],
    ...['172.32.0.0', '192.0.1.0', '192.0.3.0', '192.167.255.255', '192.169.0.0', '198.17.255.255', '198.20.0.0'],
    ...['198.51.99.255', '203.0.114.0', '223.255.255.255'],
    ...['2000::1', '2001:200::1', '2001:4860:4860::8888', '2001:db7::1', '2001:db9::1', '2003::1', '2606:4700::1111'],
    ...['2a00:1450::1', '3ffe:ffff::1', '::ffff:8.8.8.8', '::ffff:808:808', '64:ff9b::8.8.8.8', '64:ff9b::808:808'],
  ])('%j is public', (address) => {
    expect(isPrivateAddress(address)).toBe(false);
    expect(publicReach.refusal(address)).toBeUndefined();
  });
});

/** Addresses of the networks that every list of private ones has. */
const privateIpv4 = fc
  .constantFrom<[number, number]>(
    ...([
      [0x0000_0000, 8],
      [0x0a00_0000, 8],
      [0x6440_0000, 10],
      [0x7f00_0000, 8],
      [0xa9fe_0000, 16],
      [0xac10_0000, 12],
      [0xc0a8_0000, 16],
      [0xe000_0000, 4],
      [0xf000_0000, 4],
    ] as [number, number][]),
  )
  .chain(([network, prefix]) => fc.nat(2 ** (32 - prefix) - 1).map((host) => network + host));

const octets = (address: number) => [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256);

/** Every way to write an IPv4 address that a URL takes: 1 to 4 parts, each decimal, octal or hexadecimal; wide digits. */
const spelling = (address: number): fc.Arbitrary<string> => {
  const [a = 0, b = 0, c = 0, d = 0] = octets(address);
  const parts = fc.constantFrom([a, b, c, d], [a, b, c * 256 + d], [a, (b * 256 + c) * 256 + d], [address]);
  const forms: ((part: number) => string)[] = [
    (part) => String(part),
    (part) => `0${part.toString(8)}`,
    (part) => `000${part.toString(8)}`,
    (part) => `0x${part.toString(16)}`,
    (part) => `0X00${part.toString(16).toUpperCase()}`,
    (part) => [...String(part)].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join(''),
    (part) => [...String(part)].map((digit) => `%${digit.charCodeAt(0).toString(16)}`).join(''),
  ];
  const written = parts.chain((numbers) =>
    fc.tuple(...numbers.map((part) => fc.constantFrom(...forms.map((form) => form(part))))),
  );
  return fc
    .tuple(written, fc.constantFrom('.', '。', '%2e'), fc.constantFrom('', '.'))
    .map(([numbers, dot, end]) => numbers.join(dot) + end);
};

/** The same in IPv6's brackets. */
const bracketed = (address: number): fc.Arbitrary<string> => {
  const dotted = octets(address).join('.');
  const [high, low] = [Math.floor(address / 65_536).toString(16), (address % 65_536).toString(16)];
  return fc.constantFrom(
    ...['::ffff:', '0:0:0:0:0:ffff:', '::FFFF:', '::', '64:ff9b::', '0064:FF9B:0:0:0:0:'].flatMap((prefix) => [
      `[${prefix}${dotted}]`,
      `[${prefix}${high}:${low}]`,
    ]),
    `[2002:${high}:${low}::]`,
    `[2002:${high}:${low}::8.8.8.8]`,
  );
};

/** DNS that answers each time with the next of these, and remembers what it was asked. */
function dns(...answers: readonly string[][]) {
  const asked: string[] = [];
  const resolve = (name: string, _: LookupAllOptions, done: (error: null, found: LookupAddress[]) => void) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)] ?? [];
    asked.push(name);
    done(
      null,
      answer.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  return { asked, resolve: resolve as typeof lookup };
}

describe('a guarded request', () => {
  const headers = { authorization: 'Bearer s3cret' };

  it('goes to no private address, however a URL writes it', async () => {
    const proxied = createHttp({ clock: sleepless(), userAgent: 'test/1' });
    await fc.assert(
      fc.asyncProperty(
        privateIpv4.chain((address) => fc.oneof(spelling(address), bracketed(address))),
        async (host) => {
          const url = new URL(`https://${host}/token`);
          const error = await failure(proxied.send({ method: 'GET', url, headers, reach: publicReach }));
          expect(error).toMatchObject({ reason: 'PRIVATE_ADDRESS', mayHaveActed: false });
        },
      ),
      { numRuns: 500 },
    );
  });

  it('fails without a second try, and with what to do', async () => {
    const { url, requests } = await scripted(status(200));
    const { port } = new URL(url);
    const clock = sleepless();
    for (const host of [
      '127.0.0.1',
      '2130706433',
      '0x7f.1',
      '0177.0.0.1',
      '[::1]',
      '[::ffff:127.0.0.1]',
      'localhost',
    ]) {
      const error = await failure(client(clock)(`http://${host}:${port}/`, { headers, reach: publicReach }));
      expect(error).toMatchObject({ reason: 'PRIVATE_ADDRESS', mayHaveActed: false });
      expect(error.message).toContain('is at a private address');
      expect(error.hint).toContain('allow-private-network');
    }
    expect([clock.slept, requests]).toEqual([[], []]);
  });

  it('does not use a connection that an unguarded one has opened', async () => {
    const { url, requests } = await scripted(status(200));
    const send = client();
    const local = url.replace('127.0.0.1', 'localhost');
    expect((await send(local)).status).toBe(200);
    expect(await failure(send(local, { reach: publicReach }))).toMatchObject({ reason: 'PRIVATE_ADDRESS' });
    expect((await send(local)).status).toBe(200);
    expect(requests.length).toBe(2);
  });

  it('connects to the very answer that was checked', async () => {
    const { url, requests } = await scripted(status(200));
    const { port } = new URL(url);
    const { asked, resolve } = dns(['127.0.0.1'], ['1.1.1.1']);
    const looked = publicReachBy(resolve);
    // A guard with nothing against this machine, or none of these connections could be made.
    const lenient: Reach = { refusal: () => undefined, lookup: (name, { all }, done) => resolve(name, { all }, done) };
    expect((await client()(`http://rebound.example:${port}/`, { reach: lenient })).status).toBe(200);
    expect([asked, requests.length]).toEqual([['rebound.example'], 1]);
    asked.length = 0;
    const error = await failure(client()(`http://rebound.example:${port}/`, { reach: looked }));
    expect([error.reason, asked, requests.length]).toEqual(['PRIVATE_ADDRESS', ['rebound.example'], 1]);
  });

  it('through a proxy is checked only where an address stands in the URL', async () => {
    const target = await scripted(status(200));
    const proxy = await startProxy(Number(new URL(target.url).port));
    await withProxy({ http_proxy: `http://127.0.0.1:${proxy.port}` }, async () => {
      // The proxy itself may be in a private network, and it alone looks up the name.
      expect((await client()('http://inside.invalid/', { reach: publicReach })).status).toBe(200);
      const error = await failure(client()('http://10.0.0.1/', { reach: publicReach }));
      expect(error.reason).toBe('PRIVATE_ADDRESS');
    });
    expect(proxy.asked.map(({ authority }) => authority)).toEqual(['inside.invalid:80']);
  });
});

describe('the lookup of a guarded request', () => {
  type Answer = string | readonly LookupAddress[];
  const ask = (reach: Reach, name: string, all: boolean) =>
    new Promise<Answer>((resolve, reject) => {
      reach.lookup(name, { all }, (error, found) => (error === null ? resolve(found) : reject(error)));
    });

  it.each([true, false])('refuses localhost by the DNS of this machine (all: %s)', async (all) => {
    for (const name of ['localhost', 'LOCALHOST']) {
      await expect(ask(publicReach, name, all), name).rejects.toMatchObject({ code: 'PRIVATE_ADDRESS' });
    }
  });

  it('hands on what DNS says of public names', async () => {
    const both = ['8.8.8.8', '2001:4860:4860::8888'];
    expect(await ask(publicReachBy(dns(both).resolve), 'a.example', false)).toBe('8.8.8.8');
    expect(await ask(publicReachBy(dns(both).resolve), 'a.example', true)).toEqual([
      { address: '8.8.8.8', family: 4 },
      { address: '2001:4860:4860::8888', family: 6 },
    ]);
  });

  it.each([[['10.0.0.1']], [['8.8.8.8', '10.0.0.1']], [['8.8.8.8', '::1']], [['::ffff:169.254.169.254']], [[]]])(
    'refuses %j',
    async (answer) => {
      for (const all of [true, false]) {
        const reach = publicReachBy(dns(answer).resolve);
        await expect(ask(reach, 'a.example', all)).rejects.toMatchObject({ code: 'PRIVATE_ADDRESS' });
      }
    },
  );

  it('hands on the errors of DNS', async () => {
    const lost = Object.assign(new Error('lost'), { code: 'EAI_AGAIN' });
    const reach = publicReachBy(((_: string, __: object, done: (error: Error) => void) => done(lost)) as typeof lookup);
    await expect(ask(reach, 'a.example', true)).rejects.toBe(lost);
    const clock = sleepless();
    expect(await failure(client(clock)('http://a.example/', { reach }))).toMatchObject({ reason: 'EAI_AGAIN' });
    expect(clock.slept.length).toBe(3);
  });
});
