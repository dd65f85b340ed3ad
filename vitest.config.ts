import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    isolate: false,
    // More than there are cores: the tests that run the bundle spend most of their time waiting for it.
    maxWorkers: 3,
    // In CI, where all of every matrix is played, as few as keep the machine busy: more would only wait for each other.
    maxConcurrency: process.env['CI'] === 'true' ? 3 : 6,
    // Tests on a fast clock can lose a race on a machine that is busy with something else; nobody loses it twice.
    retry: process.env['CI'] === 'true' ? 2 : 0,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default', './test/support/count-reporter.ts'],
  },
});
