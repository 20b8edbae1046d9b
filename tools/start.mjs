// `npm start`: installs, builds and serves the sandbox on loopback. `npm start -- --port N` chooses the port.
import { installPackages, run } from './install.mjs';
import { isStale } from './stale.mjs';

installPackages();
if (isStale('dist/index.html', ['src', 'public', 'index.html', 'vite.config.ts', 'package-lock.json'])) {
  console.log('Building the page ...');
  if (run('npx', ['vite', 'build', '--logLevel=warn']) !== 0) process.exit(1);
}
process.exit(run('node', ['tools/serve.mjs', ...process.argv.slice(2)]));
