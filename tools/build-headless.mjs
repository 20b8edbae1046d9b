// Builds the headless runner: build/headless.mjs, one file that Node runs.
import { build } from 'esbuild';

export async function buildHeadless() {
  await build({
    entryPoints: ['src/headless/main.ts'],
    outfile: 'build/headless.mjs',
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    minifySyntax: true,
    sourcemap: true,
    logLevel: 'error',
    banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
  });
}

if (process.argv[1]?.endsWith('build-headless.mjs')) await buildHeadless();
