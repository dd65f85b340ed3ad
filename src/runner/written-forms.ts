import { plain } from './safe-text.ts';

/** Characters that no encoding writes otherwise, so that text of them alone is looked for as it is. */
const plainWord = /^[\w.-]*$/;

/** What stands in place of a credential. */
const hidden = '***';

/** A word this long is not everywhere. Characters. */
const shortestSure = 4;

/** What a character is called in HTML. */
const entities: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' };

/** Blanks and line ends: servers join lines, squeeze blanks, leave both out, or encode them. */
const blanks = String.raw`(?:[\s+]|%(?:25)*(?:20|09|0[aAdD])|\\{1,4}[nrt]|&#(?:32|9|10|13|x20|x9|x[aAdD]);)*`;

/**
 * Takes a text out of others however each of its characters is written: as it is; after backslashes, as in JSON, JSON within
 * JSON and Python's own print; in percent signs, whatever set of characters they leave alone, and twice; in HTML; as UTF-8
 * that was read as Latin-1; or as what stands for a character that could not be encoded. A list of whole forms would miss
 * the mixtures, and every server has its own.
 */
export function hiding(text: string): (where: string) => string {
  // Of characters that nobody sees nothing could be left, and nothing is everywhere.
  if (plainWord.test(text) || plain(text) === '') return (where) => where.replaceAll(text, hidden);
  const tokens = text.match(/\\+|\s+|[\ud800-\udbff][\udc00-\udfff]|[\s\S]/g) ?? [];
  const words = text.match(/[\w.-]+/g) ?? [];
  // What is written in one way only: where it is not there, nothing is. To make the pattern takes a millisecond.
  const sure = words.reduce((longest, word) => (word.length > longest.length ? word : longest), '');
  let pattern: RegExp | undefined;
  return (where) => {
    if (!where.includes(sure)) return where;
    pattern ??= new RegExp(tokens.map((token) => written(token, sure.length >= shortestSure)).join(''), 'g');
    return where.replaceAll(pattern, hidden);
  };
}

/** @param droppable characters that are not ASCII may be missing: there is enough that must be there */
function written(token: string, droppable: boolean): string {
  if (plainWord.test(token)) return literal(token);
  if (/^\s/.test(token)) return blanks;
  // Bounded, all of it: text that is made to take long must not take long.
  if (token.startsWith('\\')) {
    const count = token.length;
    return String.raw`(?:\\{${count},${count * 4}}|(?:%(?:25)*5[cC]|&#92;|&#[xX]5[cC];|\\{1,4}u005[cC]){${count}})`;
  }
  if (token < '\u0080') return asciiForms(token);
  return droppable || plain(token) === '' ? `${otherForms(token)}?` : otherForms(token);
}

function asciiForms(character: string): string {
  const code = character.charCodeAt(0);
  const named = entities[character];
  return any([
    String.raw`\\{0,4}${literal(character)}`,
    percent(code),
    String.raw`\\{1,4}(?:u00|x)${hex(code)}`,
    `&(?:amp;)*(?:#0*${code}|#[xX]0*${hex(code)}${named === undefined ? '' : `|${named}`});`,
  ]);
}

function otherForms(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const bytes = [...Buffer.from(character)];
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return any([
    literal(character),
    units.map((unit) => String.raw`\\{1,4}u${hex(unit, 4)}`).join(''),
    bytes.map(percent).join(''),
    bytes.map((byte) => String.raw`\\{1,4}x${hex(byte)}`).join(''),
    // Of what Latin-1 has controls for nothing is left once they are taken out.
    bytes.map((byte) => `${literal(String.fromCharCode(byte))}${isControl(byte) ? '?' : ''}`).join(''),
    ...(code < 0x100 ? [percent(code), String.raw`\\{1,4}x${hex(code)}`] : []),
    `&(?:amp;)*(?:#0*${code}|#[xX]0*${hex(code)});`,
    String.raw`[?\ufffd]{1,4}`,
  ]);
}

const isControl = (byte: number) => (byte >= 0x80 && byte < 0xa0) || byte === 0xad;

const any = (forms: readonly string[]) => `(?:${forms.join('|')})`;

const literal = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

const percent = (byte: number) => `%(?:25)*${hex(byte)}`;

/** In upper and lower case: `[eE]4`. */
function hex(code: number, digits = 2): string {
  return code
    .toString(16)
    .padStart(digits, '0')
    .replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}
