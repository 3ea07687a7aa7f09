import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', 'dist/**', '.lab/**'],
    testTimeout: 120_000,
    hookTimeout: 180_000,
    // What is waited for comes late on a busy machine: a second, as is usual, would be a guess.
    expect: { poll: { timeout: 20_000 } },
    // Two cores: more workers than that only make each real server slower to start.
    maxWorkers: 2,
    typecheck: { enabled: false },
    // A test that starts a real server is slow by nature: it need not be listed for that.
    slowTestThreshold: 120_000,
  },
});
