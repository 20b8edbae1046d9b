/** The engine's programs, and what the world puts on a host's disk for them. */
import type { Program } from '../userland/libc/program.ts';
import { containerdMain } from './containerd/main.ts';
import { dockerdMain } from './dockerd/main.ts';
import { runcMain } from './runc/main.ts';
import { shimMain } from './shim/main.ts';
import { journalctlMain } from './systemd/journalctl.ts';
import { systemdMain } from './systemd/main.ts';
import { systemctlMain } from './systemd/systemctl.ts';

/** Daemons and tools of the engine's side; the client is in cli/. */
export const programs: readonly Program[] = [
  { name: 'systemd', main: systemdMain, support: { level: 'partial', note: 'starts and restarts the units of Docker; sockets; a journal; no targets, timers or D-Bus' } },
  { name: 'systemctl', main: systemctlMain, support: { level: 'partial', note: 'start, stop, restart, status, is-active, is-enabled, cat, list-units' } },
  { name: 'journalctl', main: journalctlMain, support: { level: 'partial', note: '-u, -n, -f, -r, -o cat' } },
  { name: 'dockerd', main: dockerdMain, support: { level: 'partial', note: 'no builds, swarm, plugins, user networks, published ports, health checks' } },
  { name: 'containerd', main: containerdMain, support: { level: 'partial', note: 'containers, tasks and events; no images and snapshots of its own' } },
  { name: 'containerd-shim-runc-v2', main: shimMain, support: { level: 'partial', note: 'no checkpoints' } },
  { name: 'runc', main: runcMain, support: { level: 'partial', note: 'create, start, exec, kill, delete, pause, resume, update, state, list; no seccomp, hooks or rootless mode' } },
];

export { ENABLED, UNIT_FILES } from './systemd/unitfiles.ts';
export { preloadTree } from './dockerd/preload.ts';
export type { PreloadImage, PreloadLayer } from './dockerd/preload.ts';
