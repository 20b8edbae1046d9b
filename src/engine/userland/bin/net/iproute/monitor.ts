/** ip monitor (ip-monitor(8)): what changes, as it changes. Groups link, address, route, neigh; until it is interrupted. */
import { routeEvents } from '../../../libc/rtnetlink.ts';
import { Args, IpError, matches } from './common.ts';
import { around } from './link.ts';
import { addressText, linkLines } from './links.ts';
import { neighText } from './neigh.ts';
import { routeText } from './route.ts';
import type { RouteEvent } from '../../../../abi/netlink.ts';
import type { Task } from '../../../../abi/sys.ts';
import type { Ip } from './common.ts';

const HELP = 'Usage: ip monitor [ all | OBJECTS ] [ label ]\nOBJECTS := address | link | neigh | route\n';
const GROUPS = ['link', 'address', 'route', 'neigh'] as const;

export function* monitor(ip: Ip, args: Args): Task<void> {
  const groups = new Set<(typeof GROUPS)[number]>();
  let label = false;
  for (let word = args.take(); word !== undefined; word = args.take()) {
    const found = GROUPS.find((g) => matches(word!, g));
    if (word === 'label') label = true;
    else if (word === 'all') label = true;
    else if (word === 'help') throw new IpError(HELP, 255);
    else if (found !== undefined) groups.add(found);
    else throw new IpError(`Argument "${word}" is unknown, try "ip monitor help".\n`, 255);
  }
  yield* routeEvents(ip.sys, groups.size === 0 ? GROUPS : [...groups], function* (event) {
    yield* ip.out.write(yield* text(ip, event, label));
    yield* ip.out.flush();
    return true;
  });
}

function* text(ip: Ip, e: RouteEvent, label: boolean): Task<string> {
  const head = (name: string, deleted: boolean): string => `${label ? `[${name}]` : ''}${deleted ? 'Deleted ' : ''}`;
  switch (e.event) {
    case 'link':
      return head('LINK', e.deleted) + linkLines(ip, e.link, yield* around(ip), false);
    case 'address':
      return `${head('ADDR', e.deleted)}${e.index}: ${e.dev}    ${addressText(ip, e.address)}\n       valid_lft forever preferred_lft forever\n`;
    case 'route':
      return `${head('ROUTE', e.deleted)}${routeText(e.route, { table: 'all' })}\n`;
    case 'neigh':
      return `${head('NEIGH', e.deleted)}${neighText(ip, e.neigh, true)}\n`;
    case 'conntrack':
      return '';
  }
}
