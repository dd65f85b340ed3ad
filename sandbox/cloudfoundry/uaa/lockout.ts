import type { Weather } from '../weather.ts';
import type { Account } from './model.ts';

/**
 * Whether failed logins have locked an account. It opens by itself a while after the last of them; logins refused because
 * it is locked do not count.
 *
 * @see cloudfoundry/uaa: CommonLoginPolicy
 */
export function isLockedOut({ lockout }: Weather, account: Account, now: number): boolean {
  const counted = account.failedLogins.filter((at) => at > now - lockout.countedFor * 1000);
  const last = counted.at(-1);
  return last !== undefined && counted.length >= lockout.failures && last > now - lockout.lockedFor * 1000;
}
