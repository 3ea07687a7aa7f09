import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', 'dist/**', '.lab/**'],
    testTimeout: 60_000,
    hookTimeout: 180_000,
    // Two cores: more workers than that only make each real server slower to start.
    maxWorkers: 2,
    typecheck: { enabled: false },
  },
});
