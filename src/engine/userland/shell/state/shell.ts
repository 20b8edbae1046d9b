/**
 * The state of one shell process: what fork(2) copies. Evaluation lives in exec/, expansion in expand/; both get the shell as their first
 * argument. Output of builtins is collected and written when the builtin ends, in order across descriptors.
 */
import type { SigHandler, Sys, Task } from '../../../abi/sys.ts';
import { Signal } from '../../../abi/signal.ts';
import { isSysError } from '../../../abi/errno.ts';
import { encodeUtf8 } from '../../../base/bytes.ts';
import type { Assign, List, Node } from '../syntax/ast.ts';
import type { Dialect } from '../syntax/error.ts';
import { evalArith, type ArithEnv } from '../expand/arith.ts';
import { functionText } from '../syntax/print.ts';
import { setElement, setScalar } from './assign.ts';
import { parseIfs, type Ifs } from '../expand/fields.ts';
import type { PlanOptions, Substitution } from '../expand/plan.ts';
import { hashOrder, IndexedArray } from './array.ts';
import { ExitShell, ExpansionError, Interrupted } from './errors.ts';
import { Jobs } from './jobs.ts';
import { dollarDash, Options } from './options.ts';
import { A, type Variable, Variables } from './variables.ts';

/** A function: its body and where it was defined. */
export interface FunctionDef {
  readonly name: string;
  readonly body: Node;
  readonly source: string;
  readonly line: number;
  readonly exported?: boolean | undefined;
}

/** A function or sourced file that is being run. */
export interface CallFrame {
  readonly name: string;
  /** Line of the call. */
  readonly line: number;
  readonly source: string;
  readonly kind: 'function' | 'source';
}

/** What evaluation is on its way to, beyond the next command. */
export type Flow = 'next' | 'break' | 'continue' | 'return';

/** The evaluator as the expander and the builtins need it; exec/engine.ts fills it. */
export interface Engine {
  /** Output of a command substitution, without its trailing newlines. */
  substitute(sh: Shell, sub: Substitution): Task<string>;
  /** Path of the pipe to a process substitution. */
  processSubstitution(sh: Shell, dir: '<' | '>', sub: Substitution): Task<string>;
  /** Run text as eval does. `what` names it in syntax errors. */
  runText(sh: Shell, text: string, what: string, firstLine: number): Task<number>;
  runList(sh: Shell, list: List): Task<number>;
  callFunction(sh: Shell, def: FunctionDef, args: readonly string[]): Task<number>;
  /** Become a shell that runs a script file. */
  runScript(sh: Shell, path: string, args: readonly string[], envp: readonly string[]): Task<number>;
  /** Run a command by its words, without functions when `plain`. */
  runWords(sh: Shell, words: readonly string[], plain: boolean): Task<number>;
}

