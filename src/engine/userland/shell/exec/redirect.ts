/** Redirections (XCU 2.7): opening, duplicating and closing descriptors, and undoing it for builtins and compound commands. */
import type { Task } from '../../../abi/sys.ts';
import { isSysError, type SysError } from '../../../abi/errno.ts';
import { O, S } from '../../../abi/fs.ts';
import { encodeUtf8 } from '../../../base/bytes.ts';
import type { Redir } from '../syntax/ast.ts';
import { expandSingle, expandWords } from '../expand/expand.ts';
import { setVariable } from '../state/assign.ts';
import { ExpansionError } from '../state/errors.ts';
import type { Shell } from '../state/shell.ts';

/** What a descriptor was before: a saved duplicate, or -1 when it was closed. */
export interface Saved {
  readonly fd: number;
  readonly copy: number;
}

/** Bytes up to which a here-document goes through a pipe: its capacity. */
const PIPE_SIZE = 65536;

/** Apply redirections in order. With `saved` each changed descriptor is kept there for {@link restore}. False after an error was reported. */
export function* redirect(sh: Shell, redirs: readonly Redir[], saved?: Saved[]): Task<boolean> {
  for (const r of redirs) {
    try {
      if (!(yield* one(sh, r, saved))) return false;
    } catch (e) {
      if (e instanceof ExpansionError && !e.fatal) {
        sh.error(e.message);
        return false;
      }
      throw e;
    }
  }
  return true;
}

/** Put descriptors back. Never blocks. */
export function restore(sh: Shell, saved: Saved[]): void {
  for (let s = saved.pop(); s !== undefined; s = saved.pop()) {
    if (s.copy >= 0) {
      sh.sys.dup2(s.copy, s.fd);
      sh.sys.close(s.copy);
    } else closeQuietly(sh, s.fd);
  }
}

function closeQuietly(sh: Shell, fd: number): void {
  try {
    sh.sys.close(fd);
  } catch (e) {
    if (!isSysError(e)) throw e;
  }
}

function save(sh: Shell, fd: number, saved: Saved[] | undefined): void {
  if (saved === undefined || saved.some((s) => s.fd === fd)) return;
  try {
    const copy = sh.sys.dup(fd, 10);
    sh.sys.setCloexec(copy, true);
    saved.push({ fd, copy });
  } catch (e) {
    if (!isSysError(e)) throw e;
    saved.push({ fd, copy: -1 });
  }
}

/** Make `from` the descriptor `to`. */
function move(sh: Shell, from: number, to: number, saved: Saved[] | undefined): void {
  if (from === to) return;
  save(sh, to, saved);
  sh.sys.dup2(from, to);
  sh.sys.close(from);
}

function* one(sh: Shell, r: Redir, saved: Saved[] | undefined): Task<boolean> {
  switch (r.op) {
    case '<<':
    case '<<-': {
      const h = r.heredoc;
      const text = h === undefined ? '' : h.expand ? yield* expandSingle(sh, h.body, 'here') : h.raw;
      return yield* feed(sh, r, text, saved);
    }
    case '<<<':
      return yield* feed(sh, r, `${yield* expandSingle(sh, r.target)}\n`, saved);
    case '<&':
    case '>&':
      return yield* duplicate(sh, r, saved);
    default:
      return yield* openFile(sh, r, saved);
  }
}

/** The descriptor that a redirection is about; `{name}>` takes a fresh one from 10 on. */
function destination(sh: Shell, r: Redir, fd: number, standard: number, saved: Saved[] | undefined): void {
  if (r.fdVar === undefined) {
    move(sh, fd, r.fd ?? standard, saved);
    return;
  }
  const to = sh.sys.dup(fd, 10);
  sh.sys.close(fd);
  setVariable(sh, r.fdVar, String(to));
}

function* feed(sh: Shell, r: Redir, text: string, saved: Saved[] | undefined): Task<boolean> {
  const data = encodeUtf8(text);
  if (data.length <= PIPE_SIZE) {
    const [rd, wr] = sh.sys.pipe();
    if (data.length > 0) yield* sh.writeAll(wr, data);
    sh.sys.close(wr);
    destination(sh, r, rd, 0, saved);
    return true;
  }
  const path = `/tmp/sh-thd.${sh.sys.getpid()}${sh.sys.monotonic_ns()}`;
  const wr = yield* sh.sys.open(path, O.WRONLY | O.CREAT | O.EXCL, 0o600);
  yield* sh.writeAll(wr, data);
  sh.sys.close(wr);
  const rd = yield* sh.sys.open(path, O.RDONLY);
  sh.sys.unlink(path);
  destination(sh, r, rd, 0, saved);
  return true;
}

