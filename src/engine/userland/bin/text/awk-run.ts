/**
 * awk's machine. Expressions that cannot block are evaluated by plain calls ({@link Machine.ev}); those that can (getline, system, calls) by a
 * generator with the same meaning. Values are latin1 strings: mawk counts bytes.
 */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { exitCode } from '../../../abi/process.ts';
import { O } from '../../../abi/fs.ts';
import { system } from '../../libc/popen.ts';
import { Regex, RegexError } from '../../libc/regex.ts';
import { localtime, mktime, strftime, zoneOf } from '../../libc/time.ts';
import type { Tool } from '../../libc/tool.ts';
import { AwkIoError, inner, outer, RecordReader, Streams, type Separator } from './awk-io.ts';
import type { AwkProgram, Expr, Func, Rule, Stmt } from './awk-parse.ts';
import { AwkSyntax, unescape } from './awk-lex.ts';
import { AwkArray, fromInput, isTrue, numText, sprintf, toNum, type Value } from './awk-value.ts';

/** A mistake at run time; the message goes after "awk: run time error: ". */
export class AwkRuntime {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

type Flow = undefined | 'next' | 'nextfile' | 'break' | 'continue' | 'exit' | 'return';
type Local = Value | AwkArray;

/** Runs one program. */
export class Machine {
  private readonly t: Tool;
  private readonly program: AwkProgram;
  readonly streams: Streams;
  private readonly globals = new Map<string, Value>();
  private readonly arrays = new Map<string, AwkArray>();
  private readonly regexes = new Map<string, Regex>();
  private locals: Local[] = [];
  private result: Value;
  private exitStatus = 0;
  private depth = 0;

  // The record: $0 and the fields, each made from the other only when needed.
  private record = '';
  private recordStale = false;
  private fields: Value[] = [];
  private split = true;
  private nf = 0;
  private fs = ' ';
  private ofs = ' ';
  private ors = '\n';
  private subsep = '\x1c';
  private convfmt = '%.6g';
  private ofmt = '%.6g';
  private rs: Separator = '\n';
  private nr = 0;
  private fnr = 0;

  private input: RecordReader | undefined;
  private argIndex = 1;
  private usedFile = false;
  private seed: number;
  private randomState: number;

  constructor(t: Tool, program: AwkProgram, args: readonly string[]) {
    this.t = t;
    this.program = program;
    this.streams = new Streams(t.sys, t.envp, t.out);
    for (const name of program.arrays) this.arrays.set(name, new AwkArray());
    const environ = this.array('ENVIRON');
    for (const entry of t.envp) {
      const eq = entry.indexOf('=');
      if (eq > 0) environ.set(inner(entry.slice(0, eq)), fromInput(inner(entry.slice(eq + 1))));
    }
    const argv = this.array('ARGV');
    argv.set('0', inner(t.name));
    args.forEach((a, i) => argv.set(String(i + 1), fromInput(inner(a))));
    this.globals.set('ARGC', args.length + 1);
    this.globals.set('RSTART', 0);
    this.globals.set('RLENGTH', -1);
    this.globals.set('FILENAME', '');
    for (const [name, value] of Object.entries({ FS: ' ', OFS: ' ', ORS: '\n', RS: '\n', SUBSEP: '\x1c', CONVFMT: '%.6g', OFMT: '%.6g' })) this.globals.set(name, value);
    this.seed = Math.floor(t.sys.now_ms());
    this.randomState = this.seed >>> 0;
  }

  /** BEGIN, the input, END; the exit status. Throws AwkRuntime, AwkIoError. */
  *run(): Task<number> {
    let flow: Flow;
    const rules = this.program.rules;
    for (const r of rules) {
      if (r.kind !== 'begin') continue;
      flow = yield* this.exec(r.action!);
      if (flow === 'exit') break;
    }
    const main = rules.filter((r) => r.kind === 'main');
    const hasEnd = rules.some((r) => r.kind === 'end');
    if (flow !== 'exit' && (main.length > 0 || hasEnd)) flow = yield* this.records(main);
    for (const r of rules) {
      if (r.kind !== 'end' || (flow === 'exit' && this.exitedInEnd)) continue;
      this.exitedInEnd = true;
      if ((yield* this.exec(r.action!)) === 'exit') break;
    }
    yield* this.streams.closeAll();
    return this.exitStatus;
  }
  private exitedInEnd = false;

