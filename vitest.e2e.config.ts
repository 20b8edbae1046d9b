import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { include: ['e2e/**/*.test.ts'], pool: 'threads', maxWorkers: 1, fileParallelism: false, testTimeout: 60_000, hookTimeout: 60_000 } });
