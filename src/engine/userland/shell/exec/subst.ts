/** Command and process substitution. */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { O } from '../../../abi/fs.ts';
import { exitCode } from '../../../abi/process.ts';
import { concatBytes, decodeUtf8 } from '../../../base/bytes.ts';
import type { List } from '../syntax/ast.ts';
import type { Substitution } from '../expand/plan.ts';
import { expandSingle } from '../expand/expand.ts';
import { ExpansionError } from '../state/errors.ts';
import type { Shell } from '../state/shell.ts';
import { forkShell } from './process.ts';
import { parseText } from './reader.ts';
import { runList } from './run.ts';

/** The parsed body of a substitution. */
function listOf(sh: Shell, sub: Substitution): List {
  return (sub.list ??= parseText(sh, sub.text, sub.line));
}

/** $(...): the output without its trailing newlines. `$?` becomes the command's. */
export function* substitute(sh: Shell, sub: Substitution): Task<string> {
  const list = listOf(sh, sub);
  const only = list.items.length === 1 ? list.items[0]! : undefined;
  if (only !== undefined && !only.background && only.node.type === 'simple' && sh.dialect !== 'dash') {
    const n = only.node;
    if (n.words.length === 0 && n.assigns.length === 0 && n.redirs.length === 1 && n.redirs[0]!.op === '<' && n.redirs[0]!.fd === undefined) {
      return yield* readFile(sh, yield* expandSingle(sh, n.redirs[0]!.target));
    }
  }
  yield* sh.flush();
  const [rd, wr] = sh.sys.pipe();
  const pid = yield* forkShell(sh, {}, function* (child) {
    child.sys.close(rd);
    if (wr !== 1) {
      child.sys.dup2(wr, 1);
      child.sys.close(wr);
    }
    child.traceDepth++;
    if (!child.options.opt('inherit_errexit') && child.bash) child.options.errexit = false;
    return yield* runList(child, list, true);
  });
  sh.sys.close(wr);
  const text = yield* readAll(sh, rd);
  sh.sys.close(rd);
  sh.status = yield* waitFor(sh, pid);
  sh.substStatus = sh.status;
  return text;
}

function* waitFor(sh: Shell, pid: number): Task<number> {
  for (;;) {
    try {
      const r = yield* sh.sys.wait4(pid, 0);
      return r === undefined ? 0 : exitCode(r.status);
    } catch (e) {
      if (isSysError(e, 'ECHILD')) return 127;
      if (!isSysError(e, 'EINTR')) throw e;
      sh.checkHangup();
    }
  }
}

/** All of a descriptor, trailing newlines and NUL bytes dropped. */
function* readAll(sh: Shell, fd: number): Task<string> {
  const parts: Uint8Array[] = [];
  for (;;) {
    try {
      const data = yield* sh.sys.read(fd, 65536);
      if (data.length === 0) break;
      parts.push(data);
    } catch (e) {
      if (!isSysError(e, 'EINTR')) throw e;
      sh.checkHangup();
    }
  }
  let text = parts.length === 0 ? '' : decodeUtf8(concatBytes(parts));
  if (text.includes('\0')) {
    text = text.replace(/\0/g, '');
    if (sh.bash) sh.error('warning: command substitution: ignored null byte in input');
  }
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 10) end--;
  return text.slice(0, end);
}

/** $(< file) */
function* readFile(sh: Shell, path: string): Task<string> {
  try {
    const fd = yield* sh.sys.open(path, O.RDONLY | O.CLOEXEC);
    try {
      const text = yield* readAll(sh, fd);
      sh.substStatus = sh.status = 0;
      return text;
    } finally {
      sh.sys.close(fd);
    }
  } catch (e) {
    if (!isSysError(e)) throw e;
    sh.error(`${path}: ${e.message}`);
    yield* sh.flush();
    sh.substStatus = sh.status = 1;
    return '';
  }
}

/** <(...) and >(...): a pipe to a background subshell, as /dev/fd/N. */
export function* processSubstitution(sh: Shell, dir: '<' | '>', sub: Substitution): Task<string> {
  const list = listOf(sh, sub);
  yield* sh.flush();
  const [rd, wr] = sh.sys.pipe();
  const [mine, theirs] = dir === '<' ? [rd, wr] : [wr, rd];
  const pid = yield* forkShell(sh, { background: true }, function* (child) {
    child.sys.close(mine);
    child.sys.dup2(theirs, dir === '<' ? 1 : 0);
    child.sys.close(theirs);
    return yield* runList(child, list, true);
  });
  sh.sys.close(theirs);
  sh.lastBackground = pid;
  // High numbers, as bash uses, so that they do not disturb the script's own.
  let fd = -1;
  for (let n = 63; n > 9 && fd < 0; n--) {
    try {
      sh.sys.getfl(n);
    } catch (e) {
      if (!isSysError(e, 'EBADF')) throw e;
      sh.sys.dup2(mine, n);
      fd = n;
    }
  }
  if (fd < 0) throw new ExpansionError('cannot make pipe for process substitution: Too many open files');
  sh.sys.close(mine);
  sh.procFds.push(fd);
  return `/dev/fd/${fd}`;
}

/** Close what process substitutions of the last command opened. */
export function closeProcFds(sh: Shell): void {
  for (const fd of sh.procFds.splice(0)) {
    try {
      sh.sys.close(fd);
    } catch (e) {
      if (!isSysError(e)) throw e;
    }
  }
}
