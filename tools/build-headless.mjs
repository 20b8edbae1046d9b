// Builds what runs under Node: build/headless.mjs, build/bridge.mjs and build/gateway.mjs.
import { build } from 'esbuild';

/** One entry of src/headless as one file in build/. */
async function bundle(entry, outfile) {
  await build({
    entryPoints: [entry],
    outfile,
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

export async function buildHeadless() {
  await bundle('src/headless/main.ts', 'build/headless.mjs');
}

export async function buildBridge() {
  await bundle('src/headless/bridge/main.ts', 'build/bridge.mjs');
}

/** The server's part of the bridge to a tab, for tools/serve.mjs. */
export async function buildGateway() {
  await bundle('src/headless/bridge/gateway.ts', 'build/gateway.mjs');
}

if (process.argv[1]?.endsWith('build-headless.mjs')) await Promise.all([buildHeadless(), buildBridge(), buildGateway()]);
