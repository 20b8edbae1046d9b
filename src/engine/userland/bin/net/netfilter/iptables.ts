/**
 * iptables, ip6tables (1.8.9, nf_tables): rules of the packet filter, one command a run. The table is read first and checked here, as the real
 * one does, and then changed in one transaction. Left out: the extensions that words.ts and matches.ts do not name, nft's own chains.
 */
import { isSysError } from '../../../../abi/errno.ts';
import { reverseLookup } from '../../../libc/resolve.ts';
import { withoutFullLength } from '../../../libc/netaddr.ts';
import { writeText } from '../../../libc/stdio.ts';
import { routeAnswer } from '../../../libc/rtnetlink.ts';
import { listChains, listRules, verboseRule } from './format.ts';
import { MATCHES } from './matches.ts';
import { parseCommand } from './ruleparse.ts';
import { makeContext, nfRequest, readChains, refusal } from './table.ts';
import { TARGETS, isExtension } from './targets.ts';
import { RuleError } from './words.ts';
import type { NfChainInfo, NfChange, NfFamily, NfRule } from '../../../../abi/netfilter.ts';
import type { Sys, Task } from '../../../../abi/sys.ts';
import type { Program } from '../../../libc/program.ts';
import type { Command } from './ruleparse.ts';
import type { Context } from './words.ts';

export const VERSION = 'v1.8.9 (nf_tables)';

function help(name: string, o: Command): string {
  let out = `${name} ${VERSION}

Usage: ${name} -[ACD] chain rule-specification [options]
       ${name} -I chain [rulenum] rule-specification [options]
       ${name} -R chain rulenum rule-specification [options]
       ${name} -D chain rulenum [options]
       ${name} -[LS] [chain [rulenum]] [options]
       ${name} -[FZ] [chain] [options]
       ${name} -[NX] chain
       ${name} -E old-chain-name new-chain-name
       ${name} -P chain target [options]
       ${name} -h (print this help information)

Commands:
  -A, --append CHAIN              a rule at the end
  -C, --check CHAIN               is there such a rule?
  -D, --delete CHAIN [N]          take away this rule, or the Nth
  -I, --insert CHAIN [N]          a rule before the Nth, or at the top
  -R, --replace CHAIN N           this rule in place of the Nth
  -L, --list [CHAIN [N]]          show rules as a table
  -S, --list-rules [CHAIN [N]]    show rules as commands
  -F, --flush [CHAIN]             take away all rules
  -Z, --zero [CHAIN [N]]          set counters to zero
  -N, --new CHAIN                 make a chain
  -X, --delete-chain [CHAIN]      take away a chain, or all that are empty
  -P, --policy CHAIN TARGET       what happens to packets that no rule decides
  -E, --rename-chain OLD NEW      another name

Options (those with [!] can be inverted):
  -4, -6                          lines for one family only (in a restore)
  [!] -p, --protocol PROTO        by number or name, as tcp
  [!] -s, --source ADDRESS[/MASK][,...]
  [!] -d, --destination ADDRESS[/MASK][,...]
  [!] -i, --in-interface NAME[+]
  [!] -o, --out-interface NAME[+]
  -j, --jump TARGET               what to do with the packet
  -g, --goto CHAIN                go on there, without coming back
  -m, --match MATCH               load an extension
  -n, --numeric                   numbers for addresses and ports
  -t, --table TABLE               filter (the default), nat, mangle, raw, security
  -v, --verbose                   more
  -w, --wait [SECONDS]            wait for others
  --line-numbers                  with the rules' numbers
  -x, --exact                     counters to the last digit
  [!] -f, --fragment              second and later fragments
  -c, --set-counters PKTS BYTES   counters of the new rule
  -V, --version                   the version
`;
  for (const one of new Set(o.helpOf)) {
    if (Object.hasOwn(MATCHES, one)) out += `\n${MATCHES[one as keyof typeof MATCHES].help}`;
    else if (isExtension(one)) out += `\n${TARGETS[one].help}`;
  }
  return out;
}

