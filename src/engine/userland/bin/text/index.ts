/** The text tools, for the world's table of programs. */
import type { Program } from '../../libc/program.ts';

/** All programs of this folder. */
export const programs: readonly Program[] = [];
