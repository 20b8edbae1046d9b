/** tee: copy standard input to files and to standard output (coreutils 9.1). */
import type { Task } from '../../../abi/sys.ts';
import { O } from '../../../abi/fs.ts';
import { isSysError } from '../../../abi/errno.ts';
import { Signal } from '../../../abi/signal.ts';
import { BLOCK, writeAll } from '../../libc/stdio.ts';
import { Die, tool } from '../../libc/tool.ts';

const help = `Usage: % [OPTION]... [FILE]...
Copy standard input to each FILE, and also to standard output.

  -a, --append              add to the FILEs, do not overwrite them
  -i, --ignore-interrupts   go on when interrupted
  -p                        report errors writing to non-pipes
      --output-error[=MODE] what to do when a write fails: warn, warn-nopipe,
                              exit, exit-nopipe
      --help        show this text and exit
      --version     show the version and exit
`;

const MODES = ['warn', 'warn-nopipe', 'exit', 'exit-nopipe'];

export const tee = tool({ name: 'tee', help }, function* (t): Task<number> {
  let append = false;
  let mode: string | undefined;
  const files = yield* t.options('aip', { append: 'a', 'ignore-interrupts': 'i', 'output-error': 'p::' }, ({ key, arg, has }) => {
    if (key === 'a') append = true;
    else if (key === 'i') t.sys.sigaction(Signal.SIGINT, 'ignore');
    else {
      const found = has ? MODES.find((m) => m.startsWith(arg)) : 'warn-nopipe';
      if (found === undefined) {
        throw new Die(`invalid argument ${t.quote(arg)} for ${t.quote('--output-error')}\nValid arguments are:${MODES.map((m) => `\n  - ${t.quote(m)}`).join('')}`, 1, true);
      }
      mode = found;
    }
  });
  if (mode !== undefined) t.sys.sigaction(Signal.SIGPIPE, 'ignore');
  let status = 0;
  let outputs: { readonly name: string; readonly fd: number }[] = [{ name: 'standard output', fd: 1 }];
  for (const name of files) {
    try {
      outputs.push({ name, fd: yield* t.sys.open(name, O.WRONLY | O.CREAT | O.CLOEXEC | (append ? O.APPEND : O.TRUNC), 0o666) });
    } catch (e) {
      yield* t.warnFile(name, e);
      status = 1;
    }
  }
  for (;;) {
    let block: Uint8Array;
    try {
      block = yield* t.sys.read(0, BLOCK);
    } catch (e) {
      if (!isSysError(e)) throw e;
      yield* t.warn(`read error: ${e.message}`);
      return 1;
    }
    if (block.length === 0 || outputs.length === 0) return status;
    for (const o of outputs) {
      try {
        yield* writeAll(t.sys, o.fd, block);
      } catch (e) {
        if (!isSysError(e)) throw e;
        outputs = outputs.filter((x) => x !== o);
        const pipe = e.code === 'EPIPE';
        if (pipe && mode !== 'warn' && mode !== 'exit') continue;
        yield* t.warn(`${t.quotef(o.name)}: ${e.message}`);
        status = 1;
        if (mode?.startsWith('exit') === true) return 1;
      }
    }
  }
});
