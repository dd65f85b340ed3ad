import { all } from './full.ts';
import type { RequestKind } from './request-kinds.ts';

const statuses = ['500', '502', '503', '504'];
const nonsense = ['broken JSON', 'HTML with 200', '[]', '{}'];
const nothingDone = (names: readonly string[]) => names.map((name) => `${name}, nothing done`);
const thoughDone = (names: readonly string[]) => names.map((name) => `${name}, though done`);

/** What a client cannot tell apart: CI, which is waited for, plays one of them each time. */
const alike: readonly (readonly string[])[] = [
  ['slow to begin', 'slow to end'],
  ['429', '429 with Retry-After'],
  nothingDone(statuses),
  thoughDone(statuses),
  nothingDone(nonsense),
  thoughDone(nonsense),
];

/** To a client that reads, and asks again. */
const alikeInReads = [
  ...alike,
  ['cut before', 'cut after', 'truncated', 'refused', 'silent half-way', 'silent, nothing done'],
];
/** To one that writes: it was done, and the answer does not come. */
const alikeInWrites = [...alike, ['truncated', 'silent half-way', 'silent, though done']];

/**
 * Whether a request is disturbed by this mishap: by one of those that are alike to the client, the next request by the next.
 *
 * @param index of the request in its flow
 */
export function meets({ effect }: Pick<RequestKind, 'effect'>, index: number, mishap: string): boolean {
  if (all) return true;
  const kin = (effect === 'read' ? alikeInReads : alikeInWrites).find((names) => names.includes(mishap));
  return kin === undefined || kin[index % kin.length] === mishap;
}

/** Whether a run is also ended after this request was answered. A read leaves nothing, so that is mostly before the next one. */
export function endsAfter({ effect }: Pick<RequestKind, 'effect'>, index: number): boolean {
  return all || effect === 'write' || index % 4 === 0;
}
