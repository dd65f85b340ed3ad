import { type Exchange, type Reply, type RunningServer, serve } from '../../../sandbox/server.ts';
import { type Clock, systemClock } from '../../../src/clock.ts';
import { throwIfCancelled } from '../../../src/errors.ts';
import { createHttp } from '../../../src/http/client.ts';
import type { CountingHttp } from '../../../src/http/http.ts';
import type { Request } from '../../../src/inputs/request.ts';
import type { PlatformContext } from '../../../src/platforms/platform.ts';
import { silentInputs } from '../../support/image.ts';

/** Time that passes only by sleeping, and then at once. */
export class SleepingClock implements Clock {
  time = Date.UTC(2026, 10, 22, 8, 14, 0);
  readonly pauses: number[] = [];
  readonly deadline = systemClock.deadline;

  now(): number {
    return this.time;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    throwIfCancelled(signal);
    this.pauses.push(ms);
    this.time += ms;
    await new Promise((resolve) => setImmediate(resolve));
    throwIfCancelled(signal);
  }
}

export type Script = Record<string, (exchange: Exchange, nth: number) => Reply>;

/**
 * A server that answers what the script says, by `METHOD /path`; anything else is a 404 of the Cloud Controller's kind.
 * `nth` counts the requests to that line, from 1.
 */
export async function scripted(script: Script): Promise<RunningServer> {
  const counts = new Map<string, number>();
  return serve((exchange) => {
    const key = `${exchange.method} ${exchange.path}`;
    const nth = (counts.get(key) ?? 0) + 1;
    counts.set(key, nth);
    return script[key]?.(exchange, nth) ?? problem(404, 10000, 'CF-NotFound', 'Unknown request');
  });
}

export function problem(status: number, code: number, title: string, detail: string): Reply {
  return { status, body: { errors: [{ code, title, detail }] } };
}

export function listOf(...resources: readonly object[]): Reply {
  return {
    status: 200,
    body: { pagination: { total_results: resources.length, total_pages: 1, next: null }, resources },
  };
}

export const token = (value: string, more: object = {}): Reply => ({
  status: 200,
  body: { access_token: value, token_type: 'bearer', expires_in: 1199, ...more },
});

/** What only OIDC logins need. */
export const withoutOidc = {
  docs: 'docs',
  oidcToken: (): Promise<string> => Promise.reject(new Error('no OIDC token was to be asked for')),
};

export function requestTo(api: string, more: Partial<Request> = {}): Request {
  return {
    image: { domain: 'ghcr.io', path: 'acme/web', tag: '1' },
    app: 'web',
    platform: 'cloudfoundry',
    api: new URL(api),
    login: { kind: 'client', id: 'ci', secret: 'ci-secret' },
    org: 'acme',
    space: 'prod',
    ...silentInputs,
    ...more,
  };
}

export interface TestContext extends PlatformContext {
  readonly request: Request;
  readonly http: CountingHttp;
  readonly masked: string[];
  readonly notes: string[];
}

export function contextFor(
  request: Request,
  more: {
    clock?: Clock;
    http?: CountingHttp;
    signal?: AbortSignal;
    runId?: string;
    revision?: string;
    oidc?: Pick<PlatformContext, 'oidcToken'>;
  } = {},
): TestContext {
  const clock = more.clock ?? new SleepingClock();
  const masked: string[] = [];
  const notes: string[] = [];
  return {
    request,
    clock,
    http: more.http ?? createHttp({ clock, userAgent: 'deploy-image/test' }),
    signal: more.signal ?? new AbortController().signal,
    runId: more.runId ?? 'run-1.1-abc',
    revision: more.revision,
    ...withoutOidc,
    ...more.oidc,
    mask: (secret) => masked.push(secret),
    note: (line) => notes.push(line),
    masked,
    notes,
  };
}
