import type { ManifestReading } from '../../../inputs/manifest.ts';
import type { ManifestQuery } from '../../platform.ts';
import { readApplication } from './application.ts';
import { parseManifest, type Tell, type Value } from './document.ts';
import { Section } from './section.ts';

/** Reads a Cloud Foundry manifest (docs, "App manifest attribute reference"). Pure. */
export function readManifest(text: string, asked: ManifestQuery): ManifestReading {
  const mistakes: string[] = [];
  const tell: Tell = (line, message) => void mistakes.push(`line ${line}: ${message}`);
  const document = parseManifest(text, tell);
  if (document === undefined) return { settings: {}, mistakes };
  const root = new Section(document, 'manifest', tell);
  const version = root.value('version');
  if (version !== undefined && !(version.kind === 'scalar' && version.value === 1)) root.wrong('version', 'is not 1');
  if (root.value('applications') === undefined) {
    const message = 'has no applications, so it is no Cloud Foundry manifest · a Procfile is for Deis and Drycc';
    return { settings: {}, mistakes: [...mistakes, message] };
  }
  const chosen = choose(root, asked, tell);
  root.refuseUnknown();
  if (typeof chosen === 'string') return { settings: {}, mistakes: [...mistakes, chosen] };
  const { settings, routesMode, rest } = readApplication(chosen.section, asked);
  return {
    app: chosen.name,
    settings,
    ...(routesMode === undefined ? {} : { routesMode }),
    manifest: { kind: 'cloudfoundry', ...(rest === undefined ? {} : { rest }) },
    mistakes,
  };
}

/** The app that is meant; else what is wrong. One that is there alone may be called otherwise by the inputs, as with `cf push`. */
function choose(
  root: Section,
  { app, repository }: ManifestQuery,
  tell: Tell,
): { readonly name: string; readonly section: Section } | string {
  const entries = root.items('applications');
  const names = entries.map(nameOf);
  const sectionOf = (at: number, name: string) => new Section(entries[at], name, tell, 'loose');
  if (entries.length === 1) {
    const name = app ?? names[0];
    return name === undefined ? 'names no app · give app' : { name, section: sectionOf(0, name) };
  }
  const wanted = app ?? repository ?? '';
  const at = names.indexOf(wanted);
  if (at >= 0 && names.lastIndexOf(wanted) > at) return `has two apps named ${wanted}`;
  if (at >= 0) return { name: wanted, section: sectionOf(at, wanted) };
  const known = names.filter((name) => name !== undefined);
  return known.length === 0
    ? 'has no app in its applications'
    : `has no app ${wanted} · it has ${known.join(', ')}: say which in app`;
}

function nameOf(entry: Value): string | undefined {
  const name = entry.kind === 'map' ? entry.entries.get('name') : undefined;
  return name?.kind === 'scalar' && typeof name.value === 'string' && name.value !== '' ? name.value : undefined;
}
