/** nc: bytes between standard input and output and a TCP connection, or a listener (netcat-openbsd; BusyBox's by dialect). Left out: UDP, proxies, port ranges but -z. */
import type { Sys, Task } from '../../../abi/sys.ts';
import { SysError, isSysError } from '../../../abi/errno.ts';
import { POLL } from '../../../abi/process.ts';
import { Signal } from '../../../abi/signal.ts';
import { connectTcp } from '../../libc/http.ts';
import { GaiError, resolveHost } from '../../libc/resolve.ts';
import { writeAll, writeText } from '../../libc/stdio.ts';
import { tool } from '../../libc/tool.ts';
import type { Tool } from '../../libc/tool.ts';

/** Copy both ways until the peer closes, or, with `hangUp`, until our input ends. */
function* relay(sys: Sys, fd: number, hangUp: boolean): Task<void> {
  let input = true;
  for (;;) {
    const events = yield* sys.poll(input ? [{ fd, events: POLL.IN }, { fd: 0, events: POLL.IN }] : [{ fd, events: POLL.IN }]);
    if (events[0] !== 0) {
      let data: Uint8Array;
      try {
        data = yield* sys.read(fd, 65536);
      } catch (e) {
        if (!isSysError(e)) throw e;
        return;
      }
      if (data.length === 0) return;
      yield* writeAll(sys, 1, data);
    }
    if (input && (events[1] ?? 0) !== 0) {
      const data = yield* sys.read(0, 65536);
      if (data.length > 0) yield* writeAll(sys, fd, data);
      else {
        input = false;
        if (hangUp) return;
        try {
          sys.shutdown(fd, 'wr');
        } catch (e) {
          if (!isSysError(e)) throw e;
        }
      }
    }
  }
}

function netcat(name: string): ReturnType<typeof tool> {
  return tool({ name, support: { level: 'partial', note: 'TCP and unix sockets; no UDP, no proxies' } }, function* (t: Tool): Task<number> {
    const o = new Map<string, string>();
    const args = yield* t.options('46bCDdhklNnrStUuvZzI:i:M:m:O:P:p:q:s:T:V:W:w:X:x:e:f:', {}, ({ key, arg }) => o.set(key, arg));
    const say = function* (text: string): Task<void> {
      if (o.has('v')) yield* writeText(t.sys, 2, `${text}\n`);
    };
    if (o.has('u')) {
      yield* writeText(t.sys, 2, 'glasshull: nc -u is not simulated\n');
      return 1;
    }
    const wait_s = Number(o.get('w') ?? 0);
    if (wait_s > 0) {
      t.sys.sigaction(Signal.SIGALRM, function* (_signo, sys) {
        yield* writeText(sys, 2, 'nc: timed out\n');
        yield* sys.exit(1);
      });
      t.sys.setitimer(wait_s * 1e9);
    }
    const usage = 'usage: nc [-CDdFhklNnrStUuvZz] [-p source_port] [-w timeout] [destination] [port]\n';
    if (o.has('l')) {
      const port = Number(o.get('p') ?? args[args.length - 1]);
      const host = args.length > 1 ? args[0]! : '0.0.0.0';
      const fd = o.has('U') ? t.sys.socket('unix', 'stream') : t.sys.socket('inet', 'stream');
      try {
        if (!o.has('U')) t.sys.setsockopt(fd, 'SO_REUSEADDR', true);
        t.sys.bind(fd, o.has('U') ? { family: 'unix', path: args[0] ?? '' } : { family: 'inet', address: host === 'localhost' ? '127.0.0.1' : host, port });
        t.sys.listen(fd, 1);
      } catch (e) {
        if (!isSysError(e)) throw e;
        yield* writeText(t.sys, 2, t.dialect === undefined ? `nc: ${e.message}\n` : `nc: bind: ${e.message}\n`);
        return 1;
      }
      yield* say(`Listening on ${host} ${port}`);
      do {
        const { fd: peer, peer: who } = yield* t.sys.accept(fd);
        t.sys.setitimer(0);
        if (who.family === 'inet') yield* say(`Connection received on ${who.address} ${who.port}`);
        yield* relay(t.sys, peer, o.has('N'));
        t.sys.close(peer);
      } while (o.has('k'));
      return 0;
    }
    const [host, port] = args;
    if (host === undefined || (port === undefined && !o.has('U'))) {
      yield* writeText(t.sys, 2, t.dialect?.usage() ?? usage);
      return 1;
    }
    if (o.has('U')) {
      const fd = t.sys.socket('unix', 'stream');
      try {
        yield* t.sys.connect(fd, { family: 'unix', path: host });
      } catch (e) {
        if (!isSysError(e)) throw e;
        yield* writeText(t.sys, 2, `nc: unix connect failed: ${e.message}\nnc: ${host}: ${e.message}\n`);
        return 1;
      }
      yield* relay(t.sys, fd, false);
      return 0;
    }
    let addresses: readonly string[];
    try {
      addresses = yield* resolveHost(t.sys, host);
    } catch (e) {
      if (!(e instanceof GaiError)) throw e;
      yield* writeText(t.sys, 2, t.dialect === undefined ? `nc: getaddrinfo for host "${host}" port ${port!}: ${e.message}\n` : `nc: bad address '${host}'\n`);
      return 1;
    }
    const m = /^(\d+)(?:-(\d+))?$/.exec(port!);
    if (m === null || Number(m[1]) > 65535) {
      yield* writeText(t.sys, 2, t.dialect === undefined ? `nc: port number invalid: ${port!}\n` : `nc: bad port spec '${port!}'\n`);
      return 1;
    }
    let status = 1;
    for (let p = Number(m[1]); p <= Number(m[2] ?? m[1]); p++) {
      const got = yield* connectTcp(t.sys, addresses, p);
      if (got instanceof SysError) {
        if (t.dialect !== undefined) yield* writeText(t.sys, 2, `nc: can't connect to remote host (${addresses[0]!}): ${got.message}\n`);
        else yield* say(`nc: connect to ${host}${/^\d/.test(host) ? '' : ` (${addresses[0]!})`} port ${p} (tcp) failed: ${got.message}`);
        continue;
      }
      status = 0;
      t.sys.setitimer(0);
      yield* say(`Connection to ${host}${/^\d/.test(host) ? '' : ` (${got.address})`} ${p} port [tcp/*] succeeded!`);
      if (!o.has('z')) yield* relay(t.sys, got.fd, o.has('N'));
      t.sys.close(got.fd);
      if (!o.has('z')) break;
    }
    return status;
  });
}

export const nc = netcat('nc');
