import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Real peers and containers on a small, shared machine: a limit that only a hang reaches.
    testTimeout: 180_000,
    hookTimeout: 300_000,
    include: ['{runner,peers-ts,bootstrap,test}/**/*.test.ts'],
    // Tests that start processes and containers would only take each other's processor.
    fileParallelism: false,
    pool: 'forks',
  },
});
