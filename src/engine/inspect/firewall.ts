/** Netfilter of a namespace for reading: chains with counters, each rule as text, and the very text of `iptables-save -c`. */
import type { NetNs } from '../net/netns.ts';
import { TABLES, tableOf } from '../net/modules/xtables.ts';
import { saveRule, SAVE_ORDER, sortChains } from '../userland/bin/net/netfilter/format.ts';
import { saveTable } from '../userland/bin/net/netfilter/save.ts';
import type { Context } from '../userland/bin/net/netfilter/words.ts';
import { NetDb } from '../userland/libc/netdb.ts';
import { Accounts } from '../userland/libc/passwd.ts';
import { strftime, localtime, zoneOf } from '../userland/libc/time.ts';
import { Env } from '../userland/libc/env.ts';
import type { NfChainInfo, NfTarget } from '../abi/netfilter.ts';
import type { FirewallChain, FirewallView } from './views.ts';

const context: Context = { family: 'ipv4', db: new NetDb('', ''), accounts: new Accounts('', ''), numeric: true, hosts: new Map() };

function targetOf(target: NfTarget | undefined): string {
  return target === undefined ? '' : target.name === 'chain' ? target.chain : target.name;
}

function chainView(chain: NfChainInfo): FirewallChain {
  const { name, hook, policy = 'ACCEPT', counters, rules } = chain;
  return {
    name, builtIn: hook !== undefined, policy, packets: counters.packets, bytes: counters.bytes,
    rules: rules.map((rule) => ({ packets: rule.counters.packets, bytes: rule.counters.bytes, text: saveRule(name, rule, context).slice(`-A ${name} `.length), target: targetOf(rule.target) })),
  };
}

/** The IPv4 tables that are in use. `now_ms`: the host's clock, for the comment lines. */
export function firewallView(ns: NetNs, now_ms: number): FirewallView {
  const tables: Record<string, readonly FirewallChain[]> = {};
  const dumps = new Map(TABLES.flatMap((name) => {
    const table = tableOf(ns, 'ipv4', name);
    return table === undefined ? [] : [[name, sortChains(table.dump())] as const];
  }));
  for (const [name, chains] of dumps) tables[name] = chains.map(chainView);
  const date = strftime('%a %b %e %H:%M:%S %Y', localtime(now_ms, zoneOf(new Env([]))));
  let save = '';
  for (const name of SAVE_ORDER) {
    const chains = dumps.get(name);
    if (chains !== undefined) save += saveTable('iptables-save', name, chains, context, date, true);
  }
  return { tables, save };
}