  private *records(main: readonly Rule[]): Task<Flow> {
    const out = this.streams.stdout;
    for (;;) {
      const quick = this.input !== undefined && typeof this.rs === 'string' && this.rs.length === 1 ? this.input.quick(this.rs) : undefined;
      const line = quick ?? (yield* this.nextRecord());
      if (line === undefined) return undefined;
      this.nr++;
      this.fnr++;
      this.setRecord(line);
      for (const r of main) {
        if (r.patterns.length > 0 && !(r.patterns.some((p) => p.blocks) ? yield* this.selectedG(r) : this.selected(r))) continue;
        let flow: Flow;
        if (r.action === undefined) out.put(this.getRecord() + this.ors);
        else flow = r.action.blocks ? yield* this.exec(r.action) : this.execPlain(r.action);
        if (flow === 'exit') return flow;
        if (flow === 'next') break;
        if (flow === 'nextfile') {
          this.closeInput();
          break;
        }
      }
      if (out.full) yield* out.flush();
    }
  }

  private selected(r: Rule): boolean {
    const [a, b] = r.patterns;
    if (b === undefined) return isTrue(this.ev(a!));
    if (!r.active && !isTrue(this.ev(a!))) return false;
    r.active = !isTrue(this.ev(b));
    return true;
  }
  private *selectedG(r: Rule): Task<boolean> {
    const [a, b] = r.patterns;
    if (b === undefined) return isTrue(yield* this.evG(a!));
    if (!r.active && !isTrue(yield* this.evG(a!))) return false;
    r.active = !isTrue(yield* this.evG(b));
    return true;
  }

  // ---- input ---------------------------------------------------------------------------------------------------------------

  private closeInput(): void {
    if (this.input !== undefined && this.input.fd > 2) this.t.sys.close(this.input.fd);
    this.input = undefined;
  }

  private *nextRecord(): Task<string | undefined> {
    for (;;) {
      if (this.input === undefined && !(yield* this.openNext())) return undefined;
      let line: string | undefined;
      try {
        line = yield* this.input!.record(this.rs);
      } catch (e) {
        if (!isSysError(e)) throw e;
        throw new AwkIoError(`read error (${e.message})`);
      }
      if (line !== undefined) return line;
      this.closeInput();
    }
  }

  private *openNext(): Task<boolean> {
    const argv = this.array('ARGV');
    while (this.argIndex < toNum(this.globals.get('ARGC'))) {
      const arg = this.str(argv.get(String(this.argIndex++)));
      if (arg === '') continue;
      const assign = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(arg);
      if (assign !== null) {
        this.setGlobal(assign[1]!, fromInput(unescape(assign[2]!)));
        continue;
      }
      this.usedFile = true;
      yield* this.openFile(arg);
      return true;
    }
    if (this.usedFile) return false;
    this.usedFile = true;
    yield* this.openFile('-');
    return true;
  }
  private *openFile(name: string): Task<void> {
    this.fnr = 0;
    if (name === '-' || name === '/dev/stdin') {
      this.input = new RecordReader(this.t.sys, 0);
      this.globals.set('FILENAME', name === '-' ? '' : name);
      return;
    }
    try {
      this.input = new RecordReader(this.t.sys, yield* this.t.sys.open(outer(name), O.RDONLY | O.CLOEXEC));
    } catch (e) {
      if (!isSysError(e)) throw e;
      throw new AwkIoError(`cannot open ${outer(name)} (${e.message})`);
    }
    this.globals.set('FILENAME', name);
  }

  // ---- the record ----------------------------------------------------------------------------------------------------------

