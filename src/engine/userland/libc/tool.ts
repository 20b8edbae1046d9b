/**
 * The frame of a command line program: what crt0, error(3) and gnulib's close_stdout do around main. A program is a {@link tool}: a body
 * that gets a {@link Tool}; it throws {@link Die} or {@link Exit} to end, and standard output is flushed before it ends or complains.
 */
import type { Sys, Task } from '../../abi/sys.ts';
import { O } from '../../abi/fs.ts';
import { isSysError } from '../../abi/errno.ts';
import type { Program, Support } from './program.ts';
import { Env } from './env.ts';
import { quote, quoteaf, quotef } from './err.ts';
import { Getopt, GetoptError, tryHelp, type LongOptions, type Opt } from './getopt.ts';
import { In, Out, WriteError, writeText, type Coding } from './stdio.ts';

/** Ends the program with `message` (after its name and ': ') on standard error. */
export class Die {
  readonly message: string;
  readonly code: number | undefined;
  /** Add the line "Try 'x --help' for more information.". */
  readonly hint: boolean;
  constructor(message: string, code?: number, hint = false) {
    this.message = message;
    this.code = code;
    this.hint = hint;
  }
}

/** Ends the program with a status. */
export class Exit {
  readonly code: number;
  constructor(code: number) {
    this.code = code;
  }
}

/** What a program is, beside its body. */
export interface ToolSpec {
  readonly name: string;
  /** Text of --help, '%' standing for the program's name. Without it neither --help nor --version is known. */
  readonly help?: string;
  /** Package and version in `--version`'s first line. Default: 'GNU coreutils) 9.1' as "name (GNU coreutils) 9.1". */
  readonly version?: string;
  /** Exit status of trouble: usage errors, write errors, {@link Die} without a code. Default 1. */
  readonly trouble?: number;
  readonly support?: Support;
  /** diffutils and a few others begin the line that points to --help with their name. */
  readonly namedHint?: boolean;
}

/** Another build's wording of the same program: what BusyBox's applets say where GNU's say something else. */
export interface Dialect {
  /** How the program calls itself. */
  readonly name: string;
  /** The options that this build knows, as getopt(3) takes them; undefined: those of the program. */
  readonly short: string | undefined;
  readonly long: readonly string[] | undefined;
  /** A message in this build's words. */
  reword(message: string): string;
  /** What is printed after misuse, and for --help. */
  usage(): string;
}

/** A {@link tool}, which can also be run in another wording. */
export interface ToolProgram extends Program {
  run(sys: Sys, argv: readonly string[], envp: readonly string[], dialect: Dialect): Task<number>;
}

/** The letters of `wanted`, with the arguments that `own` gives them. */
function narrowed(own: string, wanted: string): string {
  let out = own.startsWith('+') || wanted.startsWith('+') ? '+' : '';
  for (const [letter] of wanted.replace(/^\+/, '').matchAll(/[^:]:*/g)) {
    const at = own.indexOf(letter[0]!);
    out += at < 0 ? letter : letter[0]! + /^:*/.exec(own.slice(at + 1))![0];
  }
  return out;
}

