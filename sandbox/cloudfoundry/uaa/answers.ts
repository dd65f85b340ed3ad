import type { Reply } from '../../server.ts';

export const noAuthentication = 'An Authentication object was not found in the SecurityContext';

/** A refusal, as OAuth has it. */
export function failure(status: number, error: string, description: string): Reply {
  return {
    status,
    headers: { 'cache-control': 'no-store', 'content-type': 'application/json;charset=UTF-8' },
    body: { error, error_description: description },
  };
}
