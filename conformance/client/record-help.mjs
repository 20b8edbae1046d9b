// Records the structure of every help page of a real docker client 28.5.2 without plugins into help.json beside this file.
//
//   node conformance/client/record-help.mjs PATH-OF-DOCKER     with DOCKER_HOST pointing at a daemon that is outside a swarm
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { helpStructure } from './help.mjs';

const docker = process.argv[2];
const env = { ...process.env, HOME: '/root' };
const alone = { ...env, DOCKER_HOST: 'unix:///nonexistent.sock' };
/** Commands that a page leaves out while the daemon is no swarm manager and not experimental. */
const HIDDEN = {
  docker: ['checkpoint', 'completion', 'config', 'node', 'secret', 'service', 'stack'],
  'docker checkpoint': ['create', 'ls', 'rm'],
  'docker swarm': ['ca', 'join-token', 'leave', 'unlock', 'unlock-key', 'update'],
  'docker system': ['dial-stdio'],
  'docker volume': ['update'],
};
const pages = {};
/** Those that look different when no daemon answers. */
const without = {};
function walk(path) {
  const page = (env) => helpStructure(spawnSync(docker, [...path.slice(1), '--help'], { env, encoding: 'utf8' }).stdout);
  const name = path.join(' ');
  const s = (pages[name] = page(env));
  const other = page(alone);
  if (JSON.stringify(other) !== JSON.stringify(s)) without[name] = other;
  for (const sub of new Set([...Object.values(s.commands).flat(), ...(HIDDEN[name] ?? [])])) walk([...path, sub]);
}
walk(['docker']);
const about = { source: 'docker COMMAND --help, client 28.5.2 without plugins, daemon 28.5.2 outside a swarm and not experimental; `without`: where no daemon answers', pages, without };
writeFileSync(new URL('./help.json', import.meta.url), `${JSON.stringify(about, null, 1)}\n`);
console.log(`${Object.keys(pages).length} pages`);