  private setRecord(text: string): void {
    this.record = text;
    this.recordStale = false;
    this.split = false;
  }
  private getRecord(): string {
    if (this.recordStale) {
      let s = '';
      for (let i = 1; i <= this.nf; i++) s += (i > 1 ? this.ofs : '') + this.str(this.fields[i]);
      this.record = s;
      this.recordStale = false;
    }
    return this.record;
  }
  private splitRecord(): void {
    if (this.split) return;
    this.split = true;
    const parts = this.splitText(this.record, this.fs);
    this.nf = parts.length;
    const fields: Value[] = new Array<Value>(parts.length + 1);
    for (let i = 0; i < parts.length; i++) fields[i + 1] = fromInput(parts[i]!);
    this.fields = fields;
  }
  private splitText(text: string, by: string | Regex): string[] {
    if (text === '') return [];
    if (by === ' ') {
      const trimmed = text.replace(/^[ \t\n\r\v\f]+|[ \t\n\r\v\f]+$/g, '');
      return trimmed === '' ? [] : trimmed.split(/[ \t\n\r\v\f]+/);
    }
    if (by === '') return [...text];
    if (typeof by === 'string' && by.length === 1 && by !== '\\') {
      if (this.rs !== '' || by === '\n') return text.split(by);
      return text.split(new RegExp(`[${by === ']' || by === '^' || by === '-' ? `\\${by}` : by}\\n]`));
    }
    const re = typeof by === 'string' ? this.regex(by) : by;
    const parts: string[] = [];
    let from = 0;
    for (let at = 0; at <= text.length; ) {
      const m = re.exec(text, at);
      if (m === undefined) break;
      if (m[0] === '') {
        at = m.index + 1;
        continue;
      }
      parts.push(text.slice(from, m.index));
      from = at = m.index + m[0].length;
    }
    parts.push(text.slice(from));
    return parts;
  }
  private getField(n: number): Value {
    if (n === 0) return fromInput(this.getRecord());
    if (n < 0) throw new AwkRuntime(`negative field index $${n}`);
    this.splitRecord();
    return n <= this.nf ? this.fields[n] : undefined;
  }
  private setField(n: number, v: Value): void {
    if (n === 0) {
      this.setRecord(this.str(v));
      return;
    }
    if (n < 0) throw new AwkRuntime(`negative field index $${n}`);
    this.splitRecord();
    if (n > this.nf) this.setNf(n);
    this.fields[n] = v;
    this.recordStale = true;
  }
  private setNf(n: number): void {
    this.splitRecord();
    for (let i = this.nf + 1; i <= n; i++) this.fields[i] = '';
    this.fields.length = n + 1;
    this.nf = n;
    this.recordStale = true;
  }

  // ---- variables -----------------------------------------------------------------------------------------------------------

  private array(name: string): AwkArray {
    let a = this.arrays.get(name);
    if (a === undefined) this.arrays.set(name, (a = new AwkArray()));
    return a;
  }
  private arrayOf(e: Expr): AwkArray {
    if (e.slot >= 0) {
      const l = this.locals[e.slot];
      if (l instanceof AwkArray) return l;
      return (this.locals[e.slot] = new AwkArray());
    }
    return this.array(e.text);
  }
  private getGlobal(name: string): Value {
    switch (name) {
      case 'NF':
        this.splitRecord();
        return this.nf;
      case 'NR':
        return this.nr;
      case 'FNR':
        return this.fnr;
      default:
        return this.globals.get(name);
    }
  }
  /** Assign a global variable; the special ones act at once. */
  setGlobal(name: string, v: Value): void {
    if (this.program.arrays.has(name)) throw new AwkSyntax(`line 1: illegal reference to array ${name}`);
    switch (name) {
      case 'NF':
        this.setNf(Math.max(0, Math.trunc(toNum(v))));
        return;
      case 'NR':
        this.nr = toNum(v);
        return;
      case 'FNR':
        this.fnr = toNum(v);
        return;
      case 'FS':
        this.splitRecord();
        this.fs = this.str(v);
        break;
      case 'OFS':
        this.ofs = this.str(v);
        break;
      case 'ORS':
        this.ors = this.str(v);
        break;
      case 'SUBSEP':
        this.subsep = this.str(v);
        break;
      case 'CONVFMT':
        this.convfmt = this.str(v);
        break;
      case 'OFMT':
        this.ofmt = this.str(v);
        break;
      case 'RS': {
        const s = this.str(v);
        this.rs = s.length > 1 ? this.regex(s) : s;
        break;
      }
      default:
    }
    this.globals.set(name, v);
  }

  private str(v: Value): string {
    if (typeof v === 'string') return v;
    if (typeof v === 'number') return numText(v, this.convfmt);
    return v === undefined ? '' : v.str;
  }
  private regex(source: string): Regex {
    let re = this.regexes.get(source);
    if (re === undefined) {
      try {
        re = new Regex(source, { extended: true, awk: true, intervals: false, lenient: true });
      } catch (e) {
        if (!(e instanceof RegexError)) throw e;
        throw new AwkRuntime(`regular expression compile failed (${e.message})\n${outer(source)}`);
      }
      if (this.regexes.size > 500) this.regexes.clear();
      this.regexes.set(source, re);
    }
    return re;
  }
  private regexOf(e: Expr, v: Value): Regex {
    return this.regex(e.op === 'pattern' ? e.text : this.str(v));
  }

