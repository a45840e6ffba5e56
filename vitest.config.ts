import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/program.ts'],
    testTimeout: 30_000,
    // One core less is the default, and most of the time goes into loading modules.
    maxWorkers: '100%',
    coverage: {
      provider: 'v8',
      include: ['src/wire/**', 'src/ike/**', 'src/ipsec/**'],
      reporter: ['text-summary', 'json-summary'],
      thresholds: {
        'src/wire/**': { branches: 90 },
        'src/ike/**': { branches: 90 },
        'src/ipsec/**': { branches: 90 },
      },
    },
  },
});
