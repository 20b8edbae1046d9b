/** Programs of the simulated internet's machines. */
import { named } from './named.ts';
import { supervise } from './supervise.ts';
import type { Program } from '../../libc/program.ts';

export const programs: readonly Program[] = [named, supervise];
