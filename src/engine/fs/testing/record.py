#!/usr/bin/env python3
"""Plays cases.txt on real Linux and writes what happened to recorded.json: ext4 (the directory given), tmpfs and overlay (mounted here).
Run as root: record.py DIR. Recorded on Linux 6.18, ext4 / tmpfs / overlay on ext4."""
import ctypes, errno, json, os, stat, subprocess, sys

libc = ctypes.CDLL(None, use_errno=True)
HERE = os.path.dirname(os.path.abspath(__file__))


def cases():
    out = []
    for line in open(os.path.join(HERE, 'cases.txt')).read().split('\n'):
        if line.startswith('# '):
            out.append((line[2:], []))
        elif line:
            out[-1][1].append(line)
    return out


def name(p):
    return '/'.join('n' * int(x[1:]) if x.startswith('@') else x for x in p.split('/'))


FLAGS = {'r': os.O_RDONLY, 'w': os.O_WRONLY, 'c': os.O_CREAT, 'x': os.O_EXCL, 't': os.O_TRUNC, 'a': os.O_APPEND, 'd': os.O_DIRECTORY, 'n': os.O_NOFOLLOW}
TYPES = {stat.S_IFREG: 'file', stat.S_IFDIR: 'dir', stat.S_IFLNK: 'symlink', stat.S_IFIFO: 'fifo', stat.S_IFSOCK: 'socket', stat.S_IFCHR: 'char', stat.S_IFBLK: 'block'}
OLD = 1000


def flags(text):
    if text.startswith('rw'):
        f, text = os.O_RDWR, text[2:]
    else:
        f, text = FLAGS[text[0]], text[1:]
    for c in text:
        f |= FLAGS[c]
    return f


def show(st):
    kind = TYPES[stat.S_IFMT(st.st_mode)]
    size = '' if kind == 'dir' else f' size={st.st_size}'
    rdev = f' rdev={os.major(st.st_rdev)}:{os.minor(st.st_rdev)}' if kind in ('char', 'block') else ''
    return f'{kind} {stat.S_IMODE(st.st_mode):o} nlink={st.st_nlink} {st.st_uid}:{st.st_gid}{size}{rdev}'


def put(path, f, text):
    fd = os.open(path, f, 0o666)
    try:
        os.write(fd, text.encode())
    finally:
        os.close(fd)


class Player:
    def __init__(self, top):
        self.top = top
        self.fds = {}

    def do(self, line):
        a = line.split(' ')
        if a[0] == 'as':
            r, w = os.pipe()
            pid = os.fork()
            if pid == 0:
                uid = int(a[1])
                os.setgroups([])
                os.setresgid(uid, uid, uid)
                os.setresuid(uid, uid, uid)
                os.write(w, self.one(a[2:]).encode())
                os._exit(0)
            os.close(w)
            text = b''
            while True:
                part = os.read(r, 65536)
                if not part:
                    break
                text += part
            os.close(r)
            os.waitpid(pid, 0)
            return text.decode()
        return self.one(a)

    def one(self, a):
        try:
            result = self.call(a[0], a[1:])
            return 'ok' if result is None else str(result)
        except OSError as e:
            return errno.errorcode[e.errno]

    def call(self, op, a):
        p = name(a[0]) if a else ''
        fd = self.fds.get(a[0]) if a else None
        if op in ('read', 'write', 'pread', 'pwrite', 'seek', 'ftruncate', 'fstat', 'close') and fd is None:
            return 'no descriptor'
        if op == 'open':
            if a[0] in self.fds:
                os.close(self.fds.pop(a[0]))
            self.fds[a[0]] = os.open(name(a[1]), flags(a[2]), int(a[3], 8) if len(a) > 3 else 0o666)
        elif op == 'close':
            os.close(self.fds.pop(a[0]))
        elif op == 'read':
            return json.dumps(os.read(fd, int(a[1])).decode())
        elif op == 'write':
            return os.write(fd, a[1].encode())
        elif op == 'pread':
            return json.dumps(os.pread(fd, int(a[1]), int(a[2])).decode())
        elif op == 'pwrite':
            return os.pwrite(fd, a[2].encode(), int(a[1]))
        elif op == 'seek':
            return os.lseek(fd, int(a[1]), {'set': 0, 'cur': 1, 'end': 2}[a[2]])
        elif op == 'ftruncate':
            os.ftruncate(fd, int(a[1]))
        elif op == 'fstat':
            return show(os.fstat(fd))
        elif op == 'create':
            put(p, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, a[1])
        elif op == 'append':
            put(p, os.O_WRONLY | os.O_APPEND, a[1])
        elif op == 'cat':
            f = os.open(p, os.O_RDONLY)
            try:
                return json.dumps(os.read(f, 100000).decode())
            finally:
                os.close(f)
        elif op == 'mkdir':
            os.mkdir(p, int(a[1], 8) if len(a) > 1 else 0o777)
        elif op == 'rmdir':
            os.rmdir(p)
        elif op == 'unlink':
            os.unlink(p)
        elif op == 'link':
            os.link(p, name(a[1]), follow_symlinks=False)
        elif op == 'symlink':
            os.symlink(p, name(a[1]))
        elif op == 'readlink':
            return json.dumps(os.readlink(p))
        elif op == 'rename':
            if libc.renameat2(-100, p.encode(), -100, name(a[1]).encode(), int(a[2]) if len(a) > 2 else 0) != 0:
                raise OSError(ctypes.get_errno(), '')
        elif op == 'mknod':
            kind = {'p': stat.S_IFIFO, 's': stat.S_IFSOCK, 'c': stat.S_IFCHR, 'f': stat.S_IFREG}[a[1]]
            dev = os.makedev(int(a[2]), int(a[3])) if a[1] == 'c' else 0
            mode = int(a[2], 8) if a[1] != 'c' and len(a) > 2 else 0o666
            os.mknod(p, kind | mode, dev)
        elif op == 'chmod':
            os.chmod(p, int(a[1], 8))
        elif op == 'chown':
            os.chown(p, int(a[1]), int(a[2]))
        elif op == 'lchown':
            os.lchown(p, int(a[1]), int(a[2]))
        elif op == 'old':
            os.utime(p, (OLD, OLD))
        elif op == 'times':
            st = os.lstat(p)
            return f'atime={"old" if st.st_atime == OLD else "new"} mtime={"old" if st.st_mtime == OLD else "new"}'
        elif op == 'truncate':
            if libc.truncate(p.encode(), ctypes.c_long(int(a[1]))) != 0:
                raise OSError(ctypes.get_errno(), '')
        elif op == 'stat':
            return show(os.stat(p))
        elif op == 'lstat':
            return show(os.lstat(p))
        elif op == 'blocks':
            return os.stat(p).st_blocks
        elif op == 'ls':
            out = sorted(os.scandir(p), key=lambda e: e.name)
            return ' '.join(f'{e.name}:{TYPES[stat.S_IFMT(e.stat(follow_symlinks=False).st_mode)] if os.access(p, os.X_OK) else "?"}' for e in out)
        elif op == 'access':
            mode = {'r': os.R_OK, 'w': os.W_OK, 'x': os.X_OK, 'f': os.F_OK}[a[1]]
            if libc.access(p.encode(), mode) != 0:
                raise OSError(ctypes.get_errno(), '')
        elif op == 'chdir':
            os.chdir(p)
        elif op == 'getcwd':
            return os.getcwd()[len(self.top):] or '/'
        elif op == 'umask':
            os.umask(int(a[0], 8))
        elif op == 'setx':
            os.setxattr(p, a[1], a[2].encode())
        elif op == 'getx':
            return os.getxattr(p, a[1]).decode()
        elif op == 'rmx':
            os.removexattr(p, a[1])
        elif op == 'listx':
            return ' '.join(sorted(os.listxattr(p)))
        else:
            raise SystemExit(f'unknown command {op}')


