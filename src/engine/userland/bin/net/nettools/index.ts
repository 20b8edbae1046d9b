/** net-tools and bridge-utils. */
import type { Program } from '../../../libc/program.ts';
import { arp } from './arp.ts';
import { brctl } from './brctl.ts';
import { ifconfig } from './ifconfig.ts';
import { netstat } from './netstat.ts';
import { route } from './route.ts';

export const programs: readonly Program[] = [arp, brctl, ifconfig, netstat, route];
