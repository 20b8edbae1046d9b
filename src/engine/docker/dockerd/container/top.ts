/** GET /containers/{id}/top: runs the host's ps and keeps the lines of the container's processes, as daemon/top_unix.go does. */
import { decodeUtf8, concatBytes } from '../../../base/bytes.ts';
import { isSysError } from '../../../abi/errno.ts';
import { O } from '../../../abi/fs.ts';
import { exitCode } from '../../../abi/process.ts';
import type { Sys, Task } from '../../../abi/sys.ts';
import { readText } from '../../common/files.ts';
import type { ContainerTop } from '../../api/types.ts';
import { conflict, system } from '../errors.ts';
import type { Container } from './container.ts';

const PS = '/bin/ps';

function* runPs(sys: Sys, args: readonly string[]): Task<{ readonly code: number; readonly text: string }> {
  const [reader, writer] = sys.pipe(O.CLOEXEC);
  const pid = sys.fork(function* (child) {
    child.dup2(writer, 1);
    child.dup2(writer, 2);
    try {
      return yield* child.execve(PS, ['ps', ...args], ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin']);
    } catch (e) {
      if (!isSysError(e)) throw e;
      return 127;
    }
  });
  sys.close(writer);
  const parts: Uint8Array[] = [];
  for (;;) {
    const b = yield* sys.read(reader, 65536);
    if (b.length === 0) break;
    parts.push(b);
  }
  sys.close(reader);
  const done = yield* sys.wait4(pid);
  return { code: done === undefined ? 1 : exitCode(done.status), text: parts.length === 0 ? '' : decodeUtf8(concatBytes(parts)) };
}

/** `psArgs` is what follows `docker top NAME`; '' is -ef. Throws 400, 409 and 500. */
export function* containerTop(sys: Sys, c: Container, psArgs: string): Task<ContainerTop> {
  if (!c.state.Running) throw conflict(`container ${c.id} is not running`);
  if (c.state.Restarting) throw conflict(`Container ${c.id} is restarting, wait until the container is running`);
  const args = psArgs.trim() === '' ? ['-ef'] : psArgs.trim().split(/\s+/);
  const { code, text } = yield* runPs(sys, args);
  if (code !== 0) throw system(`ps: ${text.split('\n')[0] || `exit status ${code}`}`);
  const pids = new Set((yield* readText(sys, `/sys/fs/cgroup/system.slice/docker-${c.id}.scope/cgroup.procs`)).split('\n').filter((l) => l !== ''));
  const lines = text.split('\n').filter((l) => l !== '');
  const Titles = (lines[0] ?? '').trim().split(/\s+/);
  const pidColumn = Titles.indexOf('PID');
  if (pidColumn < 0) throw system("Couldn't find PID field in ps output");
  const Processes: string[][] = [];
  for (const line of lines.slice(1)) {
    const words = line.trim().split(/\s+/);
    if (!pids.has(words[pidColumn] ?? '')) continue;
    Processes.push([...words.slice(0, Titles.length - 1), words.slice(Titles.length - 1).join(' ')]);
  }
  return { Processes, Titles };
}