export class Shell implements ArithEnv {
  sys: Sys;
  readonly dialect: Dialect;
  readonly engine: Engine;
  vars = new Variables();
  options = new Options();
  functions = new Map<string, FunctionDef>();
  aliases = new Map<string, string>();
  /** Paths of commands that were run. */
  hashed = new Map<string, { path: string; hits: number }>();
  /** Builtins that `enable -n` switched off. */
  disabled = new Set<string>();
  params: readonly string[] = [];
  /** $0 */
  name: string;
  status = 0;
  pipestatus: number[] = [0];
  lastBackground: number | undefined;
  /** `$_` */
  lastArg = '';
  /** `$$`: the first shell's, also in subshells. */
  pid: number;
  readonly startPpid: number;
  line = 1;
  subshell = 0;
  interactive = false;
  login = false;
  /** Letters of `$-` that say how the shell was started: 'c' or 's'. */
  startLetters = '';
  calls: CallFrame[] = [];
  /** Name that syntax errors give the input: '-c', 'eval', a file. */
  inputName = '';
  traps = new Map<string, string>();
  /** Signals ignored when the shell started: they cannot be trapped (POSIX). */
  ignoredAtStart = new Set<number>();
  pendingSignals: number[] = [];
  interrupted = false;
  /** SIGHUP came to an interactive shell. */
  hangup = false;
  /** False in subshells: they do not make process groups of their own, though `set -o` still shows monitor. */
  controls = true;
  /** Are lines edited? Debian's dash is built without an editor. */
  editing: boolean;
  /** Number of the next input line of an interactive shell. */
  inputLine = 1;
  inTrap = 0;
  jobs = new Jobs();
  /** The directory stack below the current directory. */
  dirs: string[] = [];
  cwd = '';
  loops = 0;
  flow: Flow = 'next';
  flowCount = 0;
  /** Depth of contexts in which errexit and ERR do not apply. */
  condition = 0;
  /** Functions being run, for `return`. */
  returnable = 0;
  builtinName = '';
  /** Subshells and substitutions: exit runs no `exit` echo and no EXIT trap of the parent. */
  /** State of RANDOM, for the process that seeded it. */
  random: { seed: number; last: number; readonly pid: number } | undefined;
  secondsBase_ms: number;
  history: string[] = [];
  /** How many lines were dropped from the front of the history; their numbers stay. */
  historyBase = 0;
  /** How many lines of the history are in HISTFILE already. */
  historySaved = 0;
  /** The node that runs, for BASH_COMMAND. */
  command: Node | undefined;
  getoptsAt = 0;
  mask = 0o022;
  fdVars = 10;
  arithDepth = 0;
  /** Functions that `readonly -f` protects. */
  readonlyFunctions = new Set<string>();
  /** How often the first character of PS4 is repeated. */
  traceDepth = 0;
  /** Status of the last command substitution of the present command. */
  substStatus: number | undefined;
  /** Compound values among the arguments of declare and its kin, by argument number. */
  declared: Map<number, Assign> | undefined;
  lastArgAfter = '';
  /** The controlling terminal, kept open; -1 without job control. */
  ttyFd = -1;
  /** A child of an interactive shell. */
  wasInteractive = false;
  /** What `trap` lists in a subshell until it sets traps of its own. */
  inheritedTraps: ReadonlyMap<string, string> | undefined;
  /** Was the user told of stopped jobs by the command before? */
  warnedJobs = false;
  /** Descriptors that process substitutions opened; closed after the command. */
  procFds: number[] = [];
  /** Saved bounds for `shopt -s checkwinsize`, completion specifications by command. */
  completions = new Map<string, string>();
  private readonly buffer: { fd: number; text: string }[] = [];
  private ifsText: string | undefined | null = null;
  private ifsParsed: Ifs = parseIfs(undefined);
  private environCache: { version: number; list: string[] } | undefined;

  constructor(sys: Sys, dialect: Dialect, name: string, engine: Engine) {
    this.sys = sys;
    this.dialect = dialect;
    this.editing = dialect !== 'dash';
    this.name = name;
    this.engine = engine;
    this.pid = sys.getpid();
    this.startPpid = sys.getppid();
    this.secondsBase_ms = sys.now_ms();
    if (dialect !== 'bash') this.options.braceexpand = false;
  }

  /** Is job control at work in this process? */
  get monitoring(): boolean {
    return this.options.monitor && this.controls;
  }

  get bash(): boolean {
    return this.dialect === 'bash';
  }

  /** A copy for a forked child. `sys` is the child's. */
  fork(sys: Sys): Shell {
    const c = new Shell(sys, this.dialect, this.name, this.engine);
    c.vars = this.vars.fork();
    c.options = this.options.copy();
    c.functions = new Map(this.functions);
    c.aliases = new Map(this.aliases);
    c.hashed = new Map(this.hashed);
    c.disabled = new Set(this.disabled);
    c.params = this.params;
    c.status = this.status;
    c.pipestatus = this.pipestatus.slice();
    c.lastBackground = this.lastBackground;
    c.lastArg = this.lastArg;
    c.pid = this.pid;
    c.line = this.line;
    c.subshell = this.subshell + 1;
    c.login = this.login;
    c.startLetters = this.startLetters;
    c.interactive = this.interactive;
    c.calls = this.calls.slice();
    c.inputName = this.inputName;
    c.traps = new Map(this.traps);
    c.ignoredAtStart = this.ignoredAtStart;
    c.inTrap = this.inTrap;
    c.jobs = this.jobs.forked();
    c.dirs = this.dirs.slice();
    c.cwd = this.cwd;
    c.condition = this.condition;
    c.returnable = this.returnable;
    c.secondsBase_ms = this.secondsBase_ms;
    c.history = this.history.slice();
    c.command = this.command;
    c.getoptsAt = this.getoptsAt;
    c.mask = this.mask;
    c.completions = this.completions;
    c.fdVars = this.fdVars;
    c.readonlyFunctions = this.readonlyFunctions;
    c.traceDepth = this.traceDepth;
    c.wasInteractive = this.wasInteractive;
    c.inheritedTraps = this.inheritedTraps;
    c.ttyFd = this.ttyFd;
    c.shellName = this.shellName;
    c.controls = this.controls;
    c.tty = this.tty;
    c.random = this.random;
    return c;
  }

