/**
 * The embedded name server (libnetwork/resolver.go): threads of the daemon that live in a container's network namespace and answer at
 * 127.0.0.11. They listen at free ports; rules of the namespace's own nat table lead port 53 there and back. Names of the container's
 * networks are answered at once, others are asked of the host's name servers, or of those that --dns gives.
 */
import { isSysError } from '../../../abi/errno.ts';
import { O } from '../../../abi/fs.ts';
import type { NfChange } from '../../../abi/netfilter.ts';
import { POLL } from '../../../abi/process.ts';
import type { SocketAddress } from '../../../abi/socket.ts';
import type { Sys, Task } from '../../../abi/sys.ts';
import { concatBytes, EMPTY } from '../../../base/bytes.ts';
import { routeAnswer } from '../../../userland/libc/rtnetlink.ts';
import { Condition } from '../../common/sync.ts';
import type { Daemon } from '../daemon.ts';
import { RCODE, rcodeOf, readQuery, TYPE, UDP_LIMIT, writeReply } from './dnswire.ts';
import type { Query } from './dnswire.ts';
import { RESOLVER } from './files.ts';
import { parseRule } from './iptables.ts';
import { resolveAddress, resolveName } from './names.ts';
import type { Sandbox } from './record.ts';

const PORT = 53;
const LARGEST = 65535;
/** How long an external server may take. */
const TIMEOUT_NS = 4e9;

interface Sockets {
  readonly udp: number;
  readonly tcp: number;
}

/** Start the server of a sandbox; returns once it answers. */
export function* startResolver(sys: Sys, daemon: Daemon, sandbox: Sandbox): Task<void> {
  if (sandbox.stopResolver !== undefined) return;
  const ready = new Condition();
  const state: { sockets: Sockets | undefined; failed: string | undefined } = { sockets: undefined, failed: undefined };
  const nsfd = yield* sys.open(`/proc/${sandbox.pid}/ns/net`, O.RDONLY | O.CLOEXEC);
  sandbox.stopResolver = (s) => {
    if (state.sockets === undefined) return;
    for (const fd of [state.sockets.udp, state.sockets.tcp]) s.close(fd);
    state.sockets = undefined;
  };
  sys.thread(function* (s) {
    s.setns(nsfd, 'net');
    s.close(nsfd);
    try {
      state.sockets = yield* listen(s);
    } catch (e) {
      if (!isSysError(e)) throw e;
      state.failed = e.message;
    }
    ready.notify(s);
    if (state.sockets === undefined) return;
    const { udp, tcp } = state.sockets;
    s.thread((t) => serveTcp(t, sandbox, tcp));
    yield* serveUdp(s, sandbox, udp);
  });
  yield* ready.until(sys, () => state.sockets !== undefined || state.failed !== undefined);
  if (state.failed !== undefined) yield* daemon.log(sys, 'error', `Resolver Start failed for container ${sandbox.container.id}, ${JSON.stringify(state.failed)}`);
  else daemon.say(sys, 'start name server', { container: sandbox.container.id, address: `${RESOLVER}:${PORT}`, forwards: sandbox.forwarders.join(' ') });
}

/** Sockets in the container's namespace, and the rules that lead to them. */
function* listen(sys: Sys): Task<Sockets> {
  const udp = sys.socket('inet', 'dgram');
  sys.setCloexec(udp, true);
  sys.bind(udp, { family: 'inet', address: RESOLVER, port: 0 });
  const tcp = sys.socket('inet', 'stream');
  sys.setCloexec(tcp, true);
  sys.bind(tcp, { family: 'inet', address: RESOLVER, port: 0 });
  sys.listen(tcp, 4096);
  yield* addRules(sys, port(sys, tcp), port(sys, udp));
  return { udp, tcp };
}

function port(sys: Sys, fd: number): number {
  const a = sys.getsockname(fd);
  return a.family === 'inet' ? a.port : PORT;
}

function* addRules(sys: Sys, tcp: number, udp: number): Task<void> {
  const append = (chain: string, rule: string): NfChange => ({ op: 'append', chain, rule: parseRule(rule) });
  const changes: NfChange[] = [
    { op: 'new_chain', chain: 'DOCKER_OUTPUT' },
    { op: 'new_chain', chain: 'DOCKER_POSTROUTING' },
    append('OUTPUT', `-d ${RESOLVER}/32 -j DOCKER_OUTPUT`),
    append('DOCKER_OUTPUT', `-d ${RESOLVER}/32 -p tcp --dport ${PORT} -j DNAT --to-destination ${RESOLVER}:${tcp}`),
    append('DOCKER_OUTPUT', `-d ${RESOLVER}/32 -p udp --dport ${PORT} -j DNAT --to-destination ${RESOLVER}:${udp}`),
    append('POSTROUTING', `-d ${RESOLVER}/32 -j DOCKER_POSTROUTING`),
    append('DOCKER_POSTROUTING', `-s ${RESOLVER}/32 -p tcp --sport ${tcp} -j SNAT --to-source :${PORT}`),
    append('DOCKER_POSTROUTING', `-s ${RESOLVER}/32 -p udp --sport ${udp} -j SNAT --to-source :${PORT}`),
  ];
  yield* routeAnswer(sys, { op: 'nf_change', family: 'ipv4', table: 'nat', changes });
}

function* serveUdp(sys: Sys, sandbox: Sandbox, fd: number): Task<void> {
  for (;;) {
    let got;
    try {
      got = yield* sys.recvfrom(fd, LARGEST);
    } catch (e) {
      if (isSysError(e, 'ECONNREFUSED')) continue;
      if (isSysError(e)) return; // it was closed: the container has ended
      throw e;
    }
    const { data, from } = got;
    const q = readQuery(data);
    if (q === undefined || from === undefined) continue;
    const known = local(sys, sandbox, q);
    if (known !== undefined) yield* send(sys, fd, known.length > UDP_LIMIT ? truncated(q) : known, from);
    else {
      sys.thread(function* (s) {
        yield* send(s, fd, yield* forward(s, sandbox, data, q), from);
      });
    }
  }
}

