import type { Exchange } from '../../server.ts';
import { badRequest, notAuthorized, notFound, orgSuspended, parseError } from '../errors.ts';
import type { App, Space } from '../model.ts';
import type { Account, Role } from '../uaa/model.ts';
import { isObject, type Json } from './json.ts';

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

  /** Without parameters, in lower case. */
  get contentType(): string {
    return (this.#exchange.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  }

  /** The body as it came. */
  text(): string {
    return this.#exchange.body.toString('utf8');
  }

  /** The JSON body. An absent one is an empty object, as Rails has it. */
  body(): Json {
    if (this.#exchange.body.length === 0) return {};
    if (this.contentType !== 'application/json') throw badRequest('Content-Type must be application/json');
    let value: unknown;
    try {
      value = JSON.parse(this.text());
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
