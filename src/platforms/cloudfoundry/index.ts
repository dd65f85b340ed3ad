import { InputError } from '../../inputs/input-error.ts';
import type { Draft, Mistake } from '../../inputs/request.ts';
import type { PlatformModule } from '../platform.ts';
import { discover } from './api/discovery.ts';
import { versionMistakes } from './api/version.ts';
import { settingsMistakes } from './app/settings-mistakes.ts';
import { CloudFoundry, title } from './platform.ts';

/** Cloud Foundry by its API v3, with UAA for the login and log-cache for reasons. */
export const cloudFoundry: PlatformModule = {
  kind: 'cloudfoundry',
  title,
  mistakes,
  async readManifest(text, asked) {
    // A chunk of its own, and the parser with it: most runs have no manifest.
    return (await import('./manifest/read.ts')).readManifest(text, asked);
  },
  async detect(context) {
    const { request } = context;
    const links = await discover(context.http, request.api, context.signal);
    if (links === undefined) return undefined;
    const { login, org, space } = request;
    // With `platform: auto` it is only now that these inputs turn out to be needed.
    if (org === undefined || space === undefined) throw new InputError(mistakes(request));
    if (links.korifi) {
      // A chunk of its own, and loaded by those alone who deploy there.
      return (await import('./korifi/open.ts')).openKorifi(context, links, { org, space });
    }
    if (login.kind === 'token') throw new InputError([...mistakes(request), noToken]);
    const tooNew = versionMistakes(links.version, request);
    if (tooNew.length > 0) throw new InputError(tooNew);
    return new CloudFoundry(context, links, login, { org, space });
  },
};

/** Said once it is known what answers: Korifi takes one. */
const noToken: Mistake = {
  input: 'token',
  message:
    'is for Korifi, Deis and Drycc · this Cloud Foundry takes username and password, client-id and client-secret, or oidc',
};

/** Of a task (`task_model.rb`). */
const longestCommand = 4096;

/** Inputs that Cloud Foundry needs or cannot take. */
function mistakes(draft: Draft): readonly Mistake[] {
  const found: Mistake[] = [];
  const { app, settings } = draft;
  if (draft.org === undefined) found.push({ input: 'org', message: 'is needed for Cloud Foundry' });
  if (draft.space === undefined) found.push({ input: 'space', message: 'is needed for Cloud Foundry' });
  if (draft.workspace !== undefined) {
    found.push({ input: 'workspace', message: 'is for Drycc · Cloud Foundry takes org and space' });
  }
  if (app !== undefined && app.length > 255) {
    found.push({ input: 'app', message: `is ${app.length} characters long · Cloud Foundry takes 255` });
  }
  for (const [input, once] of [['before-release', draft.beforeRelease] as const, ['command', draft.task] as const]) {
    const length = once?.command.length ?? 0;
    if (length <= longestCommand) continue;
    found.push({
      input,
      message: `is ${length} characters long · Cloud Foundry takes ${longestCommand}: call a script`,
    });
  }
  if (draft.strategy === 'recreate' && draft.maxInFlight !== undefined) {
    found.push({ input: 'max-in-flight', message: 'does not go with strategy: recreate, which starts all at once' });
  }
  found.push(...settingsMistakes(settings), ...manifestMistakes(draft));
  return found;
}

function manifestMistakes({ manifest, routesMode }: Draft): readonly Mistake[] {
  if (manifest?.kind === 'procfile') {
    return [
      { input: 'manifest', message: 'is a Procfile, which is for Deis and Drycc · Cloud Foundry takes a manifest' },
    ];
  }
  if (routesMode !== 'exact' || manifest?.rest?.['routes'] === undefined) return [];
  const message =
    'is exact, but the manifest has routes for TCP, with a protocol or with options · take them out, or write add';
  return [{ input: 'routes-mode', message }];
}