/** The one word that a target expands to. */
function* target(sh: Shell, r: Redir): Task<string | undefined> {
  const fields = yield* expandWords(sh, [r.target]);
  if (fields.length === 1) return fields[0]!;
  sh.error(`${r.target.raw}: ambiguous redirect`);
  return undefined;
}

function* duplicate(sh: Shell, r: Redir, saved: Saved[] | undefined): Task<boolean> {
  const word = yield* target(sh, r);
  if (word === undefined) return false;
  const standard = r.op === '<&' ? 0 : 1;
  if (r.fdVar !== undefined && word === '-') {
    const m = /^(\w+)\[(.*)\]$/.exec(r.fdVar);
    const text = m === null ? sh.scalar(r.fdVar) : sh.element(m[1]!, m[2]!);
    const fd = Number(text);
    if (text === undefined || Number.isNaN(fd)) {
      sh.error(`${r.fdVar}: Bad file descriptor`);
      return false;
    }
    closeQuietly(sh, fd);
    return true;
  }
  const to = r.fd ?? standard;
  if (word === '-') {
    save(sh, to, saved);
    closeQuietly(sh, to);
    return true;
  }
  const m = /^(\d+)(-?)$/.exec(word);
  if (m === null) {
    if (r.op === '>&' && r.fd === undefined && sh.bash) return yield* openFile(sh, { ...r, op: '&>' }, saved, word);
    if (sh.bash) sh.error(`${word === '' || r.fd !== undefined || r.op === '<&' ? r.target.raw : word}: ambiguous redirect`);
    else sh.error('Syntax error: Bad fd number');
    return false;
  }
  const from = Number(m[1]);
  try {
    if (r.fdVar !== undefined) {
      setVariable(sh, r.fdVar, String(sh.sys.dup(from, 10)));
    } else if (from === to) {
      sh.sys.getfl(from);
    } else {
      sh.sys.getfl(from);
      save(sh, to, saved);
      sh.sys.dup2(from, to);
    }
    if (m[2] === '-' && from !== to) {
      save(sh, from, saved);
      closeQuietly(sh, from);
    }
    return true;
  } catch (e) {
    if (!isSysError(e)) throw e;
    sh.error(`${sh.bash && r.target.raw !== word ? r.target.raw : word}: ${e.message}`);
    return false;
  }
}

const FLAGS: Readonly<Record<string, number>> = {
  '<': O.RDONLY,
  '>': O.WRONLY | O.CREAT | O.TRUNC,
  '>|': O.WRONLY | O.CREAT | O.TRUNC,
  '>>': O.WRONLY | O.CREAT | O.APPEND,
  '<>': O.RDWR | O.CREAT,
  '&>': O.WRONLY | O.CREAT | O.TRUNC,
  '&>>': O.WRONLY | O.CREAT | O.APPEND,
};

function* openFile(sh: Shell, r: Redir, saved: Saved[] | undefined, known?: string): Task<boolean> {
  const path = known ?? (yield* target(sh, r));
  if (path === undefined) return false;
  let flags = FLAGS[r.op]!;
  if (r.op === '>' && sh.options.noclobber) {
    const there = existing(sh, path);
    if (there === 'file') {
      sh.error(sh.bash ? `${path}: cannot overwrite existing file` : `cannot create ${path}: File exists`);
      return false;
    }
    if (there === undefined) flags |= O.EXCL;
  }
  let fd: number;
  try {
    fd = yield* sh.sys.open(path, flags, 0o666);
  } catch (e) {
    if (!isSysError(e)) throw e;
    sh.error(openMessage(sh, r, path, e));
    return false;
  }
  const standard = r.op === '<' || r.op === '<>' ? 0 : 1;
  destination(sh, r, fd, standard, saved);
  if (r.op === '&>' || r.op === '&>>') {
    save(sh, 2, saved);
    sh.sys.dup2(1, 2);
  }
  return true;
}

function existing(sh: Shell, path: string): 'file' | 'other' | undefined {
  try {
    return (sh.sys.stat(path).mode & S.IFMT) === S.IFREG ? 'file' : 'other';
  } catch (e) {
    if (isSysError(e)) return undefined;
    throw e;
  }
}

function openMessage(sh: Shell, r: Redir, path: string, e: SysError): string {
  if (sh.bash) return `${path}: ${e.message}`;
  const reading = r.op === '<';
  if (sh.dialect === 'ash') return `can't ${reading ? 'open' : 'create'} ${path}: ${e.code === 'ENOENT' ? (reading ? 'no such file' : 'nonexistent directory') : e.message}`;
  return `cannot ${reading ? 'open' : 'create'} ${path}: ${e.code === 'ENOENT' ? (reading ? 'No such file' : 'Directory nonexistent') : e.message}`;
}