  /** The name under which the shell was started, for errors about itself. */
  shellName = 'bash';
  private tty: string | undefined;

  /** The terminal's path; '' when standard input is none. */
  ttyName(): string {
    if (this.tty !== undefined) return this.tty;
    let name = '';
    try {
      this.sys.ioctl(0, 'TCGETS', undefined);
      name = this.sys.readlink('/proc/self/fd/0');
    } catch (e) {
      if (!isSysError(e)) throw e;
    }
    return (this.tty = name);
  }

  // ---- time and signals -----------------------------------------------------------------------------------------------------

  /** Charge CPU time; true when the shell should {@link breathe}. */
  charge(ns: number): boolean {
    return this.sys.charge(ns) || this.interrupted || this.hangup;
  }

  /** Let others run and signals arrive. */
  *breathe(): Task<void> {
    yield* this.sys.schedYield();
    this.checkInterrupt();
  }

  /** Throw when SIGINT or SIGHUP came to an interactive shell. */
  checkInterrupt(): void {
    this.checkHangup();
    if (!this.interrupted) return;
    this.interrupted = false;
    throw new Interrupted();
  }

  /** Throw when SIGHUP came to an interactive shell: it ends. */
  checkHangup(): void {
    if (this.hangup) throw new ExitShell(128 + Signal.SIGHUP);
  }

  /** What a signal does when it has no trap: an interactive shell ignores some. */
  defaultAction(signo: number): SigHandler {
    if (!this.interactive) return 'default';
    if (signo === Signal.SIGTERM || signo === Signal.SIGQUIT || signo === Signal.SIGTSTP || signo === Signal.SIGTTIN || signo === Signal.SIGTTOU) return 'ignore';
    if (signo === Signal.SIGINT) return () => this.onInterrupt();
    if (signo === Signal.SIGHUP && this.bash) return () => this.onHangup();
    return 'default';
  }

  /** SIGINT of an interactive shell without a trap. */
  onInterrupt(): void {
    this.interrupted = true;
  }

  /** SIGHUP of an interactive shell without a trap. */
  onHangup(): void {
    this.hangup = true;
  }

  /** A foreground child died of SIGINT: an interactive shell gives up the present list; a script dies of it too. */
  *childInterrupted(): Task<void> {
    if (this.interactive) {
      this.status = 130;
      if (this.loops > 0 || this.returnable > 0) throw new Interrupted(true);
      return;
    }
    if (!this.interrupted) return;
    this.sys.sigaction(Signal.SIGINT, 'default');
    this.sys.kill(this.sys.getpid(), Signal.SIGINT);
    yield* this.sys.schedYield();
  }

  /** May the last program of this process take its place? Not while something has to be done afterwards. */
  mayReplace(): boolean {
    return this.traps.size === 0 && !this.interactive && this.jobs.list.length === 0 && this.procFds.length === 0;
  }

  /** Run a text file without `#!` as a script in this process. */
  runScriptFile(path: string, args: readonly string[], envp: readonly string[]): Task<number> {
    return this.engine.runScript(this, path, args, envp);
  }

  // ---- output ---------------------------------------------------------------------------------------------------------------

  /** Collect text for a descriptor (1 by default). */
  print(text: string, fd = 1): void {
    const last = this.buffer[this.buffer.length - 1];
    if (last !== undefined && last.fd === fd) last.text += text;
    else this.buffer.push({ fd, text });
  }

  /** Write what was collected. A failed write to stdout is reported as bash does; true when all went well. */
  *flush(): Task<boolean> {
    let ok = true;
    while (this.buffer.length > 0) {
      const { fd, text } = this.buffer.shift()!;
      try {
        yield* this.writeAll(fd, encodeUtf8(text));
      } catch (e) {
        if (!isSysError(e)) throw e;
        ok = false;
        this.buffer.length = 0;
        if (fd === 2) return false;
        const message = this.dialect === 'bash' ? `${this.prefix()}${this.builtinName}: write error: ${e.message}\n` : `${this.prefix()}${this.builtinName}: I/O error\n`;
        try {
          yield* this.writeAll(2, encodeUtf8(message));
        } catch (e2) {
          if (!isSysError(e2)) throw e2;
        }
      }
    }
    return ok;
  }

