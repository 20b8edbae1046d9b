/** The programs of the simulated Docker Hub. */
import type { Program } from '../../userland/libc/program.ts';
import { registry } from './server.ts';
import { authd } from './token.ts';

export const programs: readonly Program[] = [authd, registry];
