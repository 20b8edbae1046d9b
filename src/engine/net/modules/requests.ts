/** Netlink's requests for netfilter, connection tracking and IP sets (abi/netfilter.ts), carried out in a namespace. */
import { fail } from '../../abi/errno.ts';
import { formatIp } from '../address.ts';
import { infoOf } from '../conntrack.ts';
import { refuse } from '../neterror.ts';
import { IpSet } from './ipset.ts';
import { TABLES, changeTable, emptyTable, setsOf, tableOf } from './xtables.ts';
import type { NetfilterRequest, NfTable } from '../../abi/netfilter.ts';
import type { RouteReply } from '../../abi/netlink.ts';
import type { NetFilter } from '../filter.ts';
import type { NetNs } from '../netns.ts';

const DONE: RouteReply = { errno: 0 };

function checkTableName(name: NfTable): void {
  if (!TABLES.includes(name)) refuse('ENOENT', 'table');
}

export function netfilterRequest(ns: NetNs, r: NetfilterRequest): RouteReply {
  const filter = ns.filter as NetFilter | undefined;
  switch (r.op) {
    case 'nf_dump':
      checkTableName(r.table);
      return { errno: 0, chains: (tableOf(ns, r.family, r.table) ?? emptyTable(ns, r.family, r.table)).dump() };
    case 'nf_tables':
      return { errno: 0, tables: TABLES.filter((name) => tableOf(ns, r.family, name) !== undefined) };
    case 'nf_change':
      checkTableName(r.table);
      changeTable(ns, r.family, r.table, r.changes);
      return DONE;
    case 'ct_dump': {
      const now_ns = ns.services.now_ns();
      return { errno: 0, conntrack: (filter?.conntrack.list() ?? []).map((c) => infoOf(c, now_ns)).filter((c) => c.family === r.family) };
    }
    case 'ct_delete': {
      let count = 0;
      for (const c of filter?.conntrack.list() ?? []) {
        const { original: o } = c;
        const info = infoOf(c, 0);
        if (info.family !== r.family || (r.protocol !== undefined && info.protocol !== r.protocol)) continue;
        if ((r.src !== undefined && formatIp(o.src) !== r.src) || (r.dst !== undefined && formatIp(o.dst) !== r.dst)) continue;
        if ((r.sport !== undefined && o.sport !== r.sport) || (r.dport !== undefined && o.dport !== r.dport)) continue;
        filter!.conntrack.destroy(c);
        count++;
      }
      return { errno: 0, count };
    }
    default:
      return setRequest(ns, r);
  }
}

function setRequest(ns: NetNs, r: Extract<NetfilterRequest, { readonly op: `ipset_${string}` }>): RouteReply {
  const table = setsOf(ns);
  const { sets } = table;
  switch (r.op) {
    case 'ipset_create':
      if (sets.has(r.set)) fail('EEXIST');
      if (r.set.length === 0 || r.set.length > 31) fail('EINVAL');
      sets.set(r.set, new IpSet(r.set, r.type, r.family));
      return DONE;
    case 'ipset_destroy':
      for (const set of r.set === undefined ? [...sets.values()] : [table.find(r.set)]) {
        if (set.references > 0) fail('EBUSY');
        sets.delete(set.name);
      }
      return DONE;
    case 'ipset_add':
      table.find(r.set).add(r.entry);
      return DONE;
    case 'ipset_del':
      table.find(r.set).remove(r.entry);
      return DONE;
    case 'ipset_test':
      table.find(r.set).test(r.entry);
      return DONE;
    case 'ipset_flush':
      for (const set of r.set === undefined ? sets.values() : [table.find(r.set)]) set.flush();
      return DONE;
    case 'ipset_dump':
      return { errno: 0, sets: (r.set === undefined ? [...sets.values()] : [table.find(r.set)]).map((set) => set.info) };
  }
}
