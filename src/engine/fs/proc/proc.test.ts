/** procfs through the system calls: formats, magic links, who may look, settings. */
import { expect, test } from 'vitest';
import { isSysError } from '../../abi/errno.ts';
import { O } from '../../abi/fs.ts';
import { CLONE } from '../../abi/process.ts';
import { decodeUtf8, encodeUtf8 } from '../../base/bytes.ts';
import { runBody } from '../../syscalls/testing/box.ts';
import type { Sys, Task } from '../../abi/sys.ts';

function* cat(sys: Sys, path: string): Task<string> {
  try {
    const fd = yield* sys.open(path, O.RDONLY);
    try {
      let text = '';
      for (;;) {
        const part = yield* sys.read(fd, 1000);
        if (part.length === 0) return text;
        text += decodeUtf8(part);
      }
    } finally {
      sys.close(fd);
    }
  } catch (e) {
    if (isSysError(e)) return e.code;
    throw e;
  }
}

function* write(sys: Sys, path: string, text: string): Task<string> {
  try {
    const fd = yield* sys.open(path, O.WRONLY | O.TRUNC);
    try {
      yield* sys.write(fd, encodeUtf8(text));
      return 'ok';
    } finally {
      sys.close(fd);
    }
  } catch (e) {
    if (isSysError(e)) return e.code;
    throw e;
  }
}

function run(body: (sys: Sys) => Task<unknown>): unknown {
  let result: unknown;
  const { output } = runBody(function* (sys) {
    result = yield* body(sys);
  });
  expect(output).toBe('');
  return result;
}

test('a stopped, a sleeping and a dead child as stat and status show them', () => {
  expect(
    run(function* (sys) {
      const seen: string[] = [];
      const pid = sys.fork(function* (c) {
        c.setComm('sleepy (x) y');
        c.sigaction(15, 'ignore');
        c.sigaction(10, () => undefined);
        yield* c.sleep(60e9);
        return 3;
      });
      yield* sys.sleep(1e9);
      const stat = yield* cat(sys, `/proc/${pid}/stat`);
      seen.push(stat.split(' ').slice(0, 9).join(' '), stat.split(' ').length.toString());
      const status = yield* cat(sys, `/proc/${pid}/status`);
      seen.push(status.split('\n').filter((l) => /^(Name|State|Pid|PPid|Sig|NSpid)/.test(l)).join('|'));
      sys.kill(pid, 19);
      yield* sys.sleep(1e6);
      seen.push((yield* cat(sys, `/proc/${pid}/stat`)).split(' ')[4]!);
      sys.kill(pid, 18);
      sys.kill(pid, 9);
      yield* sys.sleep(1e6);
      seen.push((yield* cat(sys, `/proc/${pid}/status`)).split('\n')[1]!, yield* cat(sys, `/proc/${pid}/cmdline`), yield* cat(sys, `/proc/${pid}/mounts`));
      const fd = yield* sys.open(`/proc/${pid}/stat`, O.RDONLY);
      yield* sys.wait4(pid);
      seen.push(yield* cat(sys, `/proc/${pid}/stat`));
      try {
        yield* sys.read(fd, 10);
      } catch (e) {
        seen.push(String(e));
      }
      return seen;
    }),
  ).toEqual([
    '3 (sleepy (x) y) S 2 2 2 0',
    '54',
    'Name:\tsleepy (x) y|State:\tS (sleeping)|Pid:\t3|PPid:\t2|NSpid:\t3|SigQ:\t0/31517|SigPnd:\t0000000000000000|SigBlk:\t0000000000000000|SigIgn:\t0000000000004000|SigCgt:\t0000000000000200',
    'T',
    'State:\tZ (zombie)',
    '',
    'ENOENT',
    'ENOENT',
    'ESRCH: No such process',
  ]);
});