  // ---- expressions ---------------------------------------------------------------------------------------------------------

  private ev(e: Expr): Value {
    const a = e.args;
    switch (e.op) {
      case 'num':
        return e.num;
      case 'str':
        return e.text;
      case 'pattern':
        return undefined;
      case 'ere':
        return this.regex(e.text).test(this.getRecord()) ? 1 : 0;
      case 'var':
        if (e.slot < 0) return this.getGlobal(e.text);
        {
          const l = this.locals[e.slot];
          return l instanceof AwkArray ? undefined : l;
        }
      case 'paren':
        return this.ev(a[0]!);
      case 'field':
        return this.getField(Math.trunc(toNum(this.ev(a[0]!))));
      case 'index': {
        const arr = this.arrayOf(a[0]!);
        const key = this.str(this.ev(a[1]!));
        const v = arr.get(key);
        if (v === undefined && !arr.has(key)) arr.set(key, undefined);
        return v;
      }
      case 'and':
        return isTrue(this.ev(a[0]!)) && isTrue(this.ev(a[1]!)) ? 1 : 0;
      case 'or':
        return isTrue(this.ev(a[0]!)) || isTrue(this.ev(a[1]!)) ? 1 : 0;
      case 'cond':
        return this.ev(isTrue(this.ev(a[0]!)) ? a[1]! : a[2]!);
      case 'assign': {
        const right = this.ev(a[1]!);
        return this.assign(a[0]!, e.text === '' ? right : arithmetic(e.text, toNum(this.ev(a[0]!)), toNum(right)));
      }
      case 'pre':
      case 'post': {
        const old = toNum(this.ev(a[0]!));
        const now = e.text === '++' ? old + 1 : old - 1;
        this.assign(a[0]!, now);
        return e.op === 'pre' ? now : old;
      }
      default:
        break;
    }
    switch (a.length) {
      case 0:
        return this.apply(e, []);
      case 1:
        return this.apply(e, [this.ev(a[0]!)]);
      case 2:
        return e.op === 'in' ? this.apply(e, [this.ev(a[0]!)]) : this.apply(e, [this.ev(a[0]!), this.ev(a[1]!)]);
      default:
        return this.apply(
          e,
          a.map((x) => this.ev(x)),
        );
    }
  }

  private *evG(e: Expr): Task<Value> {
    if (!e.blocks) return this.ev(e);
    const a = e.args;
    switch (e.op) {
      case 'paren':
        return yield* this.evG(a[0]!);
      case 'and':
        return isTrue(yield* this.evG(a[0]!)) && isTrue(yield* this.evG(a[1]!)) ? 1 : 0;
      case 'or':
        return isTrue(yield* this.evG(a[0]!)) || isTrue(yield* this.evG(a[1]!)) ? 1 : 0;
      case 'cond':
        return yield* this.evG(isTrue(yield* this.evG(a[0]!)) ? a[1]! : a[2]!);
      case 'field':
        return this.getField(Math.trunc(toNum(yield* this.evG(a[0]!))));
      case 'index': {
        const key = this.str(yield* this.evG(a[1]!));
        const arr = this.arrayOf(a[0]!);
        if (!arr.has(key)) arr.set(key, undefined);
        return arr.get(key);
      }
      case 'assign': {
        const right = yield* this.evG(a[1]!);
        const value = e.text === '' ? right : arithmetic(e.text, toNum(yield* this.evG(a[0]!)), toNum(right));
        return yield* this.assignG(a[0]!, value);
      }
      case 'pre':
      case 'post': {
        const old = toNum(yield* this.evG(a[0]!));
        const now = e.text === '++' ? old + 1 : old - 1;
        yield* this.assignG(a[0]!, now);
        return e.op === 'pre' ? now : old;
      }
      case 'call':
        return yield* this.call(e);
      case 'getline':
        return yield* this.getline(a[0]);
      case 'filegetline':
      case 'cmdgetline':
        return yield* this.getlineFrom(this.str(yield* this.evG(a[0]!)), e.op === 'cmdgetline', a[1]);
      case 'builtin':
        if (e.text === 'system') {
          const command = this.str(yield* this.evG(a[0]!));
          yield* this.streams.flushAll();
          return exitCode(yield* system(this.t.sys, outer(command), this.t.envp));
        }
        if (e.text === 'close') return yield* this.streams.close(this.str(yield* this.evG(a[0]!)));
        if (e.text === 'fflush') {
          if (a.length > 0) return (yield* this.streams.flush(this.str(yield* this.evG(a[0]!)))) ? 0 : -1;
          yield* this.streams.flushAll();
          return 0;
        }
        break;
      default:
    }
    const values: Value[] = [];
    for (const x of e.op === 'in' ? a.slice(0, 1) : a) values.push(yield* this.evG(x));
    return this.apply(e, values);
  }