/** Names for the addresses that a listing shows. */
function* namesOf(sys: Sys, chains: readonly NfChainInfo[]): Task<Map<string, string>> {
  const out = new Map<string, string>();
  for (const { rules } of chains) {
    for (const rule of rules) {
      for (const v of [rule.source, rule.destination]) {
        const text = v === undefined ? '/' : withoutFullLength(v.value);
        if (text.includes('/') || out.has(text)) continue;
        out.set(text, (yield* reverseLookup(sys, text)) ?? text);
      }
    }
  }
  return out;
}

/** The errors that iptables finds itself, before anything is sent. */
function check(o: Command, chains: readonly NfChainInfo[], rules: readonly NfRule[]): void {
  const bare = (text: string): RuleError => new RuleError(text, 1, true);
  const chain = chains.find((c) => c.name === o.chain);
  const { verb } = o;
  if ('ACDIR'.includes(verb!)) {
    const { target } = rules[0] ?? {};
    if (target?.name === 'chain') {
      const to = chains.find((c) => c.name === target.chain);
      if (to === undefined) throw new RuleError(`Chain '${target.chain}' does not exist`);
      if (to.hook !== undefined) throw new RuleError(`Can't use the built-in chain '${target.chain}' as target`);
    }
  }
  if (verb === 'N') {
    if (chain !== undefined) throw bare('Chain already exists.');
    return;
  }
  if (verb === 'P') {
    if (chain?.hook === undefined) throw bare('Bad built-in chain name.');
    if (o.second !== 'ACCEPT' && o.second !== 'DROP') throw bare("Bad policy name. Run `dmesg' for more information.");
    return;
  }
  if (verb === 'E' && chains.some((c) => c.name === o.second)) throw bare('File exists.');
  if (o.chain !== undefined && chain === undefined) throw bare('No chain/target/match by that name.');
  if (verb === 'I' && o.index !== undefined && o.index > chain!.rules.length + 1) throw bare('Index of insertion too big.');
  if (verb === 'R' && o.index! > chain!.rules.length) throw bare('Index of replacement too big.');
  if (verb === 'D' && o.index !== undefined && o.index > chain!.rules.length) throw bare('Index of deletion too big.');
}

/** The changes that a command means. */
export function changesOf(o: Command, chains: readonly NfChainInfo[]): NfChange[] {
  const chain = o.chain ?? '';
  const counters = o.counters === undefined ? {} : { counters: o.counters };
  switch (o.verb) {
    case 'A':
      return o.rules.map((rule) => ({ op: 'append', chain, rule, ...counters }));
    case 'I':
      // Each goes before the one before it, so that the last of the command line is on top.
      return o.rules.map((rule) => ({ op: 'insert', chain, index: o.index ?? 1, rule, ...counters }));
    case 'R':
      return [{ op: 'replace', chain, index: o.index!, rule: o.rules[0]! }];
    case 'D':
      return o.index !== undefined ? [{ op: 'delete_index', chain, index: o.index }] : o.rules.map((rule) => ({ op: 'delete', chain, rule }));
    case 'C':
      return o.rules.map((rule) => ({ op: 'check', chain, rule }));
    case 'N':
      return [{ op: 'new_chain', chain }];
    case 'X':
      return o.chain !== undefined ? [{ op: 'delete_chain', chain }] : chains.filter((c) => c.hook === undefined).map((c) => ({ op: 'delete_chain', chain: c.name }));
    case 'F':
      return o.chain === undefined ? [{ op: 'flush' }] : [{ op: 'flush', chain }];
    case 'Z':
      return o.chain === undefined ? [{ op: 'zero' }] : [{ op: 'zero', chain }];
    case 'E':
      return [{ op: 'rename', chain, to: o.second! }];
    case 'P':
      return [{ op: 'policy', chain, policy: o.second as 'ACCEPT' | 'DROP' }];
    default:
      return [];
  }
}

/** What -v says of a command before it is carried out. */
function chatter(o: Command, chains: readonly NfChainInfo[], c: Context): string {
  if (!o.verbose) return '';
  const names = o.chain === undefined ? chains : chains.filter((one) => one.name === o.chain);
  if (o.verb === 'F') return names.map((one) => `Flushing chain \`${one.name}'\n`).join('');
  if (o.verb === 'Z' || o.zero) return names.map((one) => `Zeroing chain \`${one.name}'\n`).join('');
  if (o.verb === 'X') return names.filter((one) => one.hook === undefined).map((one) => `Deleting chain \`${one.name}'\n`).join('');
  if ('AIRDC'.includes(o.verb!) && o.index === undefined) return o.rules.map((rule) => verboseRule(rule, { ...c, numeric: true })).join('');
  return '';
}

