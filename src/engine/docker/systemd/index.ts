/** systemd as a program to install. Apart from the other programs of the engine's side, because every host executes it before anything else. */
import type { Program } from '../../userland/libc/program.ts';
import { systemdMain } from './main.ts';

export const systemd: Program = {
  name: 'systemd',
  main: systemdMain,
  support: { level: 'partial', note: 'starts and restarts the units of Docker; sockets; a journal; no targets, timers or D-Bus' },
};
