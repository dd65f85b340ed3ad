import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRoutes } from '../../src/inputs/routes.ts';
import { refusal } from './refusal.ts';

describe('routes', () => {
  it.each([
    ['www.example.com', [{ address: 'www.example.com' }]],
    ['WWW.Example.COM/Shop/', [{ address: 'www.example.com/Shop' }]],
    ['https://www.example.com/', [{ address: 'www.example.com' }]],
    ['http://www.example.com/a/b', [{ address: 'www.example.com/a/b' }]],
    ['*.example.com', [{ address: '*.example.com' }]],
    ['my_app.example.com=8080', [{ address: 'my_app.example.com', port: 8_080 }]],
    ['a.example.com/x = 8080', [{ address: 'a.example.com/x', port: 8_080 }]],
    ['# ours\n\na.example.com\r\n  b.example.com  ', [{ address: 'a.example.com' }, { address: 'b.example.com' }]],
    ['None', []],
  ])('reads %j', (text, routes) => expect(readRoutes(text)).toEqual(routes));

  it.each(['web', 'web.', '.example.com', 'a b.example.com', 'a.example.com/x y', 'a.example.com?x', 'a.*.com', '='])(
    'refuses %j',
    (text) => expect(refusal(() => readRoutes(text))).toContain(`"${text}" · write www.example.com`),
  );

  it('refuses a port of the address, of which there is none', () => {
    expect(refusal(() => readRoutes('tcp.example.com:1234'))).toContain('a port that clients ask for (TCP)');
    expect(refusal(() => readRoutes('a.example.com=70000'))).toContain('write a port between 1 and 65535');
  });

  it.each(['https://me:hunter22@a.example.com/x', 'me:hunt/er22@a.example.com', 'hunter22@a.example.com'])(
    'refuses a login in an address, and does not show it: %j',
    (text) => {
      expect(refusal(() => readRoutes(text))).toBe('an address holds a user name or a password · leave it out');
      expect(readRoutes('a.example.com/@scope/x')).toEqual([{ address: 'a.example.com/@scope/x' }]);
    },
  );

  it('refuses an address that is there twice, and none beside others', () => {
    expect(refusal(() => readRoutes('a.example.com\nhttps://A.example.com/'))).toBe('a.example.com is there twice');
    expect(refusal(() => readRoutes('none\na.example.com'))).toContain('"none" · write');
  });

  it('reads what it has read to the same', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}\.[a-z]{2,8}\.(com|test)$/);
    const path = fc.constantFrom('', '/a', '/a/b-c');
    fc.assert(
      fc.property(name, path, fc.integer({ min: 1, max: 65_535 }), (host, below, port) => {
        const [route] = readRoutes(`${host}${below}=${port}`);
        expect(route).toEqual({ address: host + below, port });
      }),
    );
  });
});
