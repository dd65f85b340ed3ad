/** How servers, proxies and libraries write a text that they were told: each of these has been seen in an error of one. */
export const encodings: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  'as JSON': json,
  'as JSON within JSON': (text) => json(json(text)),
  'as JSON of Python, which is ASCII': ascii,
  'as JSON of Go, which is safe in HTML': (text) => json(text).replace(/[<>&]/g, (c) => unit(c)),
  'as JSON of PHP, which escapes slashes': (text) => ascii(text).replaceAll('/', '\\/'),
  'as Python prints bytes': (text) =>
    [...Buffer.from(text)].map((byte) => (byte < 0x80 ? String.fromCharCode(byte) : `\\x${hex(byte)}`)).join(''),
  'as an exception of Python prints it': (text) => text.replaceAll('\\', '\\\\').replaceAll("'", "\\'"),
  'percent-encoded by JavaScript': encodeURIComponent,
  'percent-encoded in lower case': (text) => encodeURIComponent(text).replace(/%../g, (c) => c.toLowerCase()),
  'percent-encoded twice': (text) => encodeURIComponent(encodeURIComponent(text)),
  'percent-encoded by Python': (text) =>
    encodeURIComponent(text)
      .replaceAll('%2F', '/')
      .replace(/[!'()*]/g, (c) => `%${hex(c.charCodeAt(0)).toUpperCase()}`),
  'percent-encoded as much as must be': encodeURI,
  'percent-encoded as Latin-1': (text) => escape(text).replace(/%u(....)/g, '\\u$1'),
  'in the path of a URL': (text) =>
    new URL(`https://a.invalid/${text.replace(/[?#\\]/g, encodeURIComponent)}`).pathname,
  'as a form': (text) => new URLSearchParams({ '': text }).toString().slice(1),
  'in a page': (text) => text.replace(/[&<>"']/g, (c) => entities[c] ?? c),
  'in a page, by numbers': (text) => text.replace(/[^\w.-]/gu, (c) => `&#x${(c.codePointAt(0) ?? 0).toString(16)};`),
  'in a page within a page': (text) =>
    text.replace(/[&<>"']/g, (c) => entities[c] ?? c).replace(/[&<>"']/g, (c) => entities[c] ?? c),
  'as a header that was read as Latin-1': (text) => Buffer.from(text).toString('latin1'),
  'without what is not ASCII': (text) => text.replace(/[^\x00-\x7f]/gu, '?'),
  'with one blank for many': (text) => text.replace(/\s+/g, ' '),
  'with bytes that nobody sees in it': (text) => text.replace(/.{6}/gsu, '$&\u200b'),
  'with colours in it': (text) => text.replace(/.{6}/gsu, '$&\u001b[31m'),
  ...Object.fromEntries(
    ([0, 1, 2] as const).flatMap((before) =>
      (['base64', 'base64url'] as const).map((encoding) => [
        `in ${encoding}, ${before} bytes from its beginning`,
        (text: string) => Buffer.from(`${'x'.repeat(before)}${text}:more`).toString(encoding),
      ]),
    ),
  ),
  'in base64, percent-encoded': (text) => encodeURIComponent(base64(text)),
  'in base64, in JSON of PHP': (text) => base64(text).replaceAll('/', '\\/'),
};

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const hex = (code: number, digits = 2) => code.toString(16).padStart(digits, '0');
const unit = (c: string) => `\\u${hex(c.charCodeAt(0), 4)}`;
const base64 = (text: string) => Buffer.from(text).toString('base64');

function json(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function ascii(text: string): string {
  return json(text).replace(/[^\x00-\x7f]/g, unit);
}

/** Characters in a row that give something away. */
const partLength = 8;

/** Every part of what is common to the forms of a secret: a text that holds one gives something away. */
export function partsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const inBase64 = [0, 1, 2].flatMap((before) =>
    (['base64', 'base64url'] as const).map((encoding) => {
      const whole = Buffer.concat([Buffer.alloc(before), bytes])
        .toString(encoding)
        .replace(/=+$/, '');
      return whole.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
    }),
  );
  const forms = [secret, json(secret), ascii(secret), encodeURIComponent(secret), encodeURI(secret), ...inBase64];
  return [...new Set(forms.flatMap((form) => windows(form)))];
}

function windows(text: string): readonly string[] {
  const count = Math.max(0, text.length - partLength + 1);
  return Array.from({ length: count }, (_, from) => text.slice(from, from + partLength));
}