/** TC: ask again over TCP. */
function truncated(q: Query): Uint8Array {
  const b = writeReply(q, RCODE.NOERROR);
  b[2]! |= 2;
  return b;
}

function* send(sys: Sys, fd: number, data: Uint8Array, to: SocketAddress): Task<void> {
  try {
    yield* sys.sendto(fd, data, to);
  } catch (e) {
    if (!isSysError(e)) throw e;
  }
}

function* serveTcp(sys: Sys, sandbox: Sandbox, listener: number): Task<void> {
  for (;;) {
    let fd: number;
    try {
      ({ fd } = yield* sys.accept(listener));
    } catch (e) {
      if (isSysError(e)) return;
      throw e;
    }
    sys.thread((s) => serveConnection(s, sandbox, fd));
  }
}

/** Messages over TCP have their length before them (RFC 1035, 4.2.2). */
function* serveConnection(sys: Sys, sandbox: Sandbox, fd: number): Task<void> {
  let buffer: Uint8Array = EMPTY;
  try {
    for (;;) {
      while (buffer.length >= 2 && buffer.length >= 2 + buffer[0]! * 256 + buffer[1]!) {
        const end = 2 + buffer[0]! * 256 + buffer[1]!;
        const message = buffer.slice(2, end);
        buffer = buffer.subarray(end);
        const q = readQuery(message);
        if (q === undefined) return;
        const reply = local(sys, sandbox, q) ?? (yield* forward(sys, sandbox, message, q));
        yield* sys.write(fd, concatBytes([Uint8Array.of(reply.length >> 8, reply.length & 255), reply]));
      }
      const b = yield* sys.read(fd, LARGEST);
      if (b.length === 0) return;
      buffer = concatBytes([buffer, b]);
    }
  } catch (e) {
    if (!isSysError(e)) throw e;
  } finally {
    sys.close(fd);
  }
}

/** What the networks themselves know; undefined when another server has to be asked. */
function local(sys: Sys, sandbox: Sandbox, q: Query): Uint8Array | undefined {
  if (q.type === TYPE.A || q.type === TYPE.AAAA || q.type === TYPE.MX) {
    const found = resolveName(sandbox, q.name);
    if (found !== undefined) {
      const wanted = q.type === TYPE.MX ? [] : shuffled(sys, found.filter((a) => a.bits === (q.type === TYPE.A ? 32 : 128)));
      return writeReply(q, RCODE.NOERROR, wanted);
    }
    const options = sandbox.container.hostConfig.DnsOptions ?? [];
    if (q.type !== TYPE.MX && !q.name.includes('.') && options.some((o) => /^ndots:[1-9]/.test(o))) return writeReply(q, RCODE.NOERROR);
  } else if (q.type === TYPE.PTR) {
    const name = resolveAddress(sandbox, q.name);
    if (name !== undefined) return writeReply(q, RCODE.NOERROR, [name]);
  }
  return undefined;
}

function shuffled<T>(sys: Sys, list: T[]): T[] {
  if (list.length < 2) return list;
  const random = sys.getrandom(list.length);
  for (let i = list.length - 1; i > 0; i--) {
    const j = random[i]! % (i + 1);
    [list[i], list[j]] = [list[j]!, list[i]!];
  }
  return list;
}

/** Ask the external servers in turn; SERVFAIL when none of them has an answer. */
function* forward(sys: Sys, sandbox: Sandbox, message: Uint8Array, q: Query): Task<Uint8Array> {
  const outside = sandbox.gateway !== undefined;
  for (const server of sandbox.forwarders) {
    const host = /^host\((.*)\)$/.exec(server)?.[1];
    if (host !== undefined && !outside) continue;
    const reply = yield* exchange(sys, host ?? server, host !== undefined, message, q.id);
    if (reply === undefined) continue;
    const code = rcodeOf(reply);
    if (code !== RCODE.SERVFAIL && code !== RCODE.REFUSED) return reply;
  }
  return writeReply(q, RCODE.SERVFAIL);
}

/** One server, from the host's namespace (process 1's) or from the container's. */
function* exchange(sys: Sys, server: string, fromHost: boolean, message: Uint8Array, id: number): Task<Uint8Array | undefined> {
  if (fromHost) {
    const ns = yield* sys.open('/proc/1/ns/net', O.RDONLY | O.CLOEXEC);
    try {
      sys.setns(ns, 'net');
    } finally {
      sys.close(ns);
    }
  }
  const v6 = server.includes(':');
  const fd = sys.socket(v6 ? 'inet6' : 'inet', 'dgram');
  try {
    yield* sys.connect(fd, v6 ? { family: 'inet6', address: server, port: PORT } : { family: 'inet', address: server, port: PORT });
    yield* sys.sendto(fd, message);
    const end_ns = sys.monotonic_ns() + TIMEOUT_NS;
    for (;;) {
      const [events = 0] = yield* sys.poll([{ fd, events: POLL.IN }], Math.max(0, end_ns - sys.monotonic_ns()));
      if (events === 0) return undefined;
      const { data } = yield* sys.recvfrom(fd, LARGEST);
      if (data.length >= 12 && data[0] === id >> 8 && data[1] === (id & 255)) return data;
    }
  } catch (e) {
    if (isSysError(e)) return undefined;
    throw e;
  } finally {
    sys.close(fd);
  }
}
