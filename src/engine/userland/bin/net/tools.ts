/** Programs for networks: what iproute2, iptables, net-tools and their kin bring. On the page they come when the first of them is run. */
import type { Program } from '../../libc/program.ts';
import { dig } from './dns/dig.ts';
import { host } from './dns/host.ts';
import { nslookup } from './dns/nslookup.ts';
import { programs as iproute } from './iproute/index.ts';
import { nc } from './nc/openbsd.ts';
import { telnet } from './nc/telnet.ts';
import { ncTraditional } from './nc/traditional.ts';
import { programs as netfilter } from './netfilter/index.ts';
import { programs as nettools } from './nettools/index.ts';
import { ping } from './ping/ping.ts';
import { traceroute } from './ping/traceroute.ts';
import { tcpdump } from './tcpdump/tcpdump.ts';

export const programs: readonly Program[] = [...iproute, ...netfilter, ...nettools, dig, host, nc, ncTraditional, nslookup, ping, tcpdump, telnet, traceroute];