test('magic links: a removed file, a pipe, the program, another root', () => {
  expect(
    run(function* (sys) {
      const seen: unknown[] = [];
      const fd = yield* sys.open('/tmp/f', O.RDWR | O.CREAT);
      yield* sys.write(fd, encodeUtf8('kept'));
      seen.push(sys.readlink(`/proc/self/fd/${fd}`), sys.lstat(`/proc/self/fd/${fd}`).mode.toString(8));
      sys.rename('/tmp/f', '/tmp/g');
      seen.push(sys.readlink(`/proc/self/fd/${fd}`));
      sys.unlink('/tmp/g');
      seen.push(sys.readlink(`/proc/self/fd/${fd}`), yield* cat(sys, `/proc/self/fd/${fd}`), yield* cat(sys, `/proc/self/fdinfo/${fd}`));
      const [r, w] = sys.pipe();
      seen.push(yield* write(sys, `/dev/fd/${w}`, 'through'), decodeUtf8(yield* sys.read(r, 100)), /^pipe:\[\d+\]$/.test(sys.readlink(`/proc/self/fd/${r}`)));
      seen.push(sys.readlink('/proc/self/exe'), sys.stat('/proc/self/exe').ino === sys.stat('/bin/t').ino, sys.readlink('/proc/1/exe'));
      const pid = sys.fork(function* (c) {
        c.chroot('/tmp');
        c.chdir('/');
        yield* c.sleep(10e9);
        return 0;
      });
      yield* sys.sleep(1e6);
      seen.push(sys.readlink(`/proc/${pid}/root`), sys.readlink(`/proc/${pid}/cwd`), yield* cat(sys, '/proc/self/fd/99'), yield* cat(sys, '/proc/self/nothing'), yield* cat(sys, '/proc/99999/stat'));
      sys.kill(pid, 9);
      return seen;
    }),
  ).toEqual(['/tmp/f', '120700', '/tmp/g', '/tmp/g (deleted)', 'kept', 'pos:\t4\nflags:\t0000002\nmnt_id:\t20\nino:\t19\n', 'ok', 'through', true, '/bin/t', true, '/sbin/init', '/tmp', '/tmp', 'ENOENT', 'ENOENT', 'ENOENT']);
});

test('another user sees the public files only', () => {
  expect(
    run(function* (sys) {
      const answers: string[] = [];
      sys.setgroups([]);
      sys.setgid(1000);
      sys.setuid(1000);
      for (const f of ['comm', 'environ', 'fd', 'cwd', 'exe', 'ns/net', 'status', 'maps']) {
        let text: string;
        try {
          text = f === 'fd' ? String(sys.readdir('/proc/1/fd').length) : f === 'comm' || f === 'environ' || f === 'maps' ? yield* cat(sys, `/proc/1/${f}`) : f === 'status' ? (yield* cat(sys, '/proc/1/status')).slice(0, 4) : sys.readlink(`/proc/1/${f}`);
        } catch (e) {
          text = isSysError(e) ? e.code : '?';
        }
        answers.push(`${f} ${text.trim()}`);
      }
      return answers;
    }),
  ).toEqual(['comm init', 'environ EACCES', 'fd EACCES', 'cwd EACCES', 'exe EACCES', 'ns/net EACCES', 'status Name', 'maps EACCES']);
});

test('settings: host name of the namespace, numbers in range, refused writes', () => {
  expect(
    run(function* (sys) {
      const seen: string[] = [];
      seen.push(yield* write(sys, '/proc/sys/kernel/hostname', 'renamed\n'), yield* cat(sys, '/proc/sys/kernel/hostname'), sys.uname().nodename);
      const pid = sys.clone(
        function* (c) {
          seen.push(yield* write(c, '/proc/sys/kernel/hostname', 'inner'), c.uname().nodename);
          return 0;
        },
        { flags: CLONE.NEWUTS },
      );
      yield* sys.wait4(pid);
      seen.push(sys.uname().nodename, yield* write(sys, '/proc/sys/net/ipv4/ip_forward', '7'), yield* write(sys, '/proc/sys/net/ipv4/ip_forward', '0'), yield* cat(sys, '/proc/sys/net/ipv4/ip_forward'));
      seen.push(yield* write(sys, '/proc/uptime', 'x'), yield* write(sys, '/proc/self/oom_score_adj', '2000'), yield* write(sys, '/proc/self/oom_score_adj', '-500'), yield* cat(sys, '/proc/self/oom_score_adj'));
      for (const call of [() => sys.mkdir('/proc/x'), () => sys.unlink('/proc/uptime'), () => sys.mkdir('/sys/x'), () => sys.rmdir('/proc/1')]) {
        try {
          call();
        } catch (e) {
          seen.push(isSysError(e) ? e.code : '?');
        }
      }
      return seen;
    }),
  ).toEqual(['ok', 'renamed\n', 'renamed', 'ok', 'inner', 'renamed', 'EINVAL', 'ok', '0\n', 'EIO', 'EINVAL', 'ok', '-500\n', 'ENOENT', 'EPERM', 'EPERM', 'EPERM']);
});
