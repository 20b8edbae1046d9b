/** iproute2. */
import type { Program } from '../../../libc/program.ts';
import { bridge } from './bridge.ts';
import { ip } from './ip.ts';
import { ss } from './ss.ts';
import { tc } from './tc.ts';

export const programs: readonly Program[] = [bridge, ip, ss, tc];
