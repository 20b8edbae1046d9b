// Runs a TypeScript file under Node: bundles it with esbuild into a temporary file first. Usage: node tools/tsrun.mjs FILE [ARG...]
import { build } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [file, ...args] = process.argv.slice(2);
if (file === undefined) {
  console.error('usage: node tools/tsrun.mjs FILE [ARG...]');
  process.exit(2);
}
const dir = mkdtempSync(join(tmpdir(), 'tsrun-'));
const out = join(dir, 'main.mjs');
process.on('exit', () => rmSync(dir, { recursive: true, force: true }));
await build({
  entryPoints: [file],
  outfile: out,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: 'inline',
  logLevel: 'error',
  banner: { js: "import { createRequire as __cr } from 'node:module'; const require = __cr(import.meta.url);" },
});
process.argv = [process.argv[0], file, ...args];
await import(pathToFileURL(out).href);
