/** The engine's programs. */
import type { Program } from '../userland/libc/program.ts';
import { containerdMain } from './containerd/main.ts';
import { dockerdMain } from './dockerd/main.ts';
import { dockerInitMain } from './init/main.ts';
import { proxyMain } from './proxy/main.ts';
import { runcMain } from './runc/main.ts';
import { shimMain } from './shim/main.ts';
import { journalctlMain } from './systemd/journalctl.ts';
import { systemd } from './systemd/index.ts';
import { systemctlMain } from './systemd/systemctl.ts';

/** Daemons and tools of the engine's side; the client is in cli/. */
export const programs: readonly Program[] = [
  systemd,
  { name: 'systemctl', main: systemctlMain, support: { level: 'partial', note: 'start, stop, restart, status, is-active, is-enabled, cat, list-units' } },
  { name: 'journalctl', main: journalctlMain, support: { level: 'partial', note: '-u, -n, -f, -r, -o cat' } },
  { name: 'dockerd', main: dockerdMain, support: { level: 'partial', note: 'no swarm, plugins and BuildKit' } },
  { name: 'docker-proxy', main: proxyMain, support: { level: 'partial', note: 'TCP and UDP with -use-listen-fd, as dockerd starts it' } },
  { name: 'docker-init', main: dockerInitMain, support: { level: 'partial', note: 'no options but --version' } },
  { name: 'containerd', main: containerdMain, support: { level: 'partial', note: 'containers, tasks and events; no images and snapshots of its own' } },
  { name: 'containerd-shim-runc-v2', main: shimMain, support: { level: 'partial', note: 'no checkpoints' } },
  { name: 'runc', main: runcMain, support: { level: 'partial', note: 'create, start, exec, kill, delete, pause, resume, update, state, list; no seccomp, hooks or rootless mode' } },
];
