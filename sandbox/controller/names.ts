import { randomBytes, randomInt } from 'node:crypto';

/** Times as the controllers write them: whole seconds, `Z`. */
export function timestamp(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

export function randomText(length: number, alphabet: string): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}

export function randomHex(length: number): string {
  return randomBytes(length).toString('hex').slice(0, length);
}
