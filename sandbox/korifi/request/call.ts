import type { Exchange, Reply } from '../../server.ts';
import { badQuery, jsonReply, notAuthorized, notFound, type ResourceType } from '../errors.ts';
import type { Space, User } from '../records.ts';
import { decoded } from './decode.ts';
import type { Decoded, Shape } from './shape.ts';

/** One request of a user whom Kubernetes knows. */
export class Call {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly user: User;
  readonly #exchange: Exchange;
  readonly #params: Readonly<Record<string, string>>;

  constructor(exchange: Exchange, params: Readonly<Record<string, string>>, user: User) {
    this.path = exchange.path;
    this.query = exchange.query;
    this.user = user;
    this.#exchange = exchange;
    this.#params = params;
  }

  /** A part of the path. */
  param(name: string): string {
    const value = this.#params[name];
    if (value === undefined) throw new Error(`the endpoint has no parameter ${name}`);
    return value;
  }

  /** 400 for any other key of the query. */
  onlyKeys(allowed: readonly string[]): void {
    if ([...this.query.keys()].some((key) => !allowed.includes(key))) throw badQuery(allowed);
  }

  body<const S extends Shape>(shape: S): Decoded<S> {
    return decoded(this.#exchange.body.toString('utf8'), shape);
  }

  sees(space: Space): boolean {
    return this.user.roles.has(space.guid);
  }

  isDeveloper(space: Space): boolean {
    return this.user.roles.get(space.guid) === 'developer';
  }

  /** 403 for those who only read. */
  mayWrite(space: Space): void {
    if (!this.isDeveloper(space)) throw notAuthorized();
  }

  /** What has this guid; 404 also where the user does not see its space. */
  found<T extends { readonly guid: string }>(
    all: readonly T[],
    guid: string,
    type: ResourceType,
    spaceOf: (one: T) => Space,
  ): T {
    const hit = all.find((one) => one.guid === guid);
    if (hit === undefined || !this.sees(spaceOf(hit))) throw notFound(type);
    return hit;
  }
}

/** One method and path of the API. */
export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With `:name` for a part that varies. */
  readonly path: string;
  /** Query keys that are taken; without it the query is not looked at. */
  readonly query?: readonly string[];
  answer(call: Call): Reply | Promise<Reply>;
}

export const ok = (body: object): Reply => jsonReply(200, body);
export const accepted = (body: object): Reply => jsonReply(202, body);
export const created = (body: object): Reply => jsonReply(201, body);
export const noContent = (): Reply => ({ status: 204 });
