import { ActionError } from '../../errors.ts';
import { textAt } from '../../http/json.ts';
import type { ControllerApi } from './api.ts';

/**
 * Creates the app. Two runs at once race: the loser is told that the name is taken (or, in a true database race, gets a
 * 500), and then finds the app there.
 *
 * @returns the app as the controller tells it; undefined: somebody else created it meanwhile, and this user may see it
 */
export async function createApp(
  api: ControllerApi,
  name: string,
  body: { readonly id: string; readonly workspace?: string },
): Promise<unknown> {
  const doing = `creating app ${name}`;
  const answer = await api.call('POST', 'apps/', body);
  // Anybody can say 201: what tells of no such app is looked up.
  if (answer.status === 201 && textAt(answer.json, 'id') === name) return answer.json;
  const taken = answer.status === 400 && /already exists|must be unique/i.test(answer.words);
  if (!taken && answer.status !== 500 && answer.status !== 201) throw api.refusal(answer, doing);
  const found = await api.find(`apps/${name}/`, doing, 'id');
  if (found !== undefined) return answer.status === 201 ? found : undefined;
  if (!taken) throw api.refusal(answer, doing);
  throw new ActionError('CONTROLLER_APP_TAKEN', `An app named ${name} exists, but this login cannot see it.`, {
    hint: `Names are unique on the whole platform: choose another \`app\`, or get access to that one. ${api.dialect.accessHint}`,
  });
}
