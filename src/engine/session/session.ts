/**
 * Saved sessions: seed, options, input log and the time at which it was saved. That is all of a world: it is made again by replaying. The
 * bytes begin with a magic and a version; the rest is deflated. Everything that is read is checked, as it may come from a link.
 */
import { deflateSync, inflateSync } from 'fflate';
import type { Input, LogEntry, WorldOptions } from '../world/api.ts';
import { Reader, SessionError, Writer } from './codec.ts';

export { SessionError } from './codec.ts';

export interface Session {
  readonly options: WorldOptions;
  readonly log: readonly LogEntry[];
  /** Virtual time of the save. */
  readonly end_ns: number;
}

const MAGIC = [0x47, 0x48, 0x53];
/** Version 1 did not know `start_ms`. */
const VERSION = 2;
/** What a link may unpack to. */
const MAX_BYTES = 64 << 20;
const KINDS: readonly Input['kind'][] = ['term_open', 'term_data', 'term_resize', 'term_close', 'put_file', 'run', 'link_open', 'link_data', 'link_end', 'link_credit', 'link_close'];

/** The session as bytes. */
export function saveSession(session: Session): Uint8Array {
  const w = new Writer();
  const { seed, images, hosts, start_ms } = session.options;
  w.number(seed);
  writeList(w, images);
  writeList(w, hosts);
  w.number(start_ms === undefined ? 0 : start_ms + 1);
  w.number(session.end_ns);
  w.number(session.log.length);
  let last_ns = 0;
  for (const { time_ns, input } of session.log) {
    w.number(time_ns - last_ns);
    last_ns = time_ns;
    w.byte(KINDS.indexOf(input.kind));
    writeInput(w, input);
  }
  const packed = deflateSync(w.finish(), { level: 9 });
  const out = new Uint8Array(packed.length + 4);
  out.set([...MAGIC, VERSION]);
  out.set(packed, 4);
  return out;
}

/** Throws {@link SessionError} for what is no session, or one that this version cannot read. */
export function loadSession(bytes: Uint8Array): Session {
  if (MAGIC.some((b, i) => bytes[i] !== b)) throw new SessionError('this is not a saved session');
  if (bytes[3] !== 1 && bytes[3] !== VERSION) throw new SessionError(`saved sessions of version ${bytes[3]} cannot be read`);
  let data: Uint8Array;
  try {
    data = inflateSync(bytes.subarray(4));
  } catch {
    throw new SessionError('the session is damaged');
  }
  if (data.length > MAX_BYTES) throw new SessionError('the session is too large');
  const r = new Reader(data);
  const seed = r.number();
  const images = readList(r);
  const hosts = readList(r);
  const start = bytes[3] === 1 ? 0 : r.number();
  const options: WorldOptions = { seed, ...(images === undefined ? {} : { images }), ...(hosts === undefined ? {} : { hosts }), ...(start === 0 ? {} : { start_ms: start - 1 }) };
  const end_ns = r.number();
  const count = r.number();
  const log: LogEntry[] = [];
  let time_ns = 0;
  let terms = 0;
  let links = 0;
  const names = new Set(hosts ?? ['host']);
  for (let i = 0; i < count; i++) {
    time_ns += r.number();
    const kind = KINDS[r.byte()];
    if (kind === undefined) throw new SessionError('the log has an unknown kind of input');
    const input = readInput(r, kind);
    if ('host' in input && !names.has(input.host)) throw new SessionError(`the log names a host that is not there: ${input.host}`);
    if ('term' in input && (input.term < 1 || input.term > terms)) throw new SessionError('the log names a terminal before it is opened');
    if ('link' in input && (input.link < 1 || input.link > links)) throw new SessionError('the log names a link before it is opened');
    if (kind === 'term_open' || kind === 'run') terms++;
    if (kind === 'link_open') links++;
    log.push({ time_ns, input });
  }
  if (!r.ended) throw new SessionError('the session has too many bytes');
  if (end_ns < time_ns) throw new SessionError('the session ends before its last input');
  return { options, log, end_ns };
}

/** The session as it was at `time_ns`: the beginning of another one. */
export function forkSession(session: Session, time_ns: number): Session {
  const end_ns = Math.min(time_ns, session.end_ns);
  return { options: session.options, log: session.log.filter((e) => e.time_ns <= end_ns), end_ns };
}

