import { superseded } from '../controller/busy.ts';
import type { Pod } from '../controller/pods.ts';
import type { Release } from '../controller/releases.ts';
import { deployFailure } from '../controller/words.ts';
import type { Observation } from '../platform.ts';
import { takenOver } from './restoration.ts';

/** Whether its pipeline has come to its end, whichever that is. */
export function hasEnded(release: Release): boolean {
  return release.state !== undefined && release.state !== 'created';
}

/** Pods of a release. Types that it found unchanged are not rolled out: their pods keep an older label and are its all the same. */
export function belongs(pod: Pod, release: Release): boolean {
  if (pod.release === release.version) return true;
  const { changedTypes } = release;
  if (release.state !== 'succeed' || changedTypes === undefined || changedTypes.includes(pod.type)) return false;
  return pod.release !== undefined && pod.release < release.version;
}

/** Where a release stands, as its pipeline tells, and whether somebody else's has come to serve since. */
export function phaseOf(
  releases: readonly Release[],
  pods: readonly Pod[],
  ours: Release | undefined,
): Pick<Observation, 'phase'> & { problem?: NonNullable<Observation['problem']> } {
  if (ours === undefined) return { phase: 'moving' };
  if (ours.state === 'crashed' || ours.failed) {
    const words =
      ours.exception === undefined ? 'the pipeline crashed without a word' : deployFailure(ours.exception).cause;
    return { phase: 'failed', problem: { message: words, certain: true } };
  }
  const newer = takenOver(releases, pods, ours.version);
  if (newer !== undefined) return superseded(newer);
  return { phase: ours.state === 'succeed' ? 'done' : 'moving' };
}
