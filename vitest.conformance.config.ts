import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { include: ['conformance/**/*.test.ts'], exclude: ['conformance/bridge/**', '**/node_modules/**'], pool: 'threads', maxWorkers: 2, testTimeout: 120_000 } });
