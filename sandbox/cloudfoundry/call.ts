import type { Exchange } from '../server.ts';
import { badRequest, notAuthorized, notFound, orgSuspended, parseError, unprocessable } from './errors.ts';
import { metadataProblems } from './metadata.ts';
import type { Account, App, Role, Space } from './model.ts';

export type Json = Readonly<Record<string, unknown>>;

/** One authenticated request to the Cloud Controller. */
export class Call {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly caller: Account;
  readonly #exchange: Exchange;
  readonly #params: Readonly<Record<string, string>>;

  constructor(exchange: Exchange, params: Readonly<Record<string, string>>, caller: Account) {
    this.method = exchange.method;
    this.path = exchange.path;
    this.query = exchange.query;
    this.caller = caller;
    this.#exchange = exchange;
    this.#params = params;
  }

  /** A part of the path. */
  param(name: string): string {
    const value = this.#params[name];
    if (value === undefined) throw new Error(`the endpoint has no parameter ${name}`);
    return value;
  }

  /** The JSON body. An absent one is an empty object, as Rails has it. */
  body(): Json {
    if (this.#exchange.body.length === 0) return {};
    const type = (this.#exchange.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
    if (type !== 'application/json') throw badRequest('Content-Type must be application/json');
    let value: unknown;
    try {
      value = JSON.parse(this.#exchange.body.toString('utf8'));
    } catch {
      throw parseError();
    }
    if (!isObject(value)) throw parseError();
    return value;
  }

  role(space: Space): Role | undefined {
    return this.caller.roles.get(space.guid);
  }

  canRead(space: Space): boolean {
    return this.role(space) !== undefined;
  }

  /** Release, restart, scale: developers and supporters. */
  canManage(space: Space): boolean {
    const role = this.role(space);
    return role === 'developer' || role === 'supporter';
  }

  /** Create packages, apps, routes: developers. */
  canWrite(space: Space): boolean {
    return this.role(space) === 'developer';
  }

  /** Finds what the path names, or answers 404 as if it did not exist when the caller may not see it. */
  visible<T extends { readonly guid: string }>(
    list: readonly T[],
    guid: string,
    spaceOf: (one: T) => Space,
    what: string,
  ): T {
    const hit = list.find((one) => one.guid === guid);
    if (hit === undefined || !this.canRead(spaceOf(hit))) throw notFound(what);
    return hit;
  }

  /** 403 unless the caller has the right, and the org is not suspended. */
  require(right: 'write' | 'manage', space: Space): void {
    if (!(right === 'write' ? this.canWrite(space) : this.canManage(space))) throw notAuthorized();
    requireActive(space);
  }
}

/** 403 in a suspended org. */
export function requireActive(space: Space): void {
  if (space.org.suspended) throw orgSuspended();
}

export const spaceOfApp = (app: App): Space => app.space;
export const spaceOf = (one: { readonly app: App }): Space => one.app.space;

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

  /** A whole number within bounds, in ActiveModel's words. */
  integer(key: string, options: { min: number; max?: number }): number | undefined {
    const value = this.#body[key];
    if (value === undefined || value === null) return undefined;
    const name = this.#title(key);
    if (typeof value !== 'number') this.problem(`${name} is not a number`);
    else if (!Number.isInteger(value)) this.problem(`${name} must be an integer`);
    else if (value < options.min) {
      this.problem(
        options.min === 1
          ? `${name} must be greater than 0`
          : `${name} must be greater than or equal to ${options.min}`,
      );
    } else if (value > (options.max ?? 2_147_483_647)) {
      this.problem(`${name} must be less than or equal to ${options.max ?? 2_147_483_647}`);
    } else return value;
    return undefined;
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

/** `{"data": {"guid": "…"}}` and nothing else. */
export function toOneGuid(value: unknown): string | undefined {
  if (!isObject(value) || Object.keys(value).join() !== 'data') return undefined;
  return guidOf(value['data']);
}

/** `{"guid": "…"}` and nothing else. */
export function guidOf(value: unknown): string | undefined {
  if (!isObject(value) || Object.keys(value).join() !== 'guid') return undefined;
  const { guid } = value;
  return typeof guid === 'string' && guid.length >= 1 && guid.length <= 200 ? guid : undefined;
}

export function isObject(value: unknown): value is { readonly [key: string]: unknown; readonly guid?: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