function* carryOut(sys: Sys, o: Command, c: Context): Task<void> {
  const { family } = c;
  const chains = yield* readChains(sys, family, o.table);
  const chosen = o.chain === undefined ? chains : chains.filter((one) => one.name === o.chain);
  if (o.verb === 'L' || o.verb === 'S') {
    if (o.chain !== undefined && chosen.length === 0) throw new RuleError(`chain \`${o.chain}' in table \`${o.table}' is incompatible, use 'nft' tool.`, 1);
    const shown: Context = { ...c, numeric: o.numeric, hosts: o.verb === 'L' && !o.numeric ? yield* namesOf(sys, chosen) : c.hosts };
    yield* writeText(sys, 1, o.verb === 'S' ? listRules(chosen, o, shown) : listChains(chosen, chains, o, shown));
    if (o.zero) {
      yield* writeText(sys, 1, chatter(o, chains, c));
      yield* nfRequest(sys, { op: 'nf_change', family, table: o.table, changes: [o.chain === undefined ? { op: 'zero' } : { op: 'zero', chain: o.chain }] });
    }
    return;
  }
  for (const rule of o.rules) for (const m of rule.matches) if (m.name === 'set') yield* findSet(sys, m.set.value);
  check(o, chains, o.rules);
  yield* writeText(sys, 1, chatter(o, chains, c));
  const changes = changesOf(o, chains);
  if (changes.length === 0) return;
  const reply = yield* nfRequest(sys, { op: 'nf_change', family, table: o.table, changes });
  if (reply.errno !== 0) throw refusal(changes[reply.failed ?? 0]!, reply.errno);
}

/** A set that a rule names must be there. */
export function* findSet(sys: Sys, set: string): Task<void> {
  const reply = yield* routeAnswer(sys, { op: 'ipset_dump', set });
  if (reply.errno !== 0) throw new RuleError(`Set ${set} doesn't exist.\n`);
}

/** Print what went wrong; the exit status. */
export function* complain(sys: Sys, name: string, e: RuleError, hint = true): Task<number> {
  const head = e.bare && e.status === 2 ? '' : e.bare ? `${name}: ` : `${name} ${VERSION}: `;
  yield* writeText(sys, 2, `${head}${e.message}\n${e.status === 2 && hint ? `Try \`${name} -h' or '${name} --help' for more information.\n` : ''}`);
  return e.status;
}

function frontEnd(name: 'iptables' | 'ip6tables', family: NfFamily): Program {
  return {
    name,
    support: { level: 'partial', note: 'the matches tcp, udp, icmp, multiport, conntrack, state, addrtype, comment, mark, limit, mac, owner, physdev, statistic, set; the targets ACCEPT, DROP, REJECT, RETURN, LOG, MARK, CONNMARK, DNAT, SNAT, MASQUERADE, REDIRECT, NOTRACK, TCPMSS' },
    *main(sys, argv) {
      const args = argv.slice(1);
      try {
        const c = yield* makeContext(sys, family, args);
        const o = parseCommand(args, c);
        if (o.verb === 'h') yield* writeText(sys, 1, help(name, o));
        else if (o.verb === 'V') yield* writeText(sys, 1, `${name} ${VERSION}\n`);
        else {
          if (o.waitInterval) yield* writeText(sys, 2, 'Ignoring deprecated --wait-interval option.\n');
          yield* carryOut(sys, o, c);
        }
        return 0;
      } catch (e) {
        if (e instanceof RuleError) return yield* complain(sys, name, e);
        if (isSysError(e)) return yield* complain(sys, name, new RuleError(e.message, 4));
        throw e;
      }
    },
  };
}

export const iptables = frontEnd('iptables', 'ipv4');
export const ip6tables = frontEnd('ip6tables', 'ipv6');
