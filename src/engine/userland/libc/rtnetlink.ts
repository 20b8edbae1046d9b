/** Links, addresses, routes, rules of packets and sockets, for `ip`, `iptables`, `ss`, dockerd and runc: one request over a netlink socket. */
import { SysError, errnoName } from '../../abi/errno.ts';
import { decodeUtf8, encodeUtf8 } from '../../base/bytes.ts';
import type { ErrnoName } from '../../abi/errno.ts';
import type { RouteEvent, RouteReply, RouteRequest } from '../../abi/netlink.ts';
import type { Sys, Task } from '../../abi/sys.ts';

/** The longest reply that is taken: a dump of everything. */
const REPLY_MAX = 1 << 26;

/** Carry out a request, and take the reply as it is. */
export function* routeAnswer(sys: Sys, request: RouteRequest): Task<RouteReply> {
  const fd = sys.socket('netlink', 'raw');
  try {
    yield* sys.sendto(fd, encodeUtf8(JSON.stringify(request)));
    const { data } = yield* sys.recvfrom(fd, REPLY_MAX);
    return JSON.parse(decodeUtf8(data)) as RouteReply;
  } finally {
    sys.close(fd);
  }
}

/** Carry out a request. EPERM without CAP_NET_ADMIN, EEXIST, ENODEV, EINVAL, ENETUNREACH, ESRCH. */
export function* routeRequest(sys: Sys, request: RouteRequest): Task<RouteReply> {
  const reply = yield* routeAnswer(sys, request);
  if (reply.errno !== 0) throw new SysError(errnoName(reply.errno) as ErrnoName);
  return reply;
}

/** The error of a reply; undefined when it was done. */
export function replyError(reply: RouteReply): SysError | undefined {
  return reply.errno === 0 ? undefined : new SysError(errnoName(reply.errno) as ErrnoName);
}

/** Hear of changes: `each` gets every event until it returns false. Ends by a signal otherwise. */
export function* routeEvents(sys: Sys, groups: Extract<RouteRequest, { op: 'subscribe' }>['groups'], each: (event: RouteEvent) => Task<boolean>): Task<void> {
  const fd = sys.socket('netlink', 'raw');
  try {
    yield* sys.sendto(fd, encodeUtf8(JSON.stringify({ op: 'subscribe', groups } satisfies RouteRequest)));
    yield* sys.recvfrom(fd, REPLY_MAX);
    for (;;) {
      const { data } = yield* sys.recvfrom(fd, REPLY_MAX);
      if (!(yield* each(JSON.parse(decodeUtf8(data)) as RouteEvent))) return;
    }
  } finally {
    sys.close(fd);
  }
}
