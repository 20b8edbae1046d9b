/** The programs of the simulated Docker Hub, and the registry that one can run oneself. */
import type { Program } from '../../userland/libc/program.ts';
import { dockerRegistry, registry } from './server.ts';
import { authd } from './token.ts';

export const programs: readonly Program[] = [authd, dockerRegistry, registry];
