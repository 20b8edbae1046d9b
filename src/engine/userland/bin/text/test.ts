/** test and [: evaluate an expression (coreutils 9.1): POSIX's rules by number of arguments, then a recursive descent. */
import type { Task } from '../../../abi/sys.ts';
import { ACCESS, fileType, S, type Stat } from '../../../abi/fs.ts';
import { isSysError } from '../../../abi/errno.ts';
import type { Program } from '../../libc/program.ts';
import { isatty } from '../../libc/stdio.ts';
import { Die, tool, type Tool } from '../../libc/tool.ts';

const help = `Usage: test EXPRESSION
  or:  test
  or:  [ EXPRESSION ]
  or:  [ ]
  or:  [ OPTION
End with the status that EXPRESSION gives: 0 true, 1 false, 2 error.

  ( EXPRESSION )    ! EXPRESSION    EXPRESSION -a EXPRESSION    EXPRESSION -o EXPRESSION
  -n STRING, STRING   the string is not empty
  -z STRING           the string is empty
  STRING = STRING     equal; also ==, !=
  INTEGER -eq INTEGER equal; also -ne -lt -le -gt -ge; -l STRING is a length
  FILE -ef FILE       the same file; -nt newer, -ot older
  -b block device, -c character device, -d directory, -e exists, -f regular file, -g set-group-ID,
  -G own group, -h -L symbolic link, -k sticky, -N modified since read, -O own, -p pipe, -r readable,
  -s not empty, -S socket, -u set-user-ID, -w writable, -x executable (each with FILE)
  -t FD               the descriptor is a terminal
      --help        show this text and exit
      --version     show the version and exit
`;

const UNARY = 'bcdefgGhkLnNoOprsStuwxz';
const BINARY = new Set(['=', '==', '!=', '-nt', '-ot', '-ef', '-eq', '-ne', '-lt', '-le', '-gt', '-ge']);

class Evaluator {
  private at = 0;
  private readonly t: Tool;
  private readonly args: readonly string[];
  constructor(t: Tool, args: readonly string[]) {
    this.t = t;
    this.args = args;
  }
  private fail(message: string): never {
    throw new Die(message, 2);
  }
  private q(text: string | undefined): string {
    return this.t.quote(text ?? '');
  }
  private get left(): number {
    return this.args.length - this.at;
  }

  run(): boolean {
    if (this.args.length === 0) return false;
    const value = this.posix(this.args.length);
    if (this.at < this.args.length) this.fail(`extra argument ${this.q(this.args[this.at])}`);
    return value;
  }

  private posix(n: number): boolean {
    const a = this.args;
    switch (n) {
      case 1:
        return a[this.at++] !== '';
      case 2:
        return this.two();
      case 3:
        return this.three();
      case 4:
        if (a[this.at] === '!') {
          this.at++;
          return !this.three();
        }
        if (a[this.at] === '(' && a[this.at + 3] === ')') {
          this.at++;
          const value = this.two();
          this.at++;
          return value;
        }
        return this.expression();
      default:
        return this.expression();
    }
  }

  private two(): boolean {
    const op = this.args[this.at]!;
    if (op === '!') {
      this.at += 2;
      return this.args[this.at - 1] === '';
    }
    if (/^-.$/.test(op)) {
      if (!UNARY.includes(op[1]!)) this.fail(`${this.q(op)}: unary operator expected`);
      return this.unary();
    }
    this.at += 2;
    return this.fail(`missing argument after ${this.q(this.args[this.at - 1])}`);
  }

  private three(): boolean {
    const a = this.args;
    const op = a[this.at + 1]!;
    if (BINARY.has(op)) return this.binary(false);
    if (a[this.at] === '!') {
      this.at++;
      return !this.two();
    }
    if (a[this.at] === '(' && a[this.at + 2] === ')') {
      this.at += 3;
      return op !== '';
    }
    if (op === '-a' || op === '-o') return this.expression();
    return this.fail(`${this.q(op)}: binary operator expected`);
  }

  private expression(): boolean {
    if (this.left <= 0) this.missing();
    let value = this.and();
    while (this.args[this.at] === '-o') {
      this.at++;
      const right = this.and();
      value = value || right;
    }
    return value;
  }
  private and(): boolean {
    let value = this.term();
    while (this.args[this.at] === '-a') {
      this.at++;
      const right = this.term();
      value = value && right;
    }
    return value;
  }
  private missing(): never {
    return this.fail(`missing argument after ${this.q(this.args[this.args.length - 1])}`);
  }