  private assign(target: Expr, v: Value): Value {
    if (target.op === 'var') {
      if (target.slot >= 0) this.locals[target.slot] = v;
      else this.setGlobal(target.text, v);
    } else if (target.op === 'field') this.setField(Math.trunc(toNum(this.ev(target.args[0]!))), v);
    else this.arrayOf(target.args[0]!).set(this.str(this.ev(target.args[1]!)), v);
    return v;
  }
  private *assignG(target: Expr, v: Value): Task<Value> {
    if (!target.blocks) return this.assign(target, v);
    if (target.op === 'field') this.setField(Math.trunc(toNum(yield* this.evG(target.args[0]!))), v);
    else this.arrayOf(target.args[0]!).set(this.str(yield* this.evG(target.args[1]!)), v);
    return v;
  }

  /** An operator or built-in function on evaluated arguments. */
  private apply(e: Expr, v: readonly Value[]): Value {
    switch (e.op) {
      case 'arith':
        return arithmetic(e.text, toNum(v[0]), toNum(v[1]));
      case 'concat':
        return this.str(v[0]) + this.str(v[1]);
      case 'compare':
        return this.compare(e.text, v[0], v[1]) ? 1 : 0;
      case 'match':
        return this.regexOf(e.args[1]!, v[1]).test(this.str(v[0])) ? 1 : 0;
      case 'nomatch':
        return this.regexOf(e.args[1]!, v[1]).test(this.str(v[0])) ? 0 : 1;
      case 'not':
        return isTrue(v[0]) ? 0 : 1;
      case 'neg':
        return -toNum(v[0]);
      case 'plus':
        return toNum(v[0]);
      case 'in':
        return this.arrayOf(e.args[1]!).has(this.str(v[0])) ? 1 : 0;
      case 'subscript':
        return v.map((x) => this.str(x)).join(this.subsep);
      case 'grouping':
        return v.map((x) => this.str(x)).join('');
      case 'builtin':
        return this.builtin(e, v);
      default:
        throw new AwkRuntime(`unexpected ${e.op}`);
    }
  }

  private compare(op: string, a: Value, b: Value): boolean {
    let d: number;
    if (typeof a !== 'string' && typeof b !== 'string') {
      const x = toNum(a);
      const y = toNum(b);
      d = x < y ? -1 : x > y ? 1 : x === y ? 0 : NaN;
    } else {
      const x = this.str(a);
      const y = this.str(b);
      d = x < y ? -1 : x > y ? 1 : 0;
    }
    switch (op) {
      case '<':
        return d < 0;
      case '<=':
        return d <= 0;
      case '==':
        return d === 0;
      case '!=':
        return d !== 0;
      case '>':
        return d > 0;
      default:
        return d >= 0;
    }
  }

