/** Values shorter than this are not masked: `***` in place of every `ab` makes a log unreadable and hides nothing. */
const shortest = 4;

/**
 * The forms in which a credential can show up in a log: as it is, JSON-escaped, percent-encoded by JavaScript's rules and
 * by .NET's, base64 and base64url. The runner derives some of them itself, but not base64url nor JavaScript's percent
 * encoding, and base64 only where nothing follows the secret.
 */
export function maskedForms(secret: string): readonly string[] {
  const lines = secret.split(/\r?\n/).map((line) => line.trim());
  const forms = new Set<string>();
  for (const value of [secret, ...lines]) {
    if (value.length < shortest) continue;
    const bytes = Buffer.from(value);
    forms.add(value);
    forms.add(JSON.stringify(value).slice(1, -1));
    forms.add(encodeURIComponent(value));
    forms.add(encodeURIComponent(value).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`));
    forms.add(bytes.toString('base64'));
    forms.add(bytes.toString('base64').replace(/=+$/, ''));
    forms.add(bytes.toString('base64url'));
  }
  return [...forms];
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Matches a form also where `report/markdown.ts` has put backslashes, entities, word joiners or `¦` into it. */
function inMarkdown(form: string): RegExp {
  const characters = [...form].map((character) => {
    if (/[A-Za-z0-9]/.test(character)) return character;
    if (character === '|') return '\\\\?[|¦]';
    const hex = (character.codePointAt(0) ?? 0).toString(16);
    const entity = entities[character];
    return `\\\\?(?:${entity === undefined ? '' : `${entity}|`}\\u{${hex}})`;
  });
  return new RegExp(characters.map((character) => `${character}\\u2060?`).join(''), 'gu');
}

/** Keeps credentials out of text: the first line of defence, the runner's own masks being the second. */
export class Secrets {
  #forms: string[] = [];

  /** Returns the forms that are new, for the runner's masks. */
  add(secret: string): readonly string[] {
    const fresh = maskedForms(secret).filter((form) => !this.#forms.includes(form));
    // The longest first: a form may contain another one.
    this.#forms = [...this.#forms, ...fresh].sort((a, b) => b.length - a.length);
    return fresh;
  }

  redact(text: string): string {
    return this.#forms.reduce((redacted, form) => redacted.replaceAll(form, '***'), text);
  }

  /** The same for Markdown, in which a credential may stand with its special characters escaped. */
  redactMarkdown(markdown: string): string {
    const special = this.#forms.filter((form) => /[^A-Za-z0-9]/.test(form));
    return this.redact(special.reduce((redacted, form) => redacted.replace(inMarkdown(form), '***'), markdown));
  }
}
