/** The packet filter's programs. */
import type { Program } from '../../../libc/program.ts';
import { conntrack } from './conntrack.ts';
import { ipset } from './ipset.ts';
import { ip6tables, iptables } from './iptables.ts';
import { ip6tablesRestore, iptablesRestore } from './restore.ts';
import { ip6tablesSave, iptablesSave } from './save.ts';

export const programs: readonly Program[] = [iptables, ip6tables, iptablesSave, ip6tablesSave, iptablesRestore, ip6tablesRestore, conntrack, ipset];
