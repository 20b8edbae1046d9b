/** Reading and running commands: text (eval, -c, traps), script files, and standard input line by line. */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { O, S } from '../../../abi/fs.ts';
import { concatBytes, decodeUtf8 } from '../../../base/bytes.ts';
import type { List } from '../syntax/ast.ts';
import { ShellSyntaxError } from '../syntax/error.ts';
import type { LexOptions } from '../syntax/lexer.ts';
import { Parser, type Unit } from '../syntax/parser.ts';
import { Discard, ExitShell } from '../state/errors.ts';
import type { Shell } from '../state/shell.ts';
import { readUntil } from './input.ts';
import { runList, runProtected } from './run.ts';
import { runPendingTraps } from './traps.ts';

/** The options with which this shell reads text. Aliases and extglob are looked up as they are when a command is read. */
export function lexOptions(sh: Shell, firstLine: number, more = false): LexOptions {
  const aliases = sh.interactive || sh.options.opt('expand_aliases') || !sh.bash;
  return {
    dialect: sh.dialect,
    get extglob() {
      return sh.options.extglob;
    },
    get alias() {
      return (aliases || sh.options.opt('expand_aliases')) && sh.aliases.size > 0 ? (name: string): string | undefined => sh.aliases.get(name) : undefined;
    },
    firstLine,
    warn: (line, text) => {
      if (!sh.bash) return;
      sh.line = line;
      sh.error(text);
    },
    more,
  };
}

/** Parse the body of a substitution. Throws ExitShell after reporting a syntax error. */
export function parseText(sh: Shell, text: string, line: number): List {
  const parser = new Parser(text, lexOptions(sh, line));
  try {
    const list = parser.compoundList([], true);
    const t = parser.lexer.peek();
    if (t.kind !== 'eof') throw parser.unexpected(t);
    parser.lexer.finish();
    return list;
  } catch (e) {
    if (!(e instanceof ShellSyntaxError)) throw e;
    reportSyntax(sh, e, 'command substitution');
    throw new Discard(1);
  }
}

/** Report a syntax error as the dialect words it. `what` names the input: '-c', 'eval', a file. */
export function reportSyntax(sh: Shell, e: ShellSyntaxError, what: string): void {
  if (!sh.bash) {
    const line = sh.line;
    sh.line = e.line;
    for (const m of e.messages(sh.dialect, sh.interactive)) sh.error(what === 'eval' || (what !== '-c' && what !== sh.name && what !== '') ? `${what}: ${m}` : m);
    sh.line = line;
    return;
  }
  const plain = sh.interactive && (what === '' || what === 'stdin');
  const prefix = plain ? sh.prefix() : what === sh.name || what === '' ? `${sh.name}: line ${e.line}: ` : `${sh.name}: ${what}: line ${e.line}: `;
  for (const m of e.messages('bash', plain)) sh.print(`${prefix}${m}\n`, 2);
}

/** Tell observers that a top-level command starts. */
function announce(sh: Shell, unit: Unit): void {
  if (sh.sys.tracing('command')) sh.sys.trace({ kind: 'command', line: unit.text, tty: sh.ttyName(), script: true });
}

/** How text is run. */
export interface RunOptions {
  /** Each unit is a top-level command of this shell. */
  readonly top?: boolean;
  /** The last program may replace the process. */
  readonly tail?: boolean;
}

/** bash reads lines: the last one is complete too, unless a backslash escapes its end. */
function wholeLines(text: string): string {
  return text.endsWith('\n') || /(?:^|[^\\])(?:\\\\)*\\$/.test(text) ? text : `${text}\n`;
}

/** Run text command by command. A syntax error ends it; an error in an expansion ends only its command. */
export function* runText(sh: Shell, text: string, what: string, firstLine: number, options: RunOptions = {}): Task<number> {
  const parser = new Parser(sh.bash ? wholeLines(text) : text, lexOptions(sh, firstLine));
  if (options.top === true) return yield* runUnits(sh, parser, what, options);
  sh.traceDepth++;
  try {
    return yield* runUnits(sh, parser, what, options);
  } finally {
    sh.traceDepth--;
  }
}