  private builtin(e: Expr, v: readonly Value[]): Value {
    const n = (i: number): number => toNum(v[i]);
    const s = (i: number): string => this.str(v[i]);
    switch (e.text) {
      case 'length': {
        const arg = e.args[0];
        if (arg === undefined) return this.getRecord().length;
        if (arg.op === 'var' && (arg.slot >= 0 ? this.locals[arg.slot] instanceof AwkArray : this.program.arrays.has(arg.text))) return this.arrayOf(arg).size;
        return s(0).length;
      }
      case 'index':
        return s(0).indexOf(s(1)) + 1;
      case 'substr':
        return substr(s(0), n(1), v.length > 2 ? n(2) : undefined);
      case 'split': {
        const text = s(0);
        const by = e.args[2] === undefined ? this.fs : e.args[2].op === 'pattern' ? this.regex(e.args[2].text) : s(2);
        const parts = this.splitText(text, by);
        const arr = this.arrayOf(e.args[1]!);
        arr.clear();
        parts.forEach((p, i) => arr.set(String(i + 1), fromInput(p)));
        return parts.length;
      }
      case 'sub':
      case 'gsub':
        return this.substitute(e, v);
      case 'match': {
        const m = this.regexOf(e.args[1]!, v[1]).exec(s(0));
        this.globals.set('RSTART', m === undefined ? 0 : m.index + 1);
        this.globals.set('RLENGTH', m === undefined ? -1 : m[0].length);
        return m === undefined ? 0 : m.index + 1;
      }
      case 'sprintf':
        return this.format(v, 'sprintf');
      case 'tolower':
        return s(0).replace(/[A-Z]+/g, (w) => w.toLowerCase());
      case 'toupper':
        return s(0).replace(/[a-z]+/g, (w) => w.toUpperCase());
      case 'sin':
        return Math.sin(n(0));
      case 'cos':
        return Math.cos(n(0));
      case 'atan2':
        return Math.atan2(n(0), n(1));
      case 'exp':
        return Math.exp(n(0));
      case 'log':
        return Math.log(n(0));
      case 'sqrt':
        return Math.sqrt(n(0));
      case 'int':
        return Math.trunc(n(0));
      case 'rand':
        this.randomState = (Math.imul(this.randomState, 1664525) + 1013904223) >>> 0;
        return ((this.randomState ^ (this.randomState >>> 15)) >>> 0) / 4294967296;
      case 'srand': {
        const old = this.seed;
        this.seed = v.length > 0 ? n(0) : Math.floor(this.t.sys.now_ms() / 1000);
        this.randomState = Math.imul((this.seed >>> 0) + 1, 2654435761) >>> 0;
        return old;
      }
      case 'systime':
        return Math.floor(this.t.sys.now_ms() / 1000);
      case 'strftime': {
        const zone = v.length > 2 && isTrue(v[2]) ? { name: 'UTC', offset_s: 0 } : zoneOf(this.t.env);
        return inner(strftime(v.length > 0 ? outer(s(0)) : '%c', localtime(v.length > 1 ? n(1) * 1000 : this.t.sys.now_ms(), zone)));
      }
      case 'mktime': {
        const p = s(0).trim().split(/\s+/).map(Number);
        return p.length < 6 || p.some(Number.isNaN) ? -1 : mktime(p[0]!, p[1]! - 1, p[2]!, p[3]!, p[4]!, p[5]!, zoneOf(this.t.env));
      }
      default:
        throw new AwkRuntime(`unexpected ${e.text}`);
    }
  }

  private format(v: readonly Value[], who: string): string {
    const text = sprintf(this.str(v[0]), v.slice(1), (x) => this.str(x));
    if (text === undefined) throw new AwkRuntime(`not enough arguments passed to ${who}("${outer(this.str(v[0]))}")`);
    return text;
  }

  private substitute(e: Expr, v: readonly Value[]): Value {
    const re = this.regexOf(e.args[0]!, v[0]);
    const replacement = this.str(v[1]);
    const text = this.str(v[2]);
    const plain = !/[&\\]/.test(replacement);
    let out = '';
    let copied = 0;
    let count = 0;
    let previousEnd = -1;
    for (let at = 0; at <= text.length; ) {
      const m = re.exec(text, at);
      if (m === undefined) break;
      const end = m.index + m[0].length;
      at = m[0] === '' ? end + 1 : end;
      if (m[0] === '' && m.index === previousEnd) continue;
      previousEnd = end;
      count++;
      out += text.slice(copied, m.index) + (plain ? replacement : replacement.replace(/\\\\(?=\\*&)|\\&|&/g, (x) => (x === '&' ? m[0] : x === '\\&' ? '&' : '\\')));
      copied = end;
      if (e.text === 'sub') break;
    }
    if (count > 0) {
      const target = e.args[2]!;
      const result = out + text.slice(copied);
      if (target.op === 'var' || target.op === 'field' || target.op === 'index') this.assign(target, result);
    }
    return count;
  }

  // ---- blocking operations -------------------------------------------------------------------------------------------------

