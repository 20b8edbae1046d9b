import { defineConfig } from 'vitest/config';

/** Programs that nobody here wrote (the docker client, compose, an SDK) against a world behind a real socket. */
export default defineConfig({ test: { include: ['conformance/bridge/**/*.test.ts'], passWithNoTests: true, pool: 'threads', maxWorkers: 2, testTimeout: 120_000 } });
