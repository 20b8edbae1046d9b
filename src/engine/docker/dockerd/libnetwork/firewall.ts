/** The daemon's firewall: its chains of both families, made anew when it starts, and the rules of networks, endpoints, ports and links. */
import type { NfFamily } from '../../../abi/netfilter.ts';
import type { Sys, Task } from '../../../abi/sys.ts';
import { system } from '../errors.ts';
import { Iptables } from './iptables.ts';
import type { Step } from './iptables.ts';
import { FILTER_CHAINS, jumps, removeJumps } from './rules.ts';
import type { FirewallOptions } from './rules.ts';

export class Firewall {
  readonly options: FirewallOptions;
  private readonly v4 = new Iptables('ipv4');
  private readonly v6 = new Iptables('ipv6');

  constructor(options: FirewallOptions) {
    this.options = options;
  }

  /** Make the daemon's chains, empty; what a user wrote into DOCKER-USER stays. `drop`: set FORWARD's policy to DROP. Throws when the kernel refuses. */
  *initialise(sys: Sys, drop: boolean): Task<void> {
    for (const tables of [this.v4, this.v6]) {
      yield* tables.load(sys);
      yield* tables.run(sys, removeJumps(tables.family));
      yield* this.makeChains(sys, tables);
      yield* tables.run(sys, jumps(tables.family, this.options));
    }
    if (drop) yield* this.v4.chains(sys, 'filter', [{ op: 'policy', chain: 'FORWARD', policy: 'DROP' }]);
  }

  private *makeChains(sys: Sys, tables: Iptables): Task<void> {
    const problems = [
      yield* tables.chains(sys, 'nat', [{ op: 'flush', chain: 'DOCKER' }, { op: 'new_chain', chain: 'DOCKER' }]),
      yield* tables.chains(sys, 'filter', [
        ...FILTER_CHAINS.map((chain) => ({ op: 'flush', chain }) as const),
        ...FILTER_CHAINS.map((chain) => ({ op: 'new_chain', chain }) as const),
        { op: 'new_chain', chain: 'DOCKER-USER' },
      ]),
    ];
    const problem = problems.find((p) => p !== undefined);
    if (problem !== undefined) throw system(`failed to register "bridge" driver: failed to create NAT chain DOCKER: iptables failed: ${problem}`);
  }

  /** Make and delete rules. */
  *run(sys: Sys, family: NfFamily, steps: readonly Step[]): Task<void> {
    if (steps.length > 0) yield* (family === 'ipv4' ? this.v4 : this.v6).run(sys, steps);
  }

  /** Delete what the raw table has of containers that ended with the last daemon. */
  *dropStale(sys: Sys): Task<void> {
    for (const tables of [this.v4, this.v6]) {
      yield* tables.dropOwn(sys, 'raw', 'PREROUTING', (r) => r.destination !== undefined && r.in?.not === true && r.target?.name === 'DROP');
    }
  }
}
