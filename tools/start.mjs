// `npm start`: installs, builds and serves the sandbox on loopback. `npm start -- --port N` chooses the port; --bridge-socket PATH or --bridge-port N
// where real docker clients connect when the page switches its bridge on (docs/bridge.md).
import { installPackages, run } from './install.mjs';
import { isStale } from './stale.mjs';

installPackages();
if (isStale('dist/index.html', ['src', 'public', 'index.html', 'vite.config.ts', 'package-lock.json'])) {
  console.log('Building the page ...');
  if (run('npx', ['vite', 'build', '--logLevel=warn']) !== 0) process.exit(1);
}
if (isStale('build/gateway.mjs', ['src/headless/bridge', 'src/engine/worker', 'package-lock.json'])) await (await import('./build-headless.mjs')).buildGateway();
process.exit(run('node', ['tools/serve.mjs', ...process.argv.slice(2)]));