  *writeAll(fd: number, data: Uint8Array): Task<void> {
    let done = 0;
    while (done < data.length) done += yield* this.sys.write(fd, done === 0 ? data : data.subarray(done));
  }

  /** The head of an error message: `bash: line 3: `. */
  prefix(): string {
    if (this.dialect === 'ash') return `${this.name}: ${this.ashLine()}`;
    if (!this.bash) return this.interactive ? `${this.name}: ${this.line}: ` : `${this.name}: ${this.line}: `;
    if (this.interactive || this.wasInteractive) return `${this.name.replace(/^.*\//, '')}: `;
    const top = this.calls[this.calls.length - 1];
    const name = top !== undefined && top.source !== 'environment' && top.source !== 'main' ? top.source : this.name;
    return `${name}: line ${this.line}: `;
  }

  /** The name that heads messages of getopts: without a line number. */
  prefixName(): string {
    return this.name;
  }

  /** The status with which a fatal error in an expansion ends this shell: 127 is for `-c` only. */
  fatalStatus(status: number): number {
    return status === 127 && (this.subshell > 0 || !this.startLetters.includes('c')) ? 1 : status;
  }

  /** Report an error on stderr (when the output is flushed). */
  error(text: string): void {
    this.print(`${this.prefix()}${text}\n`, 2);
  }

  /** busybox counts the lines of `-c` from 0. */
  private ashLine(): string {
    return this.interactive || this.wasInteractive ? '' : `line ${this.line - (this.startLetters.includes('c') ? 1 : 0)}: `;
  }

  /** An error of the builtin that runs; returns `status` for `return sh.fail(...)`. */
  fail(text: string, status = 1): number {
    if (this.dialect === 'ash') this.print(`${this.name}: ${this.builtinName}: ${this.ashLine()}${text}\n`, 2);
    else this.error(`${this.builtinName}: ${text}`);
    return status;
  }

  // ---- parameters -----------------------------------------------------------------------------------------------------------

  /** What compiling words depends on. */
  get planOptions(): PlanOptions {
    return { dialect: this.dialect, extglob: this.options.extglob, braces: this.options.braceexpand };
  }

  get ifs(): Ifs {
    const v = this.vars.get('IFS')?.value;
    if (v !== this.ifsText) {
      this.ifsText = v;
      this.ifsParsed = parseIfs(v);
    }
    return this.ifsParsed;
  }

  /** The name that a reference leads to. A circular one is unset. */
  resolve(name: string): string {
    let v = this.vars.get(name);
    for (let i = 0; v !== undefined && v.attrs & A.NAMEREF; i++) {
      if (v.value === undefined || v.value === '') return name;
      if (i > 8) {
        this.error(`warning: ${name}: circular name reference`);
        return name;
      }
      name = v.value;
      const bracket = name.indexOf('[');
      if (bracket > 0) return name;
      v = this.vars.get(name);
    }
    return name;
  }

  /** The variable by name, through references; undefined when there is none. */
  variable(name: string): Variable | undefined {
    const v = this.vars.get(name);
    if (v === undefined || !(v.attrs & A.NAMEREF)) return v;
    return this.vars.get(this.resolve(name));
  }

  /** Value of a special parameter, positional parameter or variable (element 0 of an array); undefined when unset. */
  param(name: string): string | undefined {
    const c = name.charCodeAt(0);
    if (c >= 65 || c === 95) return this.scalar(name);
    if (c >= 48 && c <= 57) {
      const n = Number(name);
      return n === 0 ? this.name : this.params[n - 1];
    }
    switch (name) {
      case '?':
        return String(this.status);
      case '#':
        return String(this.params.length);
      case '$':
        return String(this.pid);
      case '!':
        return this.lastBackground === undefined ? undefined : String(this.lastBackground);
      case '-':
        return dollarDash(this.options, this.interactive || this.wasInteractive, !this.bash, this.startLetters);
      default:
        return undefined;
    }
  }

