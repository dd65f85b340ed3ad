import { asArray, asObject, textAt } from '../../../http/json.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import type { Target } from '../api/target.ts';
import type { AppView } from '../app/app.ts';
import { sidecarsOf } from './apply.ts';
import type { Sidecar } from './change.ts';
import { type Difference, differences, type Rest } from './difference.ts';

/** What only the server can carry out, held against the app. */
export interface SurveyedManifest {
  readonly rest: Rest;
  /** Empty: all of it is as asked for. */
  readonly differences: readonly Difference[];
  /** The app's, where the manifest has some. */
  readonly sidecars: readonly Sidecar[];
}

/**
 * Asks the server what it would change. Undefined: there is nothing for it to do.
 *
 * @param hasRoutes whether any route leads to the app
 */
export async function surveyManifest(
  api: CloudController,
  { space }: Target,
  app: string,
  view: AppView | undefined,
  asked: { readonly rest: Rest | undefined; readonly hasRoutes: boolean },
): Promise<SurveyedManifest | undefined> {
  const rest = forServer(asked.rest ?? {}, view, asked.hasRoutes);
  if (Object.keys(rest).length === 0) return undefined;
  const [told, sidecars] = await Promise.all([
    differences(api, space.guid, app, rest),
    view === undefined || rest['sidecars'] === undefined ? [] : sidecarsOf(api, view.app.guid),
  ]);
  // Of what cannot be compared it is only known that it was asked for.
  const all = told ?? Object.keys(rest).map((key) => ({ op: 'replace', path: [key] }) as const);
  return { rest, differences: [...all, ...users(rest, view), ...ways(rest, all)], sidecars };
}

/** Addresses among its routes that clients reach by HTTP. */
export function addressesIn(rest: Rest | undefined): readonly string[] {
  return asArray(rest?.['routes']).flatMap((route) => {
    const text = textAt(route, 'route')?.replace(/^https?:\/\//i, '') ?? '';
    return text === '' || /:\d+$/.test(text) ? [] : [text.replace(/^[^/]*/, (name) => name.toLowerCase())];
  });
}

/** Process types that it has. */
export function typesIn(rest: Rest | undefined): readonly string[] {
  return asArray(rest?.['processes']).flatMap((process) => textAt(process, 'type') ?? []);
}

/** Without what is done already, or by ourselves: the server gives such a route only to an app that has none. */
function forServer(rest: Rest, view: AppView | undefined, hasRoutes: boolean): Rest {
  const { 'random-route': random, 'default-route': usual, sidecars, ...others } = rest;
  return {
    ...others,
    ...(sidecars === undefined ? {} : { sidecars: asArray(sidecars).map(sorted) }),
    ...(random === undefined || hasRoutes ? {} : { 'random-route': random }),
    ...(usual === undefined || hasRoutes || view === undefined ? {} : { 'default-route': usual }),
  };
}

/** As the server keeps them: its diff takes another order for another list. */
function sorted(sidecar: unknown): unknown {
  const entry = asObject(sidecar);
  const types = entry?.['process_types'];
  return Array.isArray(types) ? { ...entry, process_types: [...types].sort() } : sidecar;
}

/** The server's diff leaves users out (`space_diff_manifest.rb`, filter_manifest_app_hash). */
function users(rest: Rest, view: AppView | undefined): readonly Difference[] {
  return asArray(rest['processes']).flatMap((entry, index): readonly Difference[] => {
    const user = textAt(entry, 'user');
    const process = view?.processes.find(({ type }) => type === textAt(entry, 'type'));
    if (user === undefined || process === undefined || process.user === user) return [];
    const path = ['processes', String(index), 'user'];
    return [process.user === undefined ? { op: 'add', path, value: user } : { op: 'replace', path, was: process.user }];
  });
}

function ways(rest: Rest, told: readonly Difference[]): readonly Difference[] {
  const keys = ['random-route', 'default-route'].filter((key) => rest[key] !== undefined);
  return keys.filter((key) => !told.some(({ path }) => path[0] === key)).map((key) => ({ op: 'add', path: [key] }));
}
