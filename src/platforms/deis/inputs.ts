import type { Draft, Mistake } from '../../inputs/request.ts';
import { foreignInputs, processType, processTypeRule, processTypesIn, settingsMistakes } from '../controller/inputs.ts';

/** As the controller validates app names: one letter is enough. 63: a DNS label, since the app becomes a namespace. */
const appName = /^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** As the controller validates names of variables (api/serializers.py, `CONFIGKEY_MATCH`). */
export const variableName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Inputs that no Deis can take. */
export function mistakes(draft: Draft): readonly Mistake[] {
  const found: Mistake[] = [...foreignInputs(draft, 'Deis')];
  if (draft.login?.kind === 'client') {
    found.push({
      input: 'client-id',
      message: 'belongs to Cloud Foundry · Deis takes token, or username and password',
    });
  }
  if (draft.login?.kind === 'oidc-user' || draft.login?.kind === 'oidc-client') {
    found.push({
      input: 'oidc',
      message: 'belongs to Cloud Foundry · Deis takes token, or username and password',
    });
  }
  if (draft.login?.kind === 'password' && draft.login.origin !== undefined) {
    found.push({ input: 'origin', message: 'belongs to Cloud Foundry, leave it out for Deis' });
  }
  if (draft.workspace !== undefined) {
    found.push({ input: 'workspace', message: 'belongs to Drycc, leave it out for Deis' });
  }
  if (draft.app !== undefined && !appName.test(draft.app)) {
    found.push({
      input: 'app',
      message: `"${draft.app}" is no name for a Deis app · a-z, 0-9 and hyphens, starting with a letter, not ending in a hyphen, at most 63 characters`,
    });
  }
  for (const type of processTypesIn(draft.manifest)) {
    if (processType.test(type)) continue;
    found.push({ input: 'manifest', message: `names the process type ${type} · Deis takes ${processTypeRule}` });
  }
  return found;
}

/** Inputs that Deis Workflow and Hephy cannot take, beside those that no Deis can. */
export function workflowMistakes(draft: Draft): readonly Mistake[] {
  const found: Mistake[] = [...settingsMistakes(draft, 'Deis', 'DEIS')];
  if (draft.beforeRelease !== undefined) {
    found.push({
      input: 'before-release',
      message:
        'Deis runs commands in what is released, not in what is going to be · run it when the app starts, or after the deploy with task/action.yml',
    });
  }
  if (draft.ifBusy === 'replace') {
    found.push({
      input: 'if-busy',
      message: 'replace · Deis refuses every deploy while another one is under way: write wait or fail',
    });
  }
  for (const name of draft.settings?.env?.keys() ?? []) {
    if (!variableName.test(name)) {
      found.push({
        input: 'env',
        message: `names ${name} · Deis takes letters, digits and "_" in names of variables, no digit first`,
      });
    } else if (/^HEALTHCHECK_/.test(name)) {
      found.push({ input: 'env', message: `sets ${name}, which Deis turns into probes · write it as health-check` });
    }
  }
  return found;
}
