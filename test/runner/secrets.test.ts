import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plain } from '../../src/runner/safe-text.ts';
import { maskedForms, Secrets } from '../../src/runner/secrets.ts';
import { full } from '../matrix/full.ts';
import { seed } from '../support/chance.ts';
import { encodings, partsOf } from '../support/encodings.ts';
import { workedMs } from '../support/worked.ts';

function holding(...secrets: string[]): Secrets {
  const held = new Secrets();
  for (const secret of secrets) held.add(secret);
  return held;
}

describe('the forms of a credential', () => {
  const secret = `p&ss "wörd"!?>/~`;
  it.each([
    ['as it is', secret],
    ['in JSON', JSON.stringify(secret).slice(1, -1)],
    ['percent-encoded by JavaScript', encodeURIComponent(secret)],
    ['percent-encoded by .NET', encodeURIComponent(secret).replace('!', '%21')],
    ['in base64', Buffer.from(secret).toString('base64')],
    ['in base64 without padding', Buffer.from(secret).toString('base64').replace(/=+$/, '')],
    ['in base64url', Buffer.from(secret).toString('base64url')],
  ])('hide it %s', (_, form) => {
    expect(maskedForms(secret)).toContain(form);
    expect(holding(secret).redact(`a ${form} b`)).toBe('a *** b');
  });

  it.each([0, 1, 2, 3])('hide it in the middle of what is encoded in base64, %i bytes from the beginning', (before) => {
    const inside = Buffer.from(`${'x'.repeat(before)}${secret}:more`);
    for (const encoding of ['base64', 'base64url'] as const) {
      const form = Buffer.from(secret).toString(encoding);
      const redacted = holding(secret).redact(inside.toString(encoding));
      expect(redacted).toContain('***');
      expect(redacted.length).toBeLessThan(20);
      expect(redacted).not.toContain(form.slice(2, 10));
    }
  });

  it('hide every line of a secret of several lines', () => {
    const pem = '-----BEGIN KEY-----\r\nMIIEvQ0001\nMIIEvQ0002\n\n}\n-----END KEY-----\n';
    const redacted = holding(pem).redact('x MIIEvQ0001 y\nMIIEvQ0002\n}');
    expect(redacted).toBe('x *** y\n***\n}');
    expect(holding(pem).redact(pem)).toBe('***');
  });

  it('hide the whole first, though one of its lines is longer in percent signs', () => {
    expect(holding('q/[\naaaaaaaaaa✓aQ').redact('x q/%5B%0Aaaaaaaaaaa%E2%9C%93aQ y')).toBe('x *** y');
  });

  it('leave out values of less than four characters, whose masks would make a log unreadable', () => {
    expect(maskedForms('')).toEqual([]);
    expect(maskedForms('abc')).toEqual([]);
    expect(holding('abc').redact('abc')).toBe('abc');
    expect(holding('abcd').redact('abcd')).toBe('***');
  });

  it('of text that cannot be encoded are those of what is sent in its place', () => {
    expect(maskedForms('\ud800abc')).toContain('%EF%BF%BDabc');
    expect(holding('\ud800abc').redact('x \ud800abc y')).toBe('x *** y');
  });

  it('are told once', () => {
    const secrets = new Secrets();
    expect(secrets.add('hunter22')).toContain('hunter22');
    expect(secrets.add('hunter22')).toEqual([]);
  });
});

describe('redaction', () => {
  it('replaces the longest first, so that no rest of it stays', () => {
    expect(holding('pass', 'password-1').redact('password-1 pass')).toBe('*** ***');
    expect(holding('password-1', 'pass').redact('password-1 pass')).toBe('*** ***');
  });

  it('takes special characters for what they are', () => {
    expect(holding('a.*b$&c').redact('a.*b$&c axxb$&c')).toBe('*** axxb$&c');
  });

  const secret = fc.string({ minLength: 4, maxLength: 40 }).filter((text) => text.trim().length >= 4);

  it('leaves nothing of a credential in any text', () => {
    fc.assert(
      fc.property(fc.array(secret, { minLength: 1, maxLength: 4 }), fc.array(fc.string()), (secrets, between) => {
        const text = secrets.map((value, index) => `${between[index] ?? ''}${value}`).join(' ');
        const redacted = holding(...secrets).redact(text);
        // `***` itself may be part of a generated secret.
        for (const value of secrets) if (!value.includes('*')) expect(redacted).not.toContain(value);
      }),
    );
  });
});

describe('what others make of a credential', () => {
  const alphabet = `abcXYZ0189+/=%&?#"'\\\\<>|*~!(){}[]^$;:,.@ \näßé€✓日👩\u00ad`;
  const middle = fc.string({ unit: fc.constantFrom(...alphabet), minLength: 12, maxLength: 40 });
  // Inputs are trimmed.
  const secret = middle.map((text) => `q${text}Q`);

  it.each(Object.entries(encodings))('is found %s', (_, encode) => {
    fc.assert(
      fc.property(secret, (value) => {
        const held = holding(value);
        const shown = held.redact(plain(held.redact(`he said: ${encode(value)} and more`)));
        const parts = partsOf(value).filter((part) => shown.includes(part));
        expect({ shown, parts }).toEqual({ shown, parts: [] });
      }),
      { seed, numRuns: full ? 100 : 20 },
    );
  });

  it('is not taken for what others say', () => {
    const held = holding('äöü\u200b\u200bß', '\u200b\u200b\u200b\u200b\u200b', 'p&ss w+rd\\n', '日本語パス');
    const text = 'Error: nothing to see here\n  at Object.<anonymous> (/srv/app.js:1:2) ?? \\ & ; 100 %';
    expect(held.redact(text)).toBe(text);
  });

  it.each([
    ['backslashes', '\\'],
    ['blanks', ' '],
    ['percent signs', '%25'],
    ['entities', '&amp;'],
    ['question marks', '?'],
  ])('is looked for in no more time than that takes among many %s', (_, many) => {
    const held = holding(`p\\\\"\\ x  &;%'ä?ö${many.repeat(4)}q`);
    const startedAt = workedMs();
    held.redact(`p${many.repeat(200_000 / many.length)}`);
    expect(workedMs() - startedAt).toBeLessThan(2_000);
  });
});
