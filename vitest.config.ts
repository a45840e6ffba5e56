import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/program.ts'],
    testTimeout: 30_000,
    // One core less is the default, and most of the time goes into loading modules.
    maxWorkers: '100%',
    coverage: {
      // A run of everything takes it along where it is asked to: `npm run coverage` runs less.
      enabled: process.env.ESPIAL_COVERAGE !== undefined,
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