/** A running program. */
export class Tool {
  readonly sys: Sys;
  /** argv[0]. */
  readonly name: string;
  readonly args: readonly string[];
  readonly envp: readonly string[];
  readonly env: Env;
  readonly utf8: boolean;
  /** Standard output. */
  readonly out: Out;
  readonly spec: ToolSpec;
  /** Whose words to use; undefined for the program's own. */
  readonly dialect: Dialect | undefined;
  constructor(spec: ToolSpec, sys: Sys, argv: readonly string[], envp: readonly string[], dialect?: Dialect) {
    this.spec = spec;
    this.sys = sys;
    this.dialect = dialect;
    this.name = dialect?.name ?? argv[0] ?? spec.name;
    this.args = argv.slice(1);
    this.envp = envp;
    this.env = new Env(envp);
    this.utf8 = this.env.utf8;
    this.out = new Out(sys, 1);
  }
  /** The options; --help and --version are answered here. Throws GetoptError, {@link Exit}. */
  *options(short: string, long: LongOptions, onOption: (o: Opt) => void, args: readonly string[] = this.args): Task<string[]> {
    const known = this.dialect?.short === undefined ? short : narrowed(short, this.dialect.short);
    const names = this.dialect?.long === undefined ? long : Object.fromEntries(Object.entries(long).filter(([name]) => this.dialect!.long!.includes(name)));
    const g = new Getopt(args, known, this.spec.help === undefined || this.dialect !== undefined ? names : { ...names, help: '?help', version: '?version' });
    for (const o of g) {
      if (o.key === '?help') yield* this.help();
      else if (o.key === '?version') yield* this.version();
      else onOption(o);
    }
    return g.operands;
  }
  /** Print the help text and end. */
  *help(): Task<never> {
    yield* this.out.write((this.spec.help ?? '').replaceAll('%', this.name));
    throw new Exit(0);
  }
  /** The line that points to --help, on standard error. */
  *tryHelp(): Task<void> {
    yield* writeText(this.sys, 2, this.dialect?.usage() ?? (this.spec.namedHint === true ? `${this.name}: ` : '') + tryHelp(this.name));
  }
  /** Print the version and end. */
  *version(): Task<never> {
    yield* this.out.write(`${this.spec.version ?? `${this.spec.name} (GNU coreutils) 9.1`}\n`);
    throw new Exit(0);
  }
  quote(text: string): string {
    return this.dialect === undefined ? quote(text, this.utf8) : `'${text}'`;
  }
  quotef(name: string): string {
    return this.dialect === undefined ? quotef(name, this.utf8) : name;
  }
  quoteaf(name: string): string {
    return this.dialect === undefined ? quoteaf(name, this.utf8) : `'${name}'`;
  }
  /** error(3): flush standard output, then `name: message` on standard error. */
  *warn(message: string): Task<void> {
    yield* this.out.flush();
    yield* writeText(this.sys, 2, `${this.name}: ${this.dialect === undefined ? message : this.dialect.reword(message)}\n`);
  }
  /** A failed call about a file: `name: file: No such file or directory`. Rethrows what is no SysError. */
  *warnFile(file: string, e: unknown): Task<void> {
    if (!isSysError(e)) throw e;
    yield* this.warn(`${this.quotef(file)}: ${e.message}`);
  }
  /**
   * Open each file ('-' is standard input; none is '-') and hand it to `body`; failures to open or read are reported and the next
   * file follows. False when there was any.
   */
  *eachFile(files: readonly string[], body: (input: In, file: string) => Task<void>, delimiter: '\n' | '\0' = '\n', coding: Coding = 'utf8'): Task<boolean> {
    let ok = true;
    for (const file of files.length === 0 ? ['-'] : files) {
      let input: In | undefined;
      try {
        input = new In(this.sys, file === '-' ? 0 : yield* this.sys.open(file, O.RDONLY | O.CLOEXEC), delimiter, coding);
        yield* body(input, file);
      } catch (e) {
        yield* this.warnFile(file, e);
        ok = false;
      } finally {
        input?.close();
      }
    }
    return ok;
  }
}

function* end(t: Tool, e: unknown): Task<number> {
  const trouble = t.dialect === undefined ? (t.spec.trouble ?? 1) : 1;
  if (e instanceof Exit) return e.code;
  if (e instanceof Die) {
    // BusyBox shows its usage, without a message, for operands that are missing or too many.
    if (t.dialect !== undefined && e.hint && /^(missing|extra|too |$)/.test(e.message)) {
      yield* t.out.flush();
      yield* t.tryHelp();
      return 1;
    }
    yield* t.warn(e.message);
    if (e.hint && t.dialect === undefined) yield* t.tryHelp();
    return e.code ?? trouble;
  }
  if (e instanceof GetoptError) {
    const message = t.dialect === undefined ? e.message : t.dialect.reword(e.message);
    yield* writeText(t.sys, 2, `${t.name}: ${message}\n${t.dialect?.usage() ?? (t.spec.help === undefined ? '' : (t.spec.namedHint === true ? `${t.name}: ` : '') + tryHelp(t.name))}`);
    return trouble;
  }
  if (e instanceof WriteError) {
    t.out.discard();
    yield* writeText(t.sys, 2, `${t.name}: write error: ${e.cause.message}\n`);
    return trouble;
  }
  if (isSysError(e)) {
    yield* t.warn(e.message);
    return trouble;
  }
  throw e;
}

function* run(spec: ToolSpec, body: (t: Tool) => Task<number>, sys: Sys, argv: readonly string[], envp: readonly string[], dialect?: Dialect): Task<number> {
  const t = new Tool(spec, sys, argv, envp, dialect);
  let status: number;
  try {
    status = yield* body(t);
  } catch (e) {
    status = yield* end(t, e);
  }
  try {
    yield* t.out.flush();
  } catch (e) {
    status = yield* end(t, e);
  }
  return status;
}

/** Make a program of a body. */
export function tool(spec: ToolSpec, body: (t: Tool) => Task<number>): ToolProgram {
  return {
    name: spec.name,
    main: (sys, argv, envp) => run(spec, body, sys, argv, envp),
    run: (sys, argv, envp, dialect) => run(spec, body, sys, argv, envp, dialect),
    support: spec.support ?? { level: 'full' },
  };
}
