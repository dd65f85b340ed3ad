import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { InstanceStats } from '../../../../src/platforms/cloudfoundry/api/shapes.ts';
import {
  advanced,
  frontierAt,
  isFrozen,
  isNew,
  isOld,
  tellsUptime,
} from '../../../../src/platforms/cloudfoundry/korifi/frontier.ts';

const none = { routable: undefined, ports: undefined, details: undefined, instanceGuid: undefined };
const entry = (index: number, state: string, uptimeS?: number): InstanceStats => ({ ...none, index, state, uptimeS });

/** A StatefulSet that replaces its pods: when each of the old ones had got ready, and what each replacement takes. */
interface Course {
  readonly pods: readonly { readonly readyAt: number; readonly downMs: number }[];
  readonly orderedAt: number;
}

/** Milliseconds; a pod that goes and comes faster than this is not known to Kubernetes. */
const fastest = 1_500;

const courses: fc.Arbitrary<Course> = fc
  .record({
    orderedAt: fc.integer({ min: 1_000_000, max: 2_000_000 }),
    pods: fc.array(
      fc.record({ age: fc.integer({ min: 0, max: 500_000 }), downMs: fc.integer({ min: fastest, max: 30_000 }) }),
      {
        minLength: 1,
        maxLength: 6,
      },
    ),
  })
  .map(({ orderedAt, pods }) => ({
    orderedAt,
    pods: pods.map(({ age, downMs }) => ({ readyAt: orderedAt - age, downMs })),
  }));

/** When each index goes down and is up again, from the highest down. */
function schedule({ pods, orderedAt }: Course): readonly { readonly downAt: number; readonly upAt: number }[] {
  const times: { downAt: number; upAt: number }[] = [];
  let at = orderedAt;
  for (let index = pods.length - 1; index >= 0; index--) {
    const upAt = at + (pods[index]?.downMs ?? fastest);
    times[index] = { downAt: at, upAt };
    at = upAt;
  }
  return times;
}

function statsAt(course: Course, now: number): readonly InstanceStats[] {
  return schedule(course).map(({ downAt, upAt }, index) => {
    if (now > downAt && now < upAt) return entry(index, 'STARTING');
    const readyAt = now <= downAt ? (course.pods[index]?.readyAt ?? 0) : upAt;
    return entry(index, 'RUNNING', Math.floor((now - readyAt) / 1_000));
  });
}

describe('the frontier', () => {
  test('never takes an old instance for a new one, whenever it looks, and comes to the end', () => {
    const looks = fc.array(
      fc.record({ pause: fc.integer({ min: 0, max: 5_000 }), way: fc.integer({ min: 0, max: 400 }) }),
      {
        maxLength: 60,
      },
    );
    fc.assert(
      fc.property(courses, looks, fc.integer({ min: 0, max: 300 }), (course, steps, way) => {
        const times = schedule(course);
        let front = frontierAt(course.orderedAt - way, course.pods.length);
        let now = course.orderedAt;
        const look = (back: number) => {
          const stats = statsAt(course, now + back);
          front = advanced(front, stats, now);
          for (const one of stats) {
            const isThere = now + back >= (times[one.index]?.upAt ?? 0);
            if (one.state === 'RUNNING' && isNew(front, one, now)) expect(isThere).toBe(true);
          }
        };
        for (const step of steps) {
          now += step.pause;
          look(step.way);
        }
        now = (times[0]?.upAt ?? now) + 2_000;
        look(0);
        expect(front.index).toBe(-1);
      }),
    );
  });

  test('an old instance that restarts by itself below the frontier is not a new one', () => {
    const front = advanced(
      frontierAt(0, 3),
      [entry(2, 'STARTING'), entry(1, 'RUNNING', 1), entry(0, 'RUNNING', 90)],
      20_000,
    );
    expect(front.index).toBe(2);
    // 2 became ready at 21 s, 1 had restarted at 19 s: before it.
    const later = advanced(front, [entry(2, 'RUNNING', 3), entry(1, 'RUNNING', 6), entry(0, 'RUNNING', 95)], 25_000);
    expect(later.index).toBe(1);
  });

  test('what crashed before may be shown for a while', () => {
    const front = frontierAt(0, 1);
    const crashed = entry(0, 'CRASHED');
    expect(isNew(front, crashed, 5_000)).toBe(false);
    expect(isNew(front, crashed, 15_000)).toBe(true);
    expect(isNew(front, entry(0, 'STARTING'), 1_000)).toBe(true);
    // Until then it is of neither: nobody is told that the release before crashes.
    expect(isOld(front, crashed)).toBe(false);
    expect(isOld(front, entry(0, 'RUNNING', 90))).toBe(true);
    expect(isOld(frontierAt(0, 2), crashed)).toBe(true);
  });

  test('an instance that was proven stays so when it crashes', () => {
    const front = advanced(frontierAt(0, 2), [entry(1, 'RUNNING', 1)], 10_000);
    expect(isNew(front, entry(1, 'CRASHED'), 11_000)).toBe(true);
  });

  test('no instances at all are all new', () => expect(frontierAt(0, 0).index).toBe(-1));
});

describe('uptimes', () => {
  test('are told of all that run, or of none', () => {
    expect(tellsUptime([entry(0, 'RUNNING', 5), entry(1, 'STARTING')])).toBe(true);
    expect(tellsUptime([entry(0, 'RUNNING', 5), entry(1, 'RUNNING')])).toBe(false);
    expect(tellsUptime([])).toBe(true);
  });

  test('stand still where they are written down and not counted', () => {
    const before = [entry(0, 'RUNNING', 5), entry(1, 'RUNNING', 7)];
    expect(isFrozen(before, before)).toBe(true);
    expect(isFrozen(before, [entry(0, 'RUNNING', 5), entry(1, 'RUNNING', 11)])).toBe(false);
    expect(isFrozen(before, [entry(0, 'STARTING')])).toBe(false);
    expect(isFrozen([], before)).toBe(false);
  });
});
