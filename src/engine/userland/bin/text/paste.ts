/** paste: join the lines that stand at the same place (coreutils 9.1). */
import type { Task } from '../../../abi/sys.ts';
import { O } from '../../../abi/fs.ts';
import { isSysError } from '../../../abi/errno.ts';
import { In } from '../../libc/stdio.ts';
import { Die, tool, type Tool } from '../../libc/tool.ts';
import { helpStdin, helpTail } from './common.ts';

/** Delimiter list of paste -d, with its escapes; '' stands for \0. */
function delimiters(t: Tool, list: string): string[] {
  const out: string[] = [];
  const known: Readonly<Record<string, string>> = { n: '\n', t: '\t', b: '\b', f: '\f', r: '\r', v: '\v', '0': '', '\\': '\\' };
  for (let i = 0; i < list.length; i++) {
    if (list[i] !== '\\') {
      out.push(list[i]!);
      continue;
    }
    const next = list[++i];
    if (next === undefined) throw new Die(`delimiter list ends with an unescaped backslash: ${list}`);
    out.push(known[next] ?? next);
  }
  return out.length === 0 ? [''] : out;
}

export const paste = tool({ name: 'paste', help: `Usage: % [OPTION]... [FILE]...\nJoin the lines of the FILEs that stand at the same place, with TABs between.\n\n${helpStdin}  -d, --delimiters=LIST   take the characters of LIST in turn, not TAB\n  -s, --serial            all lines of one file make one line\n  -z, --zero-terminated   lines end with NUL, not newline\n${helpTail}` }, function* (t): Task<number> {
  let list = ['\t'];
  let serial = false;
  let end: '\n' | '\0' = '\n';
  const files = yield* t.options('d:sz', { delimiters: 'd:', serial: 's', 'zero-terminated': 'z' }, ({ key, arg }) => {
    if (key === 'd') list = delimiters(t, arg);
    else if (key === 's') serial = true;
    else end = '\0';
  });
  if (files.length === 0) files.push('-');
  let status = 0;
  const standard = new In(t.sys, 0, end);
  if (serial) {
    for (const file of files) {
      try {
        const input = file === '-' ? standard : new In(t.sys, yield* t.sys.open(file, O.RDONLY | O.CLOEXEC), end);
        let i = 0;
        while (input.ready || (yield* input.fill())) {
          t.out.put((i > 0 ? list[(i - 1) % list.length]! : '') + input.take());
          i++;
        }
        yield* t.out.write(end);
        if (file !== '-') input.close();
      } catch (e) {
        yield* t.warnFile(file, e);
        status = 1;
      }
    }
    return status;
  }
  const inputs: (In | undefined)[] = [];
  for (const file of files) {
    try {
      inputs.push(file === '-' ? standard : new In(t.sys, yield* t.sys.open(file, O.RDONLY | O.CLOEXEC), end));
    } catch (e) {
      if (!isSysError(e)) throw e;
      throw new Die(`${t.quotef(file)}: ${e.message}`);
    }
  }
  for (;;) {
    let any = false;
    let line = '';
    for (const [i, input] of inputs.entries()) {
      if (i > 0) line += list[(i - 1) % list.length]!;
      if (input === undefined) continue;
      let text: string | undefined;
      try {
        text = yield* input.readLine();
      } catch (e) {
        yield* t.warnFile(files[i]!, e);
        status = 1;
      }
      if (text === undefined) {
        inputs[i] = undefined;
        continue;
      }
      any = true;
      line += text;
    }
    if (!any) return status;
    yield* t.out.write(line + end);
  }
});
