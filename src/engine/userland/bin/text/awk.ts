/** awk: pattern scanning and processing (mawk 1.3.4, Debian's default awk). Left out: -W options beyond version, usage and interactive. */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import type { Program } from '../../libc/program.ts';
import { baseName } from './small.ts';
import { readTextFile, readFd, writeText } from '../../libc/stdio.ts';
import { decodeUtf8 } from '../../../base/bytes.ts';
import { Exit, tool, type Tool } from '../../libc/tool.ts';
import { AwkIoError, inner } from './awk-io.ts';
import { AwkSyntax, unescape } from './awk-lex.ts';
import { parseAwk, type AwkProgram } from './awk-parse.ts';
import { AwkRuntime, Machine } from './awk-run.ts';
import { fromInput } from './awk-value.ts';

const usage = `Usage: mawk [Options] [Program] [file ...]

Program:
    The program text is the first argument, unless -f names a file with it.

Options:
    -f program-file  read the program from a file; may be given more than once.
    -F value         the field separator, FS.
    -v var=value     assign a variable before the program begins.
    --               the end of the options.

    -W version       show the version and exit.
    -W interactive   write and read line by line.
    -W usage         show this message and exit.
`;

function* fail(t: Tool, name: string, message: string): Task<never> {
  yield* writeText(t.sys, 2, `${name}: ${message}\n`);
  throw new Exit(2);
}

function* main(t: Tool): Task<number> {
  const name = baseName(t.name);
  const args = [...t.args];
  const sources: string[] = [];
  const assignments: string[] = [];
  let fs: string | undefined;
  while (args.length > 0) {
    const a = args[0]!;
    if (a === '--') {
      args.shift();
      break;
    }
    if (!a.startsWith('-') || a === '-') break;
    const letter = a[1]!;
    if (!'fFvW'.includes(letter)) return yield* fail(t, name, `not an option: ${a}`);
    args.shift();
    let value = a.slice(2);
    if (value === '') {
      if (args.length === 0) return yield* fail(t, name, `no program`);
      value = args.shift()!;
    }
    if (letter === 'F') fs = inner(value);
    else if (letter === 'v') {
      if (!/^[A-Za-z_]\w*=/.test(value)) return yield* fail(t, name, `improper assignment: -v ${value}`);
      assignments.push(value);
    } else if (letter === 'f') {
      try {
        sources.push(value === '-' ? decodeUtf8(yield* readFd(t.sys, 0)) : yield* readTextFile(t.sys, value));
      } catch (e) {
        if (!isSysError(e)) throw e;
        return yield* fail(t, name, `cannot open ${value} (${e.message})`);
      }
    } else if ('version'.startsWith(value)) {
      yield* t.out.write('mawk 1.3.4 20200120\n');
      return 0;
    } else if ('usage'.startsWith(value) || 'help'.startsWith(value)) {
      yield* t.out.write(usage);
      return 0;
    } else if ('interactive'.startsWith(value)) t.out.setUnbuffered();
    else return yield* fail(t, name, `glasshull: -W ${value} is not simulated`);
  }
  if (sources.length === 0) {
    const text = args.shift();
    if (text === undefined) {
      yield* t.out.write(usage);
      return 0;
    }
    sources.push(text);
  }
  let program: AwkProgram;
  let machine: Machine;
  try {
    program = parseAwk(inner(sources.join('\n')));
    machine = new Machine(t, program, args);
    for (const a of assignments) {
      const eq = a.indexOf('=');
      machine.setGlobal(a.slice(0, eq), fromInput(unescape(inner(a.slice(eq + 1)))));
    }
    if (fs !== undefined) machine.setGlobal('FS', fs === 't' ? 't' : unescape(fs));
  } catch (e) {
    if (e instanceof AwkSyntax) return yield* fail(t, name, e.message);
    throw e;
  }
  try {
    return yield* machine.run();
  } catch (e) {
    if (!(e instanceof AwkRuntime || e instanceof AwkIoError || e instanceof AwkSyntax)) throw e;
    yield* machine.streams.flushAll();
    if (!(e instanceof AwkRuntime)) return yield* fail(t, name, e.message);
    return yield* fail(t, name, `run time error: ${e.message}\n${machine.position}`);
  }
}

const make = (name: string): Program => tool({ name, trouble: 2, support: { level: 'partial', note: 'As mawk 1.3.4 without -W dump, exec, random, sprintf and posix_space.' } }, main);

export const awk = make('awk');
export const mawk = make('mawk');
