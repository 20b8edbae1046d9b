// `npm start`: installs, builds and serves the sandbox on loopback. `npm start -- --port N` chooses the port.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { installPackages, run } from './install.mjs';

/** Newest change, in milliseconds, of a file or of anything in a folder. */
function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}

installPackages();
const sources = ['src', 'public', 'index.html', 'vite.config.ts', 'package-lock.json'];
const built = 'dist/index.html';
if (!existsSync(built) || sources.some((path) => existsSync(path) && newest(path) > statSync(built).mtimeMs)) {
  console.log('Building the page ...');
  if (run('npx', ['vite', 'build', '--logLevel=warn']) !== 0) process.exit(1);
}
process.exit(run('node', ['tools/serve.mjs', ...process.argv.slice(2)]));
