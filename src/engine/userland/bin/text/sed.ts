/** sed: the stream editor (GNU sed 4.9). Left out: --debug, the selinux side of -i. */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { decodeUtf8 } from '../../../base/bytes.ts';
import { GetoptError } from '../../libc/getopt.ts';
import { readFd, readTextFile, WriteError, writeText } from '../../libc/stdio.ts';
import { Die, Exit, tool, type Tool } from '../../libc/tool.ts';
import { SedError, SedParser } from './sed-parse.ts';
import { SedMachine, type SedOptions } from './sed-run.ts';

const help = `Usage: % [OPTION]... {script-only-if-no-other-script} [input-file]...

  -n, --quiet, --silent
                 print only what the script prints
  -e script, --expression=script
                 add the script to what is run
  -f script-file, --file=script-file
                 add the contents of script-file to what is run
  --follow-symlinks
                 edit the target of a link, not the link (with -i)
  -i[SUFFIX], --in-place[=SUFFIX]
                 edit files in place; with SUFFIX keep a copy under that name
  -l N, --line-length=N
                 fold the output of \`l' at N columns
  --posix
                 without GNU extensions (accepted, not enforced)
  -E, -r, --regexp-extended
                 regular expressions are extended ones
  -s, --separate
                 each file is a stream of its own
      --sandbox
                 refuse the commands e, r and w
  -u, --unbuffered
                 write each line at once
  -z, --null-data
                 lines end with NUL
      --help     show this text and exit
      --version  show the version and exit

Without -e, --expression, -f or --file the first argument is the script; the
others are input files, or standard input when there is none.
`;

const LONG = {
  binary: 'b', debug: 'debug', expression: 'e:', file: 'f:', 'follow-symlinks': 'follow', 'in-place': 'i::', 'line-length': 'l:', 'null-data': 'z', 'zero-terminated': 'z',
  posix: 'p', quiet: 'n', 'regexp-extended': 'r', sandbox: 'sandbox', separate: 's', silent: 'n', unbuffered: 'u',
};

function* usage(t: Tool, message?: string): Task<never> {
  yield* writeText(t.sys, 2, `${message === undefined ? '' : `${t.name}: ${message}\n`}${help.replaceAll('%', t.name)}`);
  throw new Exit(1);
}

export const sed = tool({ name: 'sed', help, version: 'sed (GNU sed) 4.9', trouble: 4, support: { level: 'partial', note: '--debug and --posix are accepted without effect.' } }, function* (t): Task<number> {
  const o: SedOptions = { quiet: false, extended: false, separate: false, inPlace: undefined, zero: false, unbuffered: false, lineLength: 70 };
  const scripts: { readonly text: string; readonly isFile: boolean }[] = [];
  let sandbox = false;
  let operands: string[];
  try {
    operands = yield* t.options('bsnrzuEe:f:l:i::V:s', LONG, ({ key, arg }) => {
      if (key === 'n') o.quiet = true;
      else if (key === 'e') scripts.push({ text: arg, isFile: false });
      else if (key === 'f') scripts.push({ text: arg, isFile: true });
      else if (key === 'i') {
        o.inPlace = arg;
        o.separate = true;
      } else if (key === 'E' || key === 'r') o.extended = true;
      else if (key === 's') o.separate = true;
      else if (key === 'z') o.zero = true;
      else if (key === 'u') o.unbuffered = true;
      else if (key === 'sandbox') sandbox = true;
      else if (key === 'l') {
        o.lineLength = Number(/^\d+/.exec(arg)?.[0] ?? 0);
      }
    });
  } catch (e) {
    if (e instanceof GetoptError) return yield* usage(t, e.message);
    throw e;
  }
  if (scripts.length === 0) {
    const first = operands.shift();
    if (first === undefined) return yield* usage(t);
    scripts.push({ text: first, isFile: false });
  }
  try {
    const parser = new SedParser(sandbox);
    for (const s of scripts) {
      if (!s.isFile) parser.parse(s.text);
      else {
        try {
          const text = s.text === '-' ? decodeUtf8(yield* readFd(t.sys, 0)) : yield* readTextFile(t.sys, s.text);
          parser.parse(text, s.text);
        } catch (e) {
          if (!isSysError(e)) throw e;
          throw new Die(`couldn't open file ${s.text}: ${e.message}`);
        }
      }
    }
    const script = parser.finish();
    if (parser.quiet) o.quiet = true;
    const status = yield* new SedMachine(t, o, script, operands).run();
    yield* t.out.flush();
    return status;
  } catch (e) {
    if (e instanceof WriteError) throw new Die(`couldn't flush stdout: ${e.cause.message}`);
    if (e instanceof SedError) throw new Die(e.message, e.code);
    throw e;
  }
});
