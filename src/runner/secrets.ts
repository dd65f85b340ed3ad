import { hiding } from './written-forms.ts';

/** Values shorter than this are not masked: `***` in place of every `ab` makes a log unreadable and hides nothing. */
const shortest = 4;

/** Part of a base64 text that is shorter says nothing, and stands in other texts too. Characters. */
const shortestInner = 8;

/** The credential as a whole, then each of its lines. */
function valuesIn(secret: string): readonly string[] {
  const lines = secret.split(/\r?\n/).map((line) => line.trim());
  return [...new Set([secret, ...lines])].filter((value) => value.length >= shortest);
}

/**
 * The forms in which a credential can show up in a log: as it is, JSON-escaped, percent-encoded by JavaScript's rules, by
 * .NET's and as forms are, base64 and base64url, by itself and within something longer. The runner derives some of them
 * itself, but not base64url nor JavaScript's percent encoding, and base64 only where nothing follows the secret.
 */
export function maskedForms(secret: string): readonly string[] {
  return [...new Set(valuesIn(secret).flatMap(formsOf))];
}

function formsOf(value: string): readonly string[] {
  const bytes = Buffer.from(value);
  // JSON can hold half of a surrogate pair, which has no encoding: it goes out as U+FFFD, as in `bytes`.
  const encodable = bytes.toString('utf8');
  const encoded = encodeURIComponent(encodable);
  const inner = [0, 1, 2].map((before) => innerBase64(bytes, before)).filter(({ length }) => length >= shortestInner);
  return [
    ...[value, JSON.stringify(value).slice(1, -1), encoded],
    encoded.replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`),
    new URLSearchParams({ '': encodable }).toString().slice(1),
    ...[bytes.toString('base64'), bytes.toString('base64').replace(/=+$/, ''), bytes.toString('base64url')],
    ...inner.flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]),
  ];
}

/** What all base64 texts share in which `before` bytes, modulo 3, stand before the credential, whatever follows it. */
function innerBase64(bytes: Buffer, before: number): string {
  const whole = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
  return whole.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
}

/** Keeps credentials out of text: the first line of defence, the runner's own masks being the second. */
export class Secrets {
  readonly #masked = new Set<string>();
  /** The longest value first, and of its forms the longest: a text may contain another one, and a line is part of a whole. */
  #hidden: readonly { readonly of: number; readonly length: number; readonly hide: (text: string) => string }[] = [];

  /** Returns the forms that are new, for the runner's masks. */
  add(secret: string): readonly string[] {
    const fresh: string[] = [];
    const added = valuesIn(secret).flatMap((value) => {
      const forms = [...new Set(formsOf(value))].filter((form) => !this.#masked.has(form));
      for (const form of forms) this.#masked.add(form);
      fresh.push(...forms);
      return forms.map((form) => ({ of: value.length, length: form.length, hide: hiding(form) }));
    });
    this.#hidden = [...this.#hidden, ...added].sort((a, b) => b.of - a.of || b.length - a.length);
    return fresh;
  }

  redact(text: string): string {
    return this.#hidden.reduce((redacted, { hide }) => hide(redacted), text);
  }
}
