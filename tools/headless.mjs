// `npm run --silent headless -- [options] script.sh`: builds the headless runner when its sources changed, then runs it in this process.
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';
import { isStale } from './stale.mjs';

const BUILT = 'build/headless.mjs';
if (isStale(BUILT, ['src/engine', 'src/headless', 'package-lock.json'])) {
  if (!existsSync('node_modules')) (await import('./install.mjs')).installPackages();
  const { buildHeadless } = await import('./build-headless.mjs');
  await buildHeadless();
}
process.argv.splice(1, 1, BUILT);
await import(pathToFileURL(resolve(BUILT)).href);
