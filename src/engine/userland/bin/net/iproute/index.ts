/** iproute2. */
import type { Program } from '../../../libc/program.ts';
import { ip } from './ip.ts';
import { ss } from './ss.ts';

export const programs: readonly Program[] = [ip, ss];