  private term(): boolean {
    const a = this.args;
    let negate = false;
    while (a[this.at] === '!') {
      this.at++;
      negate = !negate;
    }
    if (this.left <= 0) this.missing();
    let value: boolean;
    const first = a[this.at]!;
    if (first === '(') {
      this.at++;
      if (this.left <= 0) this.missing();
      let n = 1;
      while (n < this.left && n < 4 && a[this.at + n] !== ')') n++;
      value = n < 4 ? this.posix(n) : this.expression();
      if (a[this.at] === undefined) this.fail(`${this.q(')')} expected`);
      if (a[this.at] !== ')') this.fail(`${this.q(')')} expected, found ${a[this.at]}`);
      this.at++;
    } else if (this.left >= 4 && first === '-l' && BINARY.has(a[this.at + 2]!)) value = this.binary(true);
    else if (this.left >= 3 && BINARY.has(a[this.at + 1]!)) value = this.binary(false);
    else if (/^-.$/.test(first) && this.left >= 1) {
      if (!UNARY.includes(first[1]!)) this.fail(`${this.q(first)}: unary operator expected`);
      value = this.unary();
    } else {
      value = first !== '';
      this.at++;
    }
    return value !== negate;
  }

  private integer(text: string): bigint {
    const m = /^\s*[-+]?\d+\s*$/.exec(text);
    if (m === null) this.fail(`invalid integer ${this.q(text)}`);
    return BigInt(text.trim().replace(/^\+/, ''));
  }

  private binary(leftLength: boolean): boolean {
    const a = this.args;
    let l = a[this.at]!;
    if (leftLength) {
      l = String(a[this.at + 1]!.length);
      this.at++;
    }
    const op = a[this.at + 1]!;
    let r = a[this.at + 2]!;
    let used = 3;
    if (r === '-l' && a[this.at + 3] !== undefined && /^-(eq|ne|lt|le|gt|ge)$/.test(op)) {
      r = String(a[this.at + 3]!.length);
      used = 4;
    }
    this.at += used;
    if (op === '=' || op === '==') return l === r;
    if (op === '!=') return l !== r;
    if (op === '-ef' || op === '-nt' || op === '-ot') {
      const x = this.stat(l);
      const y = this.stat(r);
      if (op === '-ef') return x !== undefined && y !== undefined && x.dev === y.dev && x.ino === y.ino;
      const older = op === '-ot';
      const [n, o] = older ? [y, x] : [x, y];
      return n !== undefined && (o === undefined || n.mtime_ms > o.mtime_ms);
    }
    const x = this.integer(l);
    const y = this.integer(r);
    switch (op) {
      case '-eq':
        return x === y;
      case '-ne':
        return x !== y;
      case '-lt':
        return x < y;
      case '-le':
        return x <= y;
      case '-gt':
        return x > y;
      default:
        return x >= y;
    }
  }

  private stat(path: string, link = false): Stat | undefined {
    try {
      return link ? this.t.sys.lstat(path) : this.t.sys.stat(path);
    } catch (e) {
      if (isSysError(e)) return undefined;
      throw e;
    }
  }

  private access(path: string, mode: number): boolean {
    try {
      this.t.sys.access(path, mode);
      return true;
    } catch (e) {
      if (isSysError(e)) return false;
      throw e;
    }
  }

  private unary(): boolean {
    const op = this.args[this.at]![1]!;
    const arg = this.args[this.at + 1];
    if (arg === undefined) this.missing();
    this.at += 2;
    if (op === 'n') return arg !== '';
    if (op === 'z') return arg === '';
    if (op === 'o') return false;
    if (op === 't') return isatty(this.t.sys, Number(this.integer(arg)));
    if (op === 'r') return this.access(arg, ACCESS.R_OK);
    if (op === 'w') return this.access(arg, ACCESS.W_OK);
    if (op === 'x') return this.access(arg, ACCESS.X_OK);
    const st = this.stat(arg, op === 'h' || op === 'L');
    if (st === undefined) return false;
    const type = fileType(st.mode);
    switch (op) {
      case 'b':
        return type === 'block';
      case 'c':
        return type === 'char';
      case 'd':
        return type === 'dir';
      case 'f':
        return type === 'file';
      case 'p':
        return type === 'fifo';
      case 'S':
        return type === 'socket';
      case 'h':
      case 'L':
        return type === 'symlink';
      case 'g':
        return (st.mode & S.ISGID) !== 0;
      case 'u':
        return (st.mode & S.ISUID) !== 0;
      case 'k':
        return (st.mode & S.ISVTX) !== 0;
      case 's':
        return st.size > 0;
      case 'O':
        return st.uid === this.t.sys.getcred().euid;
      case 'G':
        return st.gid === this.t.sys.getcred().egid;
      case 'N':
        return st.mtime_ms > st.atime_ms;
      default:
        return true;
    }
  }
}

function make(name: string): Program {
  return tool({ name, help, trouble: 2 }, function* (t): Task<number> {
    let args = t.args;
    if (name === '[') {
      if (args.length === 1 && args[0] === '--help') return yield* t.help();
      if (args.length === 1 && args[0] === '--version') return yield* t.version();
      if (args[args.length - 1] !== ']') throw new Die(`missing ${t.quote(']')}`, 2);
      args = args.slice(0, -1);
    }
    return new Evaluator(t, args).run() ? 0 : 1;
  });
}

export const test = make('test');
export const bracket = make('[');
