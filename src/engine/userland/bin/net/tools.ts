/** Programs for networks: what iproute2, iptables, net-tools and their kin bring. On the page they come when the first of them is run. */
import type { Program } from '../../libc/program.ts';
import { programs as iproute } from './iproute/index.ts';
import { programs as netfilter } from './netfilter/index.ts';
import { programs as nettools } from './nettools/index.ts';
import { ping } from './ping/ping.ts';

export const programs: readonly Program[] = [...iproute, ...netfilter, ...nettools, ping];
