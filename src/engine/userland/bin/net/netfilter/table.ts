/** What iptables does before it talks to the kernel: read the names it needs and the table as it stands, and say what a refusal means. */
import { errnoName, SysError } from '../../../../abi/errno.ts';
import { readNetDb } from '../../../libc/netdb.ts';
import { readAccounts } from '../../../libc/passwd.ts';
import { GaiError, resolveHost } from '../../../libc/resolve.ts';
import { routeAnswer } from '../../../libc/rtnetlink.ts';
import { parseIp, parseShortIpv4 } from '../../../libc/netaddr.ts';
import { sortChains } from './format.ts';
import { RuleError } from './words.ts';
import type { ErrnoName } from '../../../../abi/errno.ts';
import type { NfChainInfo, NfChange, NfFamily, NfTable } from '../../../../abi/netfilter.ts';
import type { RouteReply, RouteRequest } from '../../../../abi/netlink.ts';
import type { Sys, Task } from '../../../../abi/sys.ts';
import type { Context } from './words.ts';

/** Names for the family's rules. Host names after -s and -d are looked up now, because the parser cannot wait. */
export function* makeContext(sys: Sys, family: NfFamily, args: readonly string[]): Task<Context> {
  const hosts = new Map<string, string>();
  for (let i = 0; i + 1 < args.length; i++) {
    if (!['-s', '-d', '--source', '--destination', '--src', '--dst'].includes(args[i]!)) continue;
    for (const one of args[i + 1]!.split(',')) {
      const host = one.replace(/\/.*$/, '');
      if (host === '' || host === '!' || parseIp(host) !== undefined || parseShortIpv4(host) !== undefined) continue;
      try {
        hosts.set(host, (yield* resolveHost(sys, host))[0]!);
      } catch (e) {
        if (!(e instanceof GaiError)) throw e;
      }
    }
  }
  return { family, db: yield* readNetDb(sys), accounts: yield* readAccounts(sys), numeric: false, hosts };
}

/** One request to netfilter. Throws RuleError when it is not allowed. */
export function* nfRequest(sys: Sys, request: RouteRequest): Task<RouteReply> {
  const reply = yield* routeAnswer(sys, request);
  if (reply.errno !== 0 && errnoName(reply.errno) === 'EPERM') throw new RuleError('Could not fetch rule set generation id: Permission denied (you must be root)', 4);
  return reply;
}

export function* readChains(sys: Sys, family: NfFamily, table: NfTable): Task<NfChainInfo[]> {
  const reply = yield* nfRequest(sys, { op: 'nf_dump', family, table });
  if (reply.errno !== 0) throw new RuleError(`table '${table}' does not exist\nPerhaps iptables or your kernel needs to be upgraded.`, 3);
  return sortChains(reply.chains ?? []);
}

const OPERATION: Readonly<Record<NfChange['op'], string>> = { append: 'RULE_APPEND', insert: 'RULE_INSERT', replace: 'RULE_REPLACE', delete: 'RULE_DELETE', delete_index: 'RULE_DELETE', check: 'RULE_CHECK', new_chain: 'CHAIN_USER_ADD', delete_chain: 'CHAIN_USER_DEL', flush: 'RULE_FLUSH', zero: 'CHAIN_ZERO', rename: 'CHAIN_RENAME', policy: 'CHAIN_UPDATE' };

/** What iptables says when the kernel refused a change: its own short texts, or the transaction's line. */
export function refusal(change: NfChange, errno: number, place = ' '): RuleError {
  const name = errnoName(errno) as ErrnoName;
  if (name === 'ENOENT' && (change.op === 'delete' || change.op === 'check')) return new RuleError('Bad rule (does a matching rule exist in that chain?).', 1, true);
  if (name === 'ENOENT' && change.op !== 'delete_chain') return new RuleError('No chain/target/match by that name.', 1, true);
  const what = OPERATION[change.op].startsWith('RULE') ? 'rule in chain' : 'chain';
  const operation = change.op === 'delete_chain' ? 'CHAIN_DEL' : OPERATION[change.op];
  return new RuleError(`${place}${operation} failed (${new SysError(name).message}): ${what} ${change.chain ?? ''}`, 4);
}
