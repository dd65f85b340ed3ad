import type { Draft, Mistake } from '../../inputs/request.ts';
import { foreignInputs } from '../controller/names.ts';

/** As the controller validates app names: one letter is enough. 63: a DNS label, since the app becomes a namespace. */
const appName = /^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Inputs that Deis cannot take. */
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
  return found;
}
