import { ActionError, Cancelled } from '../errors.ts';

/**
 * Both at once; when one fails the other is awaited all the same, so that nothing goes on behind the report's back.
 *
 * @throws what `a` or else `b` failed with; of two errors for the user, one that tells of both
 */
export async function sideBySide<A, B>(a: Promise<A>, b: Promise<B>): Promise<[A, B]> {
  const [one, other] = await Promise.allSettled([a, b]);
  if (one.status === 'rejected' && other.status === 'rejected') throw both(one.reason, other.reason);
  return Promise.all([a, b]);
}

/** Whoever mends the first thing must not find the second one only in the next run. */
function both(one: unknown, other: unknown): unknown {
  if (!isForUser(one) || !isForUser(other)) return one;
  const { code, message, hint, details, link } = one;
  const said = other.hint === undefined || /[.!?]$/.test(other.message) ? other.message : `${other.message}.`;
  const besides = ['Besides:', said, other.hint].filter((part) => part !== undefined).join(' ');
  return new ActionError(code, message, {
    ...{ hint, details: [...details, besides, ...other.details], cause: one },
    ...(link === undefined ? {} : { link }),
  });
}

function isForUser(error: unknown): error is ActionError {
  return error instanceof ActionError && !(error instanceof Cancelled);
}
