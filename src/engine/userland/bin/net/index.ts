/** Programs that the simulated internet's machine runs from the start. */
import { named } from './named.ts';
import { supervise } from './supervise.ts';
import type { Program } from '../../libc/program.ts';

export const programs: readonly Program[] = [named, supervise];
