/** Links, addresses and routes, for `ip`, dockerd and runc: one request over a netlink socket. */
import { SysError, errnoName } from '../../abi/errno.ts';
import { decodeUtf8, encodeUtf8 } from '../../base/bytes.ts';
import type { ErrnoName } from '../../abi/errno.ts';
import type { RouteReply, RouteRequest } from '../../abi/netlink.ts';
import type { Sys, Task } from '../../abi/sys.ts';

/** Carry out a request, and take the reply as it is. */
export function* routeAnswer(sys: Sys, request: RouteRequest): Task<RouteReply> {
  const fd = sys.socket('netlink', 'raw');
  try {
    yield* sys.sendto(fd, encodeUtf8(JSON.stringify(request)));
    const { data } = yield* sys.recvfrom(fd, 1 << 20);
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