function writeList(w: Writer, list: readonly string[] | undefined): void {
  w.number(list === undefined ? 0 : list.length + 1);
  for (const text of list ?? []) w.text(text);
}

function readList(r: Reader): string[] | undefined {
  const count = r.number();
  if (count === 0) return undefined;
  const list: string[] = [];
  for (let i = 1; i < count; i++) list.push(r.text());
  return list;
}

/** An optional value, with one byte that says whether it is there. */
function writeMaybe<T>(w: Writer, value: T | undefined, write: (value: T) => void): void {
  w.byte(value === undefined ? 0 : 1);
  if (value !== undefined) write(value);
}

function readMaybe<T>(r: Reader, read: () => T): T | undefined {
  return r.byte() === 0 ? undefined : read();
}

function writeInput(w: Writer, input: Input): void {
  switch (input.kind) {
    case 'term_open':
      w.text(input.host);
      w.text(input.user);
      writeList(w, input.argv);
      w.number(input.rows);
      w.number(input.cols);
      return;
    case 'term_data':
      w.number(input.term);
      w.bytes(input.data);
      return;
    case 'term_resize':
      w.number(input.term);
      w.number(input.rows);
      w.number(input.cols);
      return;
    case 'term_close':
      w.number(input.term);
      return;
    case 'put_file':
      w.text(input.host);
      w.text(input.path);
      w.number(input.mode);
      w.bytes(input.data);
      return;
    case 'run':
      w.text(input.host);
      w.text(input.user);
      writeList(w, input.argv);
      writeMaybe(w, input.cwd, (cwd) => w.text(cwd));
      w.byte(input.stdin === undefined ? 0 : input.stdin === 'later' ? 2 : 1);
      if (input.stdin instanceof Uint8Array) w.bytes(input.stdin);
      return;
    case 'link_open':
      w.text(input.host);
      w.text(input.path);
      return;
    case 'link_data':
      w.number(input.link);
      w.bytes(input.data);
      return;
    case 'link_credit':
      w.number(input.link);
      w.number(input.bytes);
      return;
    case 'link_end':
    case 'link_close':
      w.number(input.link);
  }
}

function readInput(r: Reader, kind: Input['kind']): Input {
  switch (kind) {
    case 'term_open': {
      const host = r.text();
      const user = r.text();
      const argv = readList(r);
      return { kind, host, user, ...(argv === undefined ? {} : { argv }), rows: size(r), cols: size(r) };
    }
    case 'term_data':
      return { kind, term: r.number(), data: r.bytes() };
    case 'term_resize':
      return { kind, term: r.number(), rows: size(r), cols: size(r) };
    case 'term_close':
      return { kind, term: r.number() };
    case 'put_file': {
      const host = r.text();
      const path = r.text();
      if (!path.startsWith('/') || path.includes('\0')) throw new SessionError('the log has a file without an absolute path');
      return { kind, host, path, mode: r.number() & 0o7777, data: r.bytes() };
    }
    case 'run': {
      const host = r.text();
      const user = r.text();
      const argv = readList(r) ?? [];
      if (argv.length === 0) throw new SessionError('the log has an empty command');
      const cwd = readMaybe(r, () => r.text());
      const given = r.byte();
      const stdin = given === 0 ? undefined : given === 2 ? 'later' : r.bytes();
      return { kind, host, user, argv, ...(cwd === undefined ? {} : { cwd }), ...(stdin === undefined ? {} : { stdin }) };
    }
    case 'link_open': {
      const host = r.text();
      const path = r.text();
      if (path.includes('\0')) throw new SessionError('the log has a link to a name with a zero byte');
      return { kind, host, path };
    }
    case 'link_data':
      return { kind, link: r.number(), data: r.bytes() };
    case 'link_credit':
      return { kind, link: r.number(), bytes: r.number() };
    case 'link_end':
    case 'link_close':
      return { kind, link: r.number() };
  }
}

/** Rows or columns of a terminal. */
function size(r: Reader): number {
  const n = r.number();
  if (n > 65_535) throw new SessionError('a terminal is too large');
  return n;
}
