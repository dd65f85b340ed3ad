import type { Draft, Mistake } from '../../inputs/request.ts';
import { foreignInputs } from '../controller/names.ts';

/** As the controller validates app names: five characters at least. 63: the app becomes a namespace. */
const appName = /^[a-z][a-z0-9-]{3,61}[a-z0-9]$/;
/** What every installation reserves; one may reserve more, and then says so. */
const reserved = /^(?:drycc(?:-.*)?|kube(?:-.*)?|default)$/;
/** As the controller validates workspace ids. */
const workspaceId = /^[0-9a-z]{5,}$/;

/** Inputs that Drycc cannot take. */
export function mistakes(draft: Draft): readonly Mistake[] {
  const found: Mistake[] = [...foreignInputs(draft, 'Drycc')];
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
      message: 'Drycc logs users in by browser only · give token: `drycc tokens add` makes one',
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
  return found;
}
