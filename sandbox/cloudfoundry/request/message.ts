import { NotModelled, unprocessable } from '../errors.ts';
import { isObject, type Json, toOneGuid } from './json.ts';
import { metadataProblems } from './metadata.ts';

/** `MAX_DB_INT` and `MAX_DB_BIGINT`. */
const maxInt = 2_147_483_647;
export const maxBigInt = 9_223_372_036_854_775_807n;

/**
 * Reads a request body as Rails' message classes do: collects every problem, then refuses all of them in one 422 whose
 * details are joined by commas.
 */
export class Message {
  readonly #body: Json;
  readonly #prefix: string;
  readonly #problems: string[];

  constructor(body: Json, allowed: readonly string[], prefix = '', problems: string[] = []) {
    this.#body = body;
    this.#prefix = prefix;
    this.#problems = problems;
    const unknown = Object.keys(body).filter((key) => !allowed.includes(key));
    if (unknown.length > 0) this.problem(`${this.#said()}Unknown field(s): '${unknown.join("', '")}'`);
    if (allowed.includes('metadata')) for (const text of metadataProblems(body['metadata'])) this.problem(text);
  }

  /** How many there are so far. */
  get problems(): number {
    return this.#problems.length;
  }

  problem(text: string): void {
    this.#problems.push(text);
  }

  /** Ends the reading: 422 when anything was wrong. */
  check(): void {
    if (this.#problems.length > 0) throw unprocessable(this.#problems.join(', '));
  }

  has(key: string): boolean {
    return this.#body[key] !== undefined;
  }

  value(key: string): unknown {
    return this.#body[key];
  }

  /** A string; `required` ones are missed in the server's words. */
  string(key: string, options: { required?: boolean; max?: number; nullable?: boolean } = {}): string | undefined {
    const value = this.#body[key];
    const name = this.#title(key);
    if (value === undefined || (value === null && options.nullable === true)) {
      if (options.required === true) this.problem(`${name} must be a string`);
      return undefined;
    }
    if (typeof value !== 'string') {
      this.problem(`${name} must be a string`);
      return undefined;
    }
    if (options.required === true && value.trim() === '') this.problem(`${name} can't be blank`);
    if (options.max !== undefined && value.length > options.max) {
      this.problem(`${name} is too long (maximum is ${options.max} characters)`);
    }
    return value;
  }

  /** A whole number within bounds, in ActiveModel's words. `over` is a bound that it may not be itself. */
  integer(
    key: string,
    bound: ({ readonly min: number } | { readonly over: number }) & { readonly max?: number | bigint },
  ): number | undefined {
    const value = this.#body[key];
    if (value === undefined || value === null) return undefined;
    const name = this.#title(key);
    const { max = maxInt } = bound;
    if (typeof value === 'string' && /^[+-]?\d+$/.test(value)) throw new NotModelled(`a number as a string: ${key}`);
    if (typeof value !== 'number') this.problem(`${name} is not a number`);
    else if (!Number.isInteger(value)) this.problem(`${name} must be an integer`);
    else if ('over' in bound && value <= bound.over) this.problem(`${name} must be greater than ${bound.over}`);
    else if ('min' in bound && value < bound.min) {
      this.problem(`${name} must be greater than or equal to ${bound.min}`);
    } else if (value > max) this.problem(`${name} must be less than or equal to ${max}`);
    else return value;
    return undefined;
  }

  /** A guid; `null` is none. */
  guid(key: string): string | undefined {
    const value = this.#body[key];
    if (value === undefined || value === null) return undefined;
    for (const problem of guidProblems(this.#title(key), value)) this.problem(problem);
    return typeof value === 'string' ? value : undefined;
  }

  /** An inner object with its own keys. Undefined when absent or not an object (then it is a problem). */
  object(key: string, allowed: readonly string[], options: { required?: boolean } = {}): Message | undefined {
    const value = this.#body[key];
    if (value === undefined || value === null) {
      if (options.required === true) this.problem(`${this.#title(key)} must be an object`);
      return undefined;
    }
    if (!isObject(value)) {
      this.problem(`${this.#title(key)} must be an object`);
      return undefined;
    }
    return new Message(value, allowed, this.#title(key), this.#problems);
  }

  /** A reader of some fields of an inner object: without a prefix they are called as if they were the outer one's. */
  within(inner: Json, keys: readonly string[], prefix = ''): Message {
    const picked = Object.fromEntries(Object.entries(inner).filter(([key]) => keys.includes(key)));
    return new Message(picked, keys, prefix, this.#problems);
  }

  /** The guids of `relationships`, all of which are required. */
  relationships<K extends string>(names: readonly K[]): Record<K, string> {
    const result = Object.fromEntries(names.map((name) => [name, ''])) as Record<K, string>;
    const value = this.#body['relationships'];
    if (!isObject(value)) {
      this.problem("Relationships 'relationships' is not an object");
      return result;
    }
    const unknown = Object.keys(value).filter((key) => !names.some((name) => name === key));
    if (unknown.length > 0) this.problem(`Relationships Unknown field(s): '${unknown.join("', '")}'`);
    for (const name of names) {
      const guid = toOneGuid(value[name]);
      if (guid !== undefined) {
        result[name] = guid;
        continue;
      }
      const title = capitalised(name);
      if (value[name] === undefined) this.problem(`Relationships ${title} can't be blank`);
      this.problem(`Relationships ${title} must be structured like this: "${name}: {"data": {"guid": "valid-guid"}}"`);
    }
    return result;
  }

  #said(): string {
    return this.#prefix === '' ? '' : `${this.#prefix} `;
  }

  #title(key: string): string {
    return `${this.#said()}${capitalised(key.replaceAll('_', ' '))}`;
  }
}

/** What the server's class for guids says of a value: twice of one that is no string at all. */
export function guidProblems(name: string, value: unknown): string[] {
  const isString = typeof value === 'string';
  return [
    ...(isString ? [] : [`${name} must be a string`]),
    ...(isString && value.length >= 1 && value.length <= 200 ? [] : [`${name} must be between 1 and 200 characters`]),
  ];
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
