import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    isolate: false,
    // More than there are cores: the tests that run the bundle spend most of their time waiting for it.
    maxWorkers: 4,
    maxConcurrency: 6,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: ['default', './test/support/count-reporter.ts'],
  },
});