  private *call(e: Expr): Task<Value> {
    const f: Func = this.program.functions.get(e.text)!;
    const frame: Local[] = new Array<Local>(f.params.length).fill(undefined);
    for (let i = 0; i < e.args.length; i++) {
      const arg = e.args[i]!;
      frame[i] = f.arrays.has(i) && arg.op === 'var' ? this.arrayOf(arg) : yield* this.evG(arg);
    }
    for (const i of f.arrays) if (!(frame[i] instanceof AwkArray)) frame[i] = new AwkArray();
    if (++this.depth > 1000) throw new AwkRuntime('function call nesting too deep');
    const saved = this.locals;
    this.locals = frame;
    this.result = undefined;
    try {
      if (this.t.sys.charge(200)) yield* this.t.sys.schedYield();
      const flow = yield* this.exec(f.body!);
      if (flow === 'exit' || flow === 'next' || flow === 'nextfile') throw new Unwind(flow);
    } finally {
      this.locals = saved;
      this.depth--;
    }
    const r = this.result;
    this.result = undefined;
    return r;
  }

  private *store(target: Expr | undefined, line: string): Task<void> {
    if (target === undefined) this.setRecord(line);
    else yield* this.assignG(target, fromInput(line));
  }
  private *getline(target: Expr | undefined): Task<Value> {
    let line: string | undefined;
    try {
      line = yield* this.nextRecord();
    } catch (e) {
      if (e instanceof AwkIoError && e.message.startsWith('read error')) return -1;
      throw e;
    }
    if (line === undefined) return 0;
    this.nr++;
    this.fnr++;
    yield* this.store(target, line);
    return 1;
  }
  private *getlineFrom(name: string, command: boolean, target: Expr | undefined): Task<Value> {
    const reader = yield* this.streams.reader(name, command);
    if (reader === undefined) return -1;
    let line: string | undefined;
    try {
      line = yield* reader.record(this.rs);
    } catch (e) {
      if (isSysError(e)) return -1;
      throw e;
    }
    if (line === undefined) return 0;
    yield* this.store(target, line);
    return 1;
  }

  // ---- statements ----------------------------------------------------------------------------------------------------------

  private printed(s: Stmt, v: readonly Value[]): string {
    if (s.op === 'printf') return this.format(v, 'printf');
    if (v.length === 0) return this.getRecord() + this.ors;
    let text = '';
    for (let i = 0; i < v.length; i++) {
      const x = v[i];
      text += (i > 0 ? this.ofs : '') + (typeof x === 'number' ? numText(x, this.ofmt) : this.str(x));
    }
    return text + this.ors;
  }

  /** A statement that cannot block. */
  private execPlain(s: Stmt): Flow {
    switch (s.op) {
      case 'block':
        for (const x of s.body) {
          const flow = this.execPlain(x);
          if (flow !== undefined) return flow;
        }
        return undefined;
      case 'expr':
        this.ev(s.exprs[0]!);
        return undefined;
      case 'print':
      case 'printf':
        this.streams.stdout.put(
          this.printed(
            s,
            s.exprs.map((x) => this.ev(x!)),
          ),
        );
        return undefined;
      case 'if':
        if (isTrue(this.ev(s.exprs[0]!))) return this.execPlain(s.body[0]!);
        return s.body[1] === undefined ? undefined : this.execPlain(s.body[1]);
      case 'exit':
        if (s.exprs[0] !== undefined) this.exitStatus = Math.trunc(toNum(this.ev(s.exprs[0]))) & 255;
        return 'exit';
      case 'return':
        this.result = s.exprs[0] === undefined ? undefined : this.ev(s.exprs[0]);
        return 'return';
      case 'delete':
        this.arrayOf(s.exprs[0]!).delete(this.str(this.ev(s.exprs[1]!)));
        return undefined;
      case 'deleteall':
        this.arrayOf(s.exprs[0]!).clear();
        return undefined;
      default:
        return s.op as Flow;
    }
  }

  private *exec(s: Stmt): Task<Flow> {
    if (!s.blocks) {
      const flow = this.execPlain(s);
      if (this.streams.stdout.full) yield* this.streams.stdout.flush();
      return flow;
    }
    try {
      return yield* this.execG(s);
    } catch (e) {
      if (e instanceof Unwind && this.depth === 0) return e.flow;
      throw e;
    }
  }