function* runUnits(sh: Shell, parser: Parser, what: string, options: RunOptions): Task<number> {
  let ran = false;
  for (;;) {
    let unit: Unit | undefined;
    try {
      unit = parser.unit();
      yield* sh.flush();
    } catch (e) {
      if (!(e instanceof ShellSyntaxError)) throw e;
      reportSyntax(sh, e, what);
      yield* sh.flush();
      sh.status = sh.bash && e.status !== undefined ? e.status : 2;
      if (!sh.bash && options.top !== true && !sh.interactive) throw new ExitShell(2);
      return sh.status;
    }
    if (unit === undefined) break;
    ran = true;
    if (sh.options.verbose && options.top === true) {
      sh.print(`${unit.text}\n`, 2);
      yield* sh.flush();
    }
    if (sh.options.noexec) continue;
    if (options.top === true) announce(sh, unit);
    const last = options.tail === true && parser.lexer.src.slice(parser.lexer.pos).trim() === '';
    try {
      yield* runProtected(sh, runList(sh, unit.list, last));
    } catch (e) {
      if (!(e instanceof Discard) || options.top !== true || sh.subshell > 0 || what === '-c') throw e;
      sh.status = e.status;
      sh.condition = 0;
      sh.loops = 0;
    }
    yield* sh.flush();
    if (sh.pendingSignals.length > 0) yield* runPendingTraps(sh);
    if (sh.flow !== 'next') break;
  }
  if (!ran && options.top !== true) sh.status = 0;
  return sh.status;
}

/** A whole file's text; throws SysError. EISDIR for directories. */
export function* readWhole(sh: Shell, path: string): Task<Uint8Array> {
  const fd = yield* sh.sys.open(path, O.RDONLY | O.CLOEXEC);
  try {
    const parts: Uint8Array[] = [];
    for (;;) {
      const data = yield* sh.sys.read(fd, 65536);
      if (data.length === 0) return concatBytes(parts);
      parts.push(data);
    }
  } finally {
    sh.sys.close(fd);
  }
}

/** Looks a script's bytes like a program? bash checks the first line for NULs. */
export function isBinary(data: Uint8Array): boolean {
  const nl = data.subarray(0, 80).indexOf(10);
  return data.subarray(0, nl < 0 ? 80 : nl).includes(0);
}

/** Run a script file as the shell's program: `bash FILE`. */
export function* runFile(sh: Shell, path: string): Task<number> {
  let data: Uint8Array;
  try {
    if ((sh.sys.stat(path).mode & S.IFMT) === S.IFDIR) {
      sh.print(sh.bash ? `${path}: ${path}: Is a directory\n` : `${sh.name}: 0: cannot open ${path}: Is a directory\n`, 2);
      yield* sh.flush();
      return sh.bash ? 126 : 2;
    }
    data = yield* readWhole(sh, path);
  } catch (e) {
    if (!isSysError(e)) throw e;
    sh.print(sh.bash ? `${sh.shellName}: ${path}: ${e.message}\n` : sh.dialect === 'ash' ? `${sh.shellName}: can't open '${path}': ${e.message}\n` : `${sh.shellName}: 0: cannot open ${path}: ${e.code === 'ENOENT' ? 'No such file' : e.message}\n`, 2);
    yield* sh.flush();
    return e.code === 'ENOENT' ? (sh.bash ? 127 : 2) : sh.bash ? 126 : 2;
  }
  if (isBinary(data)) {
    sh.print(`${path}: ${path}: cannot execute binary file\n`, 2);
    yield* sh.flush();
    return 126;
  }
  return yield* runText(sh, decodeUtf8(data), path, 1, { top: true, tail: true });
}

/** Run commands from standard input, which they may read from too. */
export function* runStdin(sh: Shell): Task<number> {
  let line = 1;
  let text = '';
  let start = 1;
  for (;;) {
    const data = yield* readUntil(sh, 0, 10);
    const end = data.length === 0;
    text += decodeUtf8(data);
    if (end && text === '') return sh.status;
    if (!end) line++;
    const parser = new Parser(text, lexOptions(sh, start, !end));
    let unit: Unit | undefined;
    try {
      if (!end && /(?:^|[^\\])(?:\\\\)*\\\n$/.test(text)) continue;
      unit = parser.unit();
    } catch (e) {
      if (!(e instanceof ShellSyntaxError)) throw e;
      if (e.incomplete && !end) continue;
      reportSyntax(sh, e, '');
      yield* sh.flush();
      sh.status = 2;
      return 2;
    }
    text = '';
    start = line;
    if (unit === undefined) continue;
    if (sh.options.verbose) sh.print(`${unit.text}\n`, 2);
    yield* sh.flush();
    if (sh.options.noexec) continue;
    announce(sh, unit);
    try {
      yield* runProtected(sh, runList(sh, unit.list));
    } catch (e) {
      if (!(e instanceof Discard)) throw e;
      sh.status = e.status;
      sh.condition = 0;
      sh.loops = 0;
    }
    yield* sh.flush();
    sh.flow = 'next';
  }
}
