/** redis-server (8.2): strings, lists, hashes and expiry over RESP2 on TCP. Left out: persistence, replication, clusters, pub/sub, scripts, transactions, sets. */
import type { Sys, Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { Signal } from '../../../abi/signal.ts';
import { fnmatch } from '../../libc/fnmatch.ts';
import type { Program } from '../../libc/program.ts';
import { writeText } from '../../libc/stdio.ts';
import { RespReader, encodeReply } from './resp.ts';
import type { Reply } from './resp.ts';

const VERSION = '8.2.3';

type Value = string | string[] | Map<string, string>;

const wrongType: Reply = { error: 'WRONGTYPE Operation against a key holding the wrong kind of value' };
const notInteger: Reply = { error: 'ERR value is not an integer or out of range' };
const ok: Reply = { status: 'OK' };

class Store {
  readonly data = new Map<string, Value>();
  readonly expiry_ms = new Map<string, number>();
  get(key: string, now_ms: number): Value | undefined {
    const end = this.expiry_ms.get(key);
    if (end !== undefined && end <= now_ms) this.drop(key);
    return this.data.get(key);
  }
  drop(key: string): boolean {
    this.expiry_ms.delete(key);
    return this.data.delete(key);
  }
}

type Command = (s: Store, args: readonly string[], now_ms: number) => Reply;

const integer = (text: string | undefined): number | undefined => (text !== undefined && /^-?\d{1,15}$/.test(text) ? Number(text) : undefined);

function add(s: Store, key: string, by: number, now_ms: number): Reply {
  const old = s.get(key, now_ms) ?? '0';
  if (typeof old !== 'string') return wrongType;
  const n = integer(old);
  if (n === undefined) return notInteger;
  s.data.set(key, String(n + by));
  return n + by;
}

function push(s: Store, [key = '', ...values]: readonly string[], now_ms: number, left: boolean): Reply {
  const list = s.get(key, now_ms) ?? [];
  if (!Array.isArray(list)) return wrongType;
  for (const v of values) if (left) list.unshift(v);
    else list.push(v);
  s.data.set(key, list);
  return list.length;
}

function hash(s: Store, key: string, now_ms: number): Map<string, string> | undefined | 'wrong' {
  const v = s.get(key, now_ms);
  return v === undefined || v instanceof Map ? v : 'wrong';
}

/** Commands with the least number of their arguments; -n: exactly n. */
const COMMANDS: Readonly<Record<string, readonly [number, Command]>> = {
  ping: [0, (_s, [text]) => (text === undefined ? { status: 'PONG' } : text)],
  echo: [-1, (_s, [text]) => text!],
  select: [-1, () => ok],
  set: [2, (s, [key, value, ...options], now_ms) => {
    const flags = options.map((o) => o.toUpperCase());
    const exists = s.get(key!, now_ms) !== undefined;
    if ((flags.includes('NX') && exists) || (flags.includes('XX') && !exists)) return null;
    s.drop(key!);
    s.data.set(key!, value!);
    const unit = flags.findIndex((f) => f === 'EX' || f === 'PX');
    if (unit < 0) return ok;
    const n = integer(options[unit + 1]);
    if (n === undefined) return notInteger;
    s.expiry_ms.set(key!, now_ms + n * (flags[unit] === 'EX' ? 1000 : 1));
    return ok;
  }],
  get: [-1, (s, [key], now_ms) => {
    const v = s.get(key!, now_ms);
    return v === undefined ? null : typeof v === 'string' ? v : wrongType;
  }],
  del: [1, (s, keys, now_ms) => keys.filter((k) => s.get(k, now_ms) !== undefined && s.drop(k)).length],
  exists: [1, (s, keys, now_ms) => keys.filter((k) => s.get(k, now_ms) !== undefined).length],
  type: [-1, (s, [key], now_ms) => {
    const v = s.get(key!, now_ms);
    return { status: v === undefined ? 'none' : typeof v === 'string' ? 'string' : Array.isArray(v) ? 'list' : 'hash' };
  }],
  incr: [-1, (s, [key], now_ms) => add(s, key!, 1, now_ms)],
  decr: [-1, (s, [key], now_ms) => add(s, key!, -1, now_ms)],
  incrby: [-2, (s, [key, by], now_ms) => (integer(by) === undefined ? notInteger : add(s, key!, integer(by)!, now_ms))],
  decrby: [-2, (s, [key, by], now_ms) => (integer(by) === undefined ? notInteger : add(s, key!, -integer(by)!, now_ms))],
  expire: [2, (s, [key, seconds], now_ms) => {
    const n = integer(seconds);
    if (n === undefined) return notInteger;
    if (s.get(key!, now_ms) === undefined) return 0;
    s.expiry_ms.set(key!, now_ms + n * 1000);
    return 1;
  }],
  ttl: [-1, (s, [key], now_ms) => (s.get(key!, now_ms) === undefined ? -2 : s.expiry_ms.has(key!) ? Math.round((s.expiry_ms.get(key!)! - now_ms) / 1000) : -1)],
  persist: [-1, (s, [key], now_ms) => (s.get(key!, now_ms) !== undefined && s.expiry_ms.delete(key!) ? 1 : 0)],
  keys: [-1, (s, [pattern], now_ms) => [...s.data.keys()].filter((k) => s.get(k, now_ms) !== undefined && fnmatch(pattern!, k))],
  lpush: [2, (s, args, now_ms) => push(s, args, now_ms, true)],
  rpush: [2, (s, args, now_ms) => push(s, args, now_ms, false)],
  llen: [-1, (s, [key], now_ms) => {
    const v = s.get(key!, now_ms) ?? [];
    return Array.isArray(v) ? v.length : wrongType;
  }],
  lrange: [-3, (s, [key, from, to], now_ms) => {
    const v = s.get(key!, now_ms) ?? [];
    if (!Array.isArray(v)) return wrongType;
    const a = integer(from);
    const b = integer(to);
    if (a === undefined || b === undefined) return notInteger;
    return v.slice(a < 0 ? Math.max(0, v.length + a) : a, (b < 0 ? v.length + b : b) + 1);
  }],
  hset: [3, (s, [key, ...pairs], now_ms) => {
    const h = hash(s, key!, now_ms) ?? new Map<string, string>();
    if (h === 'wrong') return wrongType;
    if (pairs.length % 2 !== 0) return { error: "ERR wrong number of arguments for 'hset' command" };
    const before = h.size;
    for (let i = 0; i < pairs.length; i += 2) h.set(pairs[i]!, pairs[i + 1]!);
    s.data.set(key!, h);
    return h.size - before;
  }],
  hget: [-2, (s, [key, field], now_ms) => {
    const h = hash(s, key!, now_ms);
    return h === 'wrong' ? wrongType : (h?.get(field!) ?? null);
  }],
  hgetall: [-1, (s, [key], now_ms) => {
    const h = hash(s, key!, now_ms);
    return h === 'wrong' ? wrongType : [...(h ?? [])].flat();
  }],
  dbsize: [0, (s) => s.data.size],
  flushall: [0, (s) => {
    s.data.clear();
    s.expiry_ms.clear();
    return ok;
  }],
  command: [0, () => []],
  info: [0, (s) => `# Server\r\nredis_version:${VERSION}\r\nredis_mode:standalone\r\ntcp_port:6379\r\n\r\n# Keyspace\r\n${s.data.size === 0 ? '' : `db0:keys=${s.data.size},expires=${s.expiry_ms.size},avg_ttl=0\r\n`}`],
};

function run(s: Store, words: readonly string[], now_ms: number): Reply {
  const name = words[0]!.toLowerCase();
  const known = COMMANDS[name];
  const args = words.slice(1);
  if (known === undefined) return { error: `ERR unknown command '${words[0]}', with args beginning with: ${args.map((a) => `'${a}' `).join('')}` };
  const [least, body] = known;
  if (least < 0 ? args.length !== -least : args.length < least) return { error: `ERR wrong number of arguments for '${name}' command` };
  return body(s, args, now_ms);
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function* log(sys: Sys, mark: string, message: string): Task<void> {
  const d = new Date(sys.now_ms());
  const two = (n: number): string => String(n).padStart(2, '0');
  yield* writeText(sys, 1, `${sys.getpid()}:M ${two(d.getUTCDate())} ${MONTHS[d.getUTCMonth()]} ${d.getUTCFullYear()} ${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())}.${String(d.getUTCMilliseconds()).padStart(3, '0')} ${mark} ${message}\n`);
}

function* client(sys: Sys, fd: number, store: Store, stop: () => void): Task<void> {
  const reader = new RespReader(sys, fd);
  try {
    for (;;) {
      const words = yield* reader.command();
      if (words === undefined) return;
      if (words.length === 0) continue;
      const name = words[0]!.toUpperCase();
      if (name === 'SHUTDOWN') return stop();
      if (name === 'QUIT') return yield* writeText(sys, fd, '+OK\r\n');
      yield* writeText(sys, fd, encodeReply(run(store, words, sys.now_ms())));
    }
  } catch (e) {
    if (!isSysError(e)) throw e; // the client went away
  } finally {
    sys.close(fd);
  }
}

export const redisServer: Program = {
  name: 'redis-server',
  support: { level: 'partial', note: 'strings, lists, hashes, expiry; nothing is written to disk' },
  *main(sys, argv) {
    if (argv.includes('--version') || argv.includes('-v')) {
      yield* writeText(sys, 1, `Redis server v=${VERSION} sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=0000000000000000\n`);
      return 0;
    }
    const at = argv.indexOf('--port');
    const port = at < 0 ? 6379 : Number(argv[at + 1]);
    yield* log(sys, '*', 'oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo');
    yield* log(sys, '*', `Redis version=${VERSION}, bits=64, commit=00000000, modified=0, pid=${sys.getpid()}, just started`);
    if (argv.length === 1) yield* log(sys, '#', 'Warning: no config file specified, using the default config. In order to specify a config file use redis-server /path/to/redis.conf');
    const listener = sys.socket('inet', 'stream');
    sys.setsockopt(listener, 'SO_REUSEADDR', true);
    sys.setsockopt(listener, 'TCP_NODELAY', true);
    try {
      sys.bind(listener, { family: 'inet', address: '0.0.0.0', port });
    } catch (e) {
      if (!isSysError(e)) throw e;
      yield* log(sys, '#', `Warning: Could not create server TCP listening socket *:${port}: bind: ${e.message}`);
      yield* log(sys, '#', `Failed listening on port ${port} (tcp), aborting.`);
      return 1;
    }
    sys.listen(listener, 511);
    yield* log(sys, '*', 'monotonic clock: POSIX clock_gettime');
    yield* log(sys, '*', `Running mode=standalone, port=${port}.`);
    yield* log(sys, '*', 'Server initialized');
    yield* log(sys, '*', 'Ready to accept connections tcp');
    const store = new Store();
    let signal = 0;
    const stop = (signo: number): void => {
      signal = signo;
    };
    sys.sigaction(Signal.SIGTERM, stop, { restart: false });
    sys.sigaction(Signal.SIGINT, stop, { restart: false });
    const self = sys.getpid();
    for (;;) {
      try {
        const { fd } = yield* sys.accept(listener);
        sys.thread((s) => client(s, fd, store, () => s.kill(self, Signal.SIGTERM)));
      } catch (e) {
        if (!isSysError(e, 'EINTR')) throw e;
        yield* log(sys, '*', `Received ${signal === Signal.SIGINT ? 'SIGINT' : 'SIGTERM'} scheduling shutdown...`);
        yield* log(sys, '*', 'User requested shutdown...');
        yield* log(sys, '#', 'Redis is now ready to exit, bye bye...');
        return 0;
      }
    }
  },
};