  /** A variable's value as a scalar. */
  scalar(name: string): string | undefined {
    let v = this.vars.get(name);
    if (v === undefined) return undefined;
    if (v.attrs & A.NAMEREF) {
      const target = this.resolve(name);
      const bracket = target.indexOf('[');
      if (bracket > 0) return this.element(target.slice(0, bracket), target.slice(bracket + 1, -1));
      v = this.vars.get(target);
      if (v === undefined) return undefined;
    }
    if (v.dynamic !== undefined) return v.dynamic.list !== undefined ? v.dynamic.list(this)[0] : v.dynamic.get(this);
    if (v.array !== undefined) return v.array.get(0);
    if (v.assoc !== undefined) return v.assoc.get('0');
    return v.value;
  }

  /** All elements of an array; a scalar is an array of one. */
  elements(name: string): string[] {
    const v = this.variable(name);
    if (v === undefined) return [];
    if (v.dynamic?.list !== undefined) return v.dynamic.list(this);
    if (v.array !== undefined) return v.array.values();
    if (v.assoc !== undefined) {
      const m = v.assoc;
      return hashOrder(m.keys(), 1024).map((k) => m.get(k)!);
    }
    const s = this.scalar(name);
    return s === undefined ? [] : [s];
  }

  /** Keys of an array. */
  keys(name: string): string[] {
    const v = this.variable(name);
    if (v === undefined) return [];
    if (v.dynamic?.list !== undefined) return v.dynamic.list(this).map((_, i) => String(i));
    if (v.array !== undefined) return v.array.keys().map(String);
    if (v.assoc !== undefined) return hashOrder(v.assoc.keys(), 1024);
    return this.scalar(name) === undefined ? [] : ['0'];
  }

  /** An element by its (expanded) subscript. */
  element(name: string, index: string): string | undefined {
    if (index === '@' || index === '*') return this.elements(name).join(' ');
    const v = this.variable(name);
    if (v === undefined) {
      this.index(name, index, 0);
      return undefined;
    }
    if (v.assoc !== undefined) return v.assoc.get(index);
    if (v.dynamic?.list !== undefined) return v.dynamic.list(this)[this.index(name, index, v.dynamic.list(this).length)];
    const i = this.index(name, index, v.array?.length ?? 1);
    if (v.array !== undefined) return v.array.get(i);
    return i === 0 ? this.scalar(name) : undefined;
  }

  /** An index as a number: arithmetic; negative counts from the end. Throws on a bad one. */
  index(name: string, text: string, length: number): number {
    let i = /^\d{1,9}$/.test(text) ? Number(text) : this.arith(text);
    if (i < 0) i += length;
    if (i < 0) throw new ExpansionError(`${name}: bad array subscript`);
    return i;
  }

  /** Evaluate arithmetic to a number (indices, offsets). */
  arith(text: string): number {
    return Number(evalArith(text, this));
  }

  arithGet(name: string, index: string | undefined): string | undefined {
    const v = index === undefined ? this.scalar(name) : this.element(name, index);
    if (v === undefined && this.options.nounset) throw new ExpansionError(this.bash ? `${name}: unbound variable` : `${name}: parameter not set`, true, 127);
    return v;
  }

  arithSet(name: string, index: string | undefined, value: string): void {
    if (index === undefined) setScalar(this, name, value);
    else setElement(this, name, index, value);
  }

  // ---- environment ----------------------------------------------------------------------------------------------------------

  /** The environment of a program: exported variables, in the order of bash's table. */
  environ(): string[] {
    const c = this.environCache;
    if (c !== undefined && c.version === this.vars.exportVersion) return c.list;
    const names: string[] = [];
    for (const [name, v] of this.vars.current) if (v.attrs & A.EXPORT && v.value !== undefined && name !== '_') names.push(name);
    const list = (this.bash ? hashOrder(names, 1024) : names).map((n) => `${n}=${this.vars.get(n)!.value}`);
    for (const f of this.functions.values()) if (f.exported === true) list.push(`BASH_FUNC_${f.name}%%=${functionText(f)}`);
    this.environCache = { version: this.vars.exportVersion, list };
    return list;
  }

  /** An array variable of these values, replacing what was there. */
  setArray(name: string, values: readonly string[]): void {
    const v = this.vars.own(name);
    v.value = undefined;
    v.array = IndexedArray.from(values);
    v.attrs |= A.INDEXED;
  }
}
