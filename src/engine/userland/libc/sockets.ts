/** Sockets for ss and netstat: those of the network by netlink, those of the unix domain by /proc/net/unix, and which processes hold them. */
import { isSysError } from '../../abi/errno.ts';
import { routeRequest } from './rtnetlink.ts';
import { readTextFile } from './stdio.ts';
import type { SocketInfo } from '../../abi/netlink.ts';
import type { Sys, Task } from '../../abi/sys.ts';

/** Every socket of the caller's network namespace. */
export function* inetSockets(sys: Sys): Task<readonly SocketInfo[]> {
  return (yield* routeRequest(sys, { op: 'sock_dump' })).sockets ?? [];
}

export interface UnixInfo {
  readonly refs: number;
  readonly listening: boolean;
  readonly connected: boolean;
  readonly type: 'STREAM' | 'DGRAM' | 'SEQPACKET';
  readonly inode: number;
  readonly path: string;
}

/** Lines of /proc/net/unix; none without it. */
export function* unixSockets(sys: Sys): Task<UnixInfo[]> {
  let text: string;
  try {
    text = yield* readTextFile(sys, '/proc/net/unix');
  } catch (e) {
    if (!isSysError(e)) throw e;
    return [];
  }
  return text
    .split('\n')
    .slice(1)
    .filter((line) => line !== '')
    .map((line) => {
      const f = line.trim().split(/\s+/);
      const type = parseInt(f[4] ?? '1', 16);
      return { refs: parseInt(f[1] ?? '0', 16), listening: (parseInt(f[3] ?? '0', 16) & 0x10000) !== 0, connected: f[5] === '03', type: type === 2 ? 'DGRAM' : type === 5 ? 'SEQPACKET' : 'STREAM', inode: Number(f[6]), path: f[7] ?? '' };
    });
}

/** Who holds a socket. */
export interface Holder {
  readonly pid: number;
  readonly fd: number;
  readonly comm: string;
}

/** Holders by inode, as far as /proc lets the caller see. */
export function* socketHolders(sys: Sys): Task<Map<number, Holder[]>> {
  const out = new Map<number, Holder[]>();
  for (const { name } of sys.readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    if (sys.charge(2000)) yield* sys.schedYield();
    try {
      const comm = (yield* readTextFile(sys, `/proc/${name}/comm`)).trim();
      for (const fd of sys.readdir(`/proc/${name}/fd`)) {
        if (!/^\d+$/.test(fd.name)) continue;
        const m = /^socket:\[(\d+)\]$/.exec(sys.readlink(`/proc/${name}/fd/${fd.name}`));
        if (m === null) continue;
        const inode = Number(m[1]);
        const list = out.get(inode) ?? [];
        list.push({ pid: Number(name), fd: Number(fd.name), comm });
        out.set(inode, list);
      }
    } catch (e) {
      if (!isSysError(e)) throw e;
    }
  }
  return out;
}