def layer(top):
    """What an upper directory holds: 'path type mode', with 'opaque' and sizes of files."""
    out = []
    for where, dirs, files in os.walk(top):
        for n in dirs + files:
            p = os.path.join(where, n)
            st = os.lstat(p)
            kind = TYPES[stat.S_IFMT(st.st_mode)]
            text = f'{p[len(top) + 1:]} {"whiteout" if kind == "char" and st.st_rdev == 0 else kind} {stat.S_IMODE(st.st_mode):o}'
            if kind == 'file':
                text += f' {st.st_size}'
            if kind == 'dir' and 'trusted.overlay.opaque' in os.listxattr(p) and os.getxattr(p, 'trusted.overlay.opaque') == b'y':
                text += ' opaque'
            out.append(text)
    return '; '.join(sorted(out))


def play(kind, base):
    results = {}
    for i, (title, lines) in enumerate(cases()):
        work = os.path.join(base, f'{kind}{i}')
        os.mkdir(work)
        top = work
        below = [x[2:] for x in lines if x.startswith('L ')]
        mounted = False
        answers = []
        if kind == 'tmpfs':
            subprocess.check_call(['mount', '-t', 'tmpfs', 'none', work])
            mounted = True
            os.chmod(top, 0o755)
        player = None
        if kind == 'overlay':
            for d in ('l', 'u', 'w', 'm'):
                os.mkdir(f'{work}/{d}')
            os.chdir(f'{work}/l')
            lower = Player(f'{work}/l')
            low = [lower.do(x) for x in below]
            top = f'{work}/m'
            subprocess.check_call(['mount', '-t', 'overlay', 'none', '-o', f'lowerdir={work}/l,upperdir={work}/u,workdir={work}/w,index=off,redirect_dir=off,metacopy=off', top])
            mounted = True
        os.chdir(top)
        os.umask(0o022)
        player = Player(top)
        for x in lines:
            if x.startswith('L '):
                answers.append(low.pop(0) if kind == 'overlay' else player.do(x[2:]))
            else:
                answers.append(player.do(x))
        for fd in player.fds.values():
            os.close(fd)
        os.chdir('/')
        os.umask(0o022)
        answers.append(layer(f'{work}/u') if kind == 'overlay' else '')
        if mounted:
            subprocess.check_call(['umount', top])
        results[title] = answers
    return results


if __name__ == '__main__':
    base = sys.argv[1]
    all_results = {kind: play(kind, base) for kind in ('ext4', 'tmpfs', 'overlay')}
    merged = {}
    for title, lines in cases():
        rows = []
        for i, line in enumerate(lines + ['= upper']):
            e, t, o = (all_results[k][title][i] for k in ('ext4', 'tmpfs', 'overlay'))
            rows.append([line, e if e == t == o else {'ext4': e, 'tmpfs': t, 'overlay': o}])
        merged[title] = rows
    with open(os.path.join(HERE, 'recorded.json'), 'w') as f:
        f.write('{\n' + ',\n'.join(f'{json.dumps(k)}: {json.dumps(v)}' for k, v in merged.items()) + '\n}\n')
