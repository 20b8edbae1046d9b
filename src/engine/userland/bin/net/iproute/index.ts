/** iproute2. */
import type { Program } from '../../../libc/program.ts';
import { ip } from './ip.ts';

export const programs: readonly Program[] = [ip];
