import type { Draft, Mistake } from '../../inputs/request.ts';
import { foreignInputs, processType, processTypeRule, processTypesIn, settingsMistakes } from '../controller/inputs.ts';

/** As the controller validates app names: five characters at least. 63: the app becomes a namespace. */
const appName = /^[a-z][a-z0-9-]{3,61}[a-z0-9]$/;
/** What every installation reserves; one may reserve more, and then says so. */
const reserved = /^(?:drycc(?:-.*)?|kube(?:-.*)?|default)$/;
/** What would mean something to a shell. */
export const shellWords = /["'`$&|;<>*?()\\\n]/;
/** As the controller validates workspace ids. */
const workspaceId = /^[0-9a-z]{5,}$/;

/** Inputs that Drycc cannot take. */
export function mistakes(draft: Draft): readonly Mistake[] {
  const found: Mistake[] = [...foreignInputs(draft, 'Drycc'), ...settingsMistakes(draft, 'Drycc', 'DRYCC')];
  if (draft.login?.kind === 'client') {
    found.push({
      input: 'client-id',
      message: 'belongs to Cloud Foundry · Drycc takes a token: `drycc tokens add` makes one',
    });
  }
  if (draft.login?.kind === 'oidc-user' || draft.login?.kind === 'oidc-client') {
    found.push({
      input: 'oidc',
      message: 'belongs to Cloud Foundry · Drycc takes a token: `drycc tokens add` makes one',
    });
  }
  if (draft.login?.kind === 'password') {
    found.push({
      input: 'username',
      message:
        'each login with a password would leave one more token behind on Drycc · give token: `drycc tokens add` makes one',
    });
  }
  if (draft.app !== undefined && !appName.test(draft.app)) {
    found.push({
      input: 'app',
      message: `"${draft.app}" is no name for a Drycc app · 5 to 63 of a-z, 0-9 and hyphens, starting with a letter, not ending in a hyphen`,
    });
  } else if (draft.app !== undefined && reserved.test(draft.app)) {
    found.push({ input: 'app', message: `"${draft.app}" is a name that Drycc keeps for itself` });
  }
  if (draft.workspace !== undefined && !workspaceId.test(draft.workspace)) {
    found.push({
      input: 'workspace',
      message: `"${draft.workspace}" is no id of a workspace · 5 or more of a-z and 0-9, see \`drycc workspaces\``,
    });
  }
  if (draft.beforeRelease !== undefined) {
    found.push({
      input: 'before-release',
      message:
        'Drycc runs commands in what is released, not in what is going to be · the `run` step of a dryccfile comes before the roll-out; else run it when the app starts, or after the deploy',
    });
  }
  const command = draft.settings?.command;
  if (typeof command === 'string' && shellWords.test(command)) {
    found.push({
      input: 'command',
      message:
        'holds quotes or signs of a shell · Drycc asks none: it splits at blanks, and hands the words to the image',
    });
  }
  for (const type of processTypesIn(draft.manifest)) {
    const wrong = ptypeComplaint(type);
    if (wrong !== undefined) found.push({ input: 'manifest', message: `names the process type ${type} · ${wrong}` });
  }
  for (const [name, value] of draft.settings?.env ?? []) {
    if (value === '') found.push({ input: 'env', message: `has nothing for ${name} · Drycc keeps no empty variables` });
  }
  return found;
}

/** As the controller validates process types: a length, and no name that it keeps for itself. */
function ptypeComplaint(type: string): string | undefined {
  if (!processType.test(type)) return processTypeRule;
  if (type.length < 3 || type.length > 63) return 'Drycc takes 3 to 63 characters';
  return reserved.test(type) ? 'Drycc keeps that name for itself' : undefined;
}
