import { ActionError } from '../../errors.ts';
import { textAt } from '../../http/json.ts';
import type { ControllerApi } from '../controller/api.ts';
import type { PlatformContext } from '../platform.ts';

/**
 * Token, or user name and password for the token that belongs to them: the same one at every login, so that nobody else
 * is logged out.
 *
 * @returns who we are, for the log
 */
export async function logIn(api: ControllerApi, context: PlatformContext): Promise<string> {
  const { login } = context.request;
  if (login.kind !== 'token' && login.kind !== 'password') {
    throw new ActionError('DEIS_LOGIN', 'Deis takes a token, or user name and password.');
  }
  if (login.kind === 'token') {
    context.mask(login.token);
    api.authenticate(login.token);
    if (api.dialect.version === 'v1') {
      // It tells nobody who they are.
      await api.get('apps/?page_size=1', 'checking the token', 'results');
      return 'token';
    }
    const user = await api.get('auth/whoami/', 'checking the token', 'username');
    return `${textAt(user, 'username') ?? 'an unnamed user'} (token)`;
  }
  const { username, password } = login;
  // Without its last slash this one path is unknown. A repeat does no harm.
  const answer = await api.call('POST', 'auth/login/', { username, password }, { retry: 'safe' });
  if (answer.status === 400) {
    throw new ActionError('CONTROLLER_LOGIN', `Deis refuses the login of ${username}: ${answer.words}`, {
      hint: 'Check `username` and `password`. A token also works: `token` in the client file after `deis login`.',
    });
  }
  const token = answer.status === 200 ? textAt(answer.json, 'token') : undefined;
  if (token === undefined) throw api.refusal(answer, 'logging in');
  context.mask(token);
  api.authenticate(token);
  return `${username} (password)`;
}