  private *execG(s: Stmt): Task<Flow> {
    switch (s.op) {
      case 'block':
        for (const x of s.body) {
          const flow = x.blocks ? yield* this.execG(x) : this.execPlain(x);
          if (flow !== undefined) return flow;
        }
        return undefined;
      case 'expr':
        yield* this.evG(s.exprs[0]!);
        return undefined;
      case 'print':
      case 'printf': {
        let sink = this.streams.stdout;
        let exprs = s.exprs;
        if (s.text !== '') {
          sink = yield* this.streams.sink(this.str(yield* this.evG(exprs[0]!)), s.text);
          exprs = exprs.slice(1);
        }
        const values: Value[] = [];
        for (const x of exprs) values.push(yield* this.evG(x!));
        sink.put(this.printed(s, values));
        if (sink.full) yield* sink.flush();
        return undefined;
      }
      case 'if':
        if (isTrue(yield* this.evG(s.exprs[0]!))) return yield* this.exec1(s.body[0]!);
        return s.body[1] === undefined ? undefined : yield* this.exec1(s.body[1]);
      case 'while':
      case 'do':
      case 'for':
        return yield* this.loop(s);
      case 'forin': {
        const arr = this.arrayOf(s.exprs[1]!);
        for (const key of arr.walk()) {
          if (!arr.has(key)) continue;
          this.assign(s.exprs[0]!, key);
          const flow = yield* this.iterate(s.body[0]!);
          if (flow === 'break') return undefined;
          if (flow !== undefined && flow !== 'continue') return flow;
        }
        return undefined;
      }
      case 'exit':
        this.exitStatus = Math.trunc(toNum(yield* this.evG(s.exprs[0]!))) & 255;
        return 'exit';
      case 'return':
        {
          const value = yield* this.evG(s.exprs[0]!);
          this.result = value;
        }
        return 'return';
      case 'delete':
        this.arrayOf(s.exprs[0]!).delete(this.str(yield* this.evG(s.exprs[1]!)));
        return undefined;
      default:
        return this.execPlain(s);
    }
  }

  private *exec1(s: Stmt): Task<Flow> {
    return s.blocks ? yield* this.execG(s) : this.execPlain(s);
  }
  /** One turn of a loop: charges time, so that endless loops can be interrupted. */
  private *iterate(body: Stmt): Task<Flow> {
    if (this.t.sys.charge(150)) yield* this.t.sys.schedYield();
    const flow = body.blocks ? yield* this.execG(body) : this.execPlain(body);
    if (this.streams.stdout.full) yield* this.streams.stdout.flush();
    return flow;
  }
  private *loop(s: Stmt): Task<Flow> {
    const cond = s.exprs[0];
    const body = s.body[s.body.length - 1]!;
    if (s.op === 'for') yield* this.exec1(s.body[0]!);
    const fast = !body.blocks && cond?.blocks !== true && (s.op !== 'for' || !s.body[1]!.blocks);
    for (let first = true; ; first = false) {
      if (!(first && s.op === 'do') && cond !== undefined && !isTrue(fast ? this.ev(cond) : yield* this.evG(cond))) return undefined;
      let flow: Flow;
      if (fast && !this.streams.stdout.full) {
        flow = this.execPlain(body);
        if (this.t.sys.charge(150)) yield* this.t.sys.schedYield();
      } else flow = yield* this.iterate(body);
      if (flow === 'break') return undefined;
      if (flow !== undefined && flow !== 'continue') return flow;
      if (s.op === 'for') {
        if (fast) this.execPlain(s.body[1]!);
        else yield* this.exec1(s.body[1]!);
      }
    }
  }

  /** The lines that mawk adds to a run time error. */
  get position(): string {
    return `\tFILENAME="${outer(this.str(this.globals.get('FILENAME')))}" FNR=${this.fnr} NR=${this.nr}`;
  }
}

/** exit or next inside a function: leaves all functions. */
class Unwind {
  readonly flow: Flow;
  constructor(flow: Flow) {
    this.flow = flow;
  }
}

function arithmetic(op: string, a: number, b: number): number {
  switch (op) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
    default:
      return a ** b;
  }
}

/** mawk's substr: a start below 1 makes the length larger by as much, as this version has it. */
function substr(s: string, start: number, length: number | undefined): string {
  let begin = Math.trunc(start);
  if (length === undefined) return s.slice(Math.max(0, begin - 1));
  let n = Math.trunc(length);
  if (begin < 1) {
    n -= begin;
    begin = 1;
  }
  return n <= 0 ? '' : s.slice(begin - 1, begin - 1 + n);
}
