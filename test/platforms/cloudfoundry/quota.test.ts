import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Allowance, shortfallOf, tellsOfQuota } from '../../../src/platforms/cloudfoundry/evidence/quota.ts';

const org: Allowance = { holder: 'organization acme', of: 'memory', limit: 2048, used: 1920 };
const space: Allowance = { holder: 'space prod', of: 'memory', limit: 1024, used: 1024 };

describe('by how much a quota is too small', () => {
  test('the sum, and three ways out', () => {
    expect(shortfallOf({ instances: 1, memoryMb: 512 }, [org])).toEqual({
      sum: '512 MB more are needed, 128 are free: 1920 of 2048 MB of organization acme are in use',
      hint: 'Free some of it (cf scale, cf stop) in organization acme, deploy with memory: 128M or less, or ask for a larger quota. A rolling deployment needs room beside the old instances; strategy: recreate does not, but has a gap.',
    });
  });

  test('the tightest limit is told', () => {
    expect(shortfallOf({ instances: 1, memoryMb: 512 }, [org, space])?.sum).toContain('space prod');
  });

  test('several at once can be fewer', () => {
    const told = shortfallOf({ instances: 4, memoryMb: 64 }, [org]);
    expect(told?.sum).toMatch(/^256 MB more are needed, 128 are free/);
    expect(told?.hint).toContain('deploy with memory: 32M or less, deploy with a smaller max-in-flight');
  });

  test('what one instance may have', () => {
    const limit: Allowance = { holder: 'space prod', of: 'process', limit: 256, used: 0 };
    expect(shortfallOf({ instances: 1, memoryMb: 512 }, [limit])).toEqual({
      sum: 'one instance wants 512 MB, and space prod allows 256 MB',
      hint: 'Deploy with memory: 256M or less, or ask for a larger quota.',
    });
  });

  test('instances are counted as such', () => {
    const limit: Allowance = { holder: 'space prod', of: 'instances', limit: 10, used: 10 };
    expect(shortfallOf({ instances: 1, memoryMb: 512 }, [limit])?.sum).toBe(
      '1 instances more are needed, 0 are free: 10 of 10 instances of space prod are in use',
    );
  });

  test('a need is short exactly of limits that it does not fit into', () => {
    const size = fc.integer({ min: 0, max: 10_000 });
    const allowance = fc.record({
      holder: fc.constant('space prod'),
      of: fc.constantFrom('memory', 'instances', 'process'),
      limit: size,
      used: size,
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 4096 }),
        fc.array(allowance),
        (i, mb, all) => {
          const fits = all.every(({ of, limit, used }) => {
            const wanted = of === 'memory' ? i * mb : of === 'process' ? mb : i;
            return wanted <= limit - used;
          });
          expect(shortfallOf({ instances: i, memoryMb: mb }, all) === undefined).toBe(fits);
        },
      ),
    );
  });
});

test.each([
  'memory quota_exceeded for organization acme.',
  'memory space_quota_exceeded',
  "space's memory limit exceeded: staging requires 2048M memory",
  'app_task_limit quota exceeded',
])('%s is about a quota', (words) => expect(tellsOfQuota(words)).toBe(true));
test('other words are not', () => expect(tellsOfQuota('An unexpected error has occurred: X')).toBe(false));
