/** BusyBox's ping: the same echoes in its own words. */
import { isSysError } from '../../../../abi/errno.ts';
import { Signal } from '../../../../abi/signal.ts';
import { isIpv6 } from '../../../libc/netaddr.ts';
import { GaiError, resolveHost } from '../../../libc/resolve.ts';
import { writeText } from '../../../libc/stdio.ts';
import { tool } from '../../../libc/tool.ts';
import { EchoSocket } from './icmp.ts';
import type { Task } from '../../../../abi/sys.ts';
import type { Arrival } from './icmp.ts';

const ms = (ns: number): string => (Math.floor(ns / 1000) / 1000).toFixed(3);

export const busyboxPing = tool({ name: 'ping', support: { level: 'full' } }, function* (t): Task<number> {
  const { sys } = t;
  let count: number | undefined;
  let size = 56;
  let interval_ns = 1e9;
  let wait_ns = 10e9;
  let deadline_ns: number | undefined;
  let ttl: number | undefined;
  let from: string | undefined;
  let quiet = false;
  let v6 = t.name === 'ping6';
  const [host] = yield* t.options('c:s:i:t:I:W:w:qp:A46n', {}, ({ key, arg }) => {
    if (key === 'c') count = Number(arg);
    else if (key === 's') size = Number(arg);
    else if (key === 'i') interval_ns = Number(arg) * 1e9;
    else if (key === 'W') wait_ns = Number(arg) * 1e9;
    else if (key === 'w') deadline_ns = Number(arg) * 1e9;
    else if (key === 't') ttl = Number(arg);
    else if (key === 'I') from = arg;
    else if (key === 'q') quiet = true;
    else if (key === '6') v6 = true;
  });
  if (host === undefined) {
    yield* t.tryHelp();
    return 1;
  }
  let address: string;
  try {
    address = (yield* resolveHost(sys, host, v6 || isIpv6(host) ? 'inet6' : 'inet'))[0]!;
  } catch (e) {
    if (!(e instanceof GaiError)) throw e;
    yield* writeText(sys, 2, `ping: bad address '${host}'\n`);
    return 1;
  }
  let socket: EchoSocket;
  try {
    socket = new EchoSocket(sys, isIpv6(address));
  } catch (e) {
    if (!isSysError(e)) throw e;
    yield* writeText(sys, 2, e.code === 'EPERM' ? 'ping: permission denied (are you root?)\n' : `ping: ${e.message}\n`);
    return 1;
  }
  if (ttl !== undefined) sys.setsockopt(socket.fd, 'IP_TTL', ttl);
  if (from !== undefined) {
    if (/^[\d.]+$|:/.test(from)) sys.bind(socket.fd, socket.address(from));
    else sys.setsockopt(socket.fd, 'SO_BINDTODEVICE', from);
  }
  yield* writeText(sys, 1, `PING ${host} (${address}): ${size} data bytes\n`);
  let interrupted = false;
  sys.sigaction(Signal.SIGINT, () => void (interrupted = true), { restart: false });
  const departures: number[] = [];
  const times: number[] = [];
  const seen = new Set<number>();
  let duplicates = 0;
  const started = sys.monotonic_ns();
  let next = started;
  while (!interrupted) {
    const now = sys.monotonic_ns();
    if (count !== undefined && times.length >= count) break;
    if (deadline_ns !== undefined && now - started >= deadline_ns) break;
    const more = count === undefined || departures.length < count;
    if (more && now >= next) {
      departures.push(now);
      next = now + interval_ns;
      try {
        yield* socket.send(address, departures.length - 1, size);
      } catch (e) {
        if (!isSysError(e)) throw e;
        yield* writeText(sys, 2, `ping: sendto: ${e.message}\n`);
        return 1;
      }
      continue;
    }
    const longest = Math.max(...times);
    let until = more ? next : departures[departures.length - 1]! + (times.length > 0 ? Math.max(2 * longest, 1e9) : wait_ns);
    if (deadline_ns !== undefined) until = Math.min(until, started + deadline_ns);
    if (now >= until) break;
    let got: Arrival | undefined;
    try {
      got = yield* socket.receive(until - now);
    } catch (e) {
      if (isSysError(e, 'EINTR')) continue;
      throw e;
    }
    if (got?.kind !== 'reply' || departures[got.seq] === undefined) continue;
    const took = sys.monotonic_ns() - departures[got.seq]!;
    const again = seen.has(got.seq);
    seen.add(got.seq);
    if (again) duplicates++;
    else times.push(took);
    if (!quiet) yield* writeText(sys, 1, `${got.bytes} bytes from ${got.from}: seq=${got.seq} ttl=${got.ttl}${size >= 4 ? ` time=${ms(took)} ms` : ''}${again ? ' (DUP!)' : ''}\n`);
  }
  const sent = departures.length;
  const lost = sent === 0 ? '' : `, ${Math.floor(((sent - times.length) * 100) / sent)}% packet loss`;
  let out = `\n--- ${host} ping statistics ---\n${sent} packets transmitted, ${times.length} packets received${duplicates > 0 ? `, ${duplicates} duplicates` : ''}${lost}\n`;
  if (times.length > 0) out += `round-trip min/avg/max = ${ms(Math.min(...times))}/${ms(times.reduce((a, b) => a + b, 0) / times.length)}/${ms(Math.max(...times))} ms\n`;
  yield* writeText(sys, 1, out);
  return times.length > 0 ? 0 : 1;
});
