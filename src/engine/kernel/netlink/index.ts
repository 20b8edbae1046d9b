/** The work behind netlink sockets, fetched with the network modules (world/netmodules.ts); importing this makes it available. */
import { installNetlink } from '../netlink.ts';
import { addressInfo, linkInfo, neighInfo, routeInfo } from './info.ts';
import { answer } from './request.ts';
import type { Tell } from '../netlink.ts';
import type { NetListener } from '../../net/netns.ts';

/** Changes as the events that subscribers hear. */
function listener(tell: Tell): NetListener {
  return {
    link: (device, deleted) => tell('link', () => ({ event: 'link', deleted, link: linkInfo(device) })),
    address: (device, a, deleted) => tell('address', () => ({ event: 'address', deleted, dev: device.name, index: device.index, address: addressInfo(device, a) })),
    route: (r, deleted) => tell('route', () => ({ event: 'route', deleted, route: routeInfo(r) })),
    neighbour: (device, n) => tell('neigh', () => ({ event: 'neigh', deleted: false, neigh: neighInfo(typeof n.address === 'number' ? device.neighbours4 : device.neighbours6, n) })),
    event: (event) => tell(event.event, () => event),
  };
}

installNetlink({ answer, listener });
