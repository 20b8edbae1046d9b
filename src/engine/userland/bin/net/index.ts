/** Programs of the simulated internet's machines. */
import { mirrord } from './mirrord.ts';
import { named } from './named.ts';
import { supervise } from './supervise.ts';
import type { Program } from '../../libc/program.ts';

export const programs: readonly Program[] = [mirrord, named, supervise];
