// `npm run bridge -- --socket PATH`: builds the bridge when its sources changed, then runs it in this process.
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';
import { isStale } from './stale.mjs';

const BUILT = 'build/bridge.mjs';
if (isStale(BUILT, ['src/engine', 'src/headless', 'package-lock.json'])) {
  if (!existsSync('node_modules')) (await import('./install.mjs')).installPackages();
  const { buildBridge } = await import('./build-headless.mjs');
  await buildBridge();
}
process.argv.splice(1, 1, BUILT);
await import(pathToFileURL(resolve(BUILT)).href);
