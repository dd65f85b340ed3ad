import { ActionError } from '../../errors.ts';
import type { Busy } from '../platform.ts';
import type { Release } from './releases.ts';

/** A release of somebody else that is being deployed. */
export function busyWith({ version, at, summary }: Release): Busy {
  const since = at === undefined ? '' : `, begun ${new Date(at).toISOString().slice(11, 16)} UTC`;
  return { label: `release v${version}${since}: ${summary}` };
}

/**
 * The controller has refused a request because another deploy of the app runs, and that is not to be waited for, or not
 * any longer.
 *
 * @param words the controller's own
 */
export function stillBusy(app: string, words: string, hint?: string): ActionError {
  return new ActionError('APP_BUSY', `Another deploy of ${app} is under way: ${words}`, {
    hint: hint ?? 'Give the jobs that deploy this app one concurrency group.',
  });
}
