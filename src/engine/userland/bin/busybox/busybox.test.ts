/** BusyBox says things its own way: whole outputs, compared with those of busybox-static 1.38 for the same commands. */
import { expect, it } from 'vitest';
import { program, textOf, testWorld } from '../../../world/testing.ts';
import { programs } from './index.ts';

const SCRIPT = `cd /tmp; mkdir d; echo 'a b' > t; cat nosuch; ls nosuch; rm nosuch; rm d; mv nosuch x; cp nosuch x; cp d e; mkdir d; rmdir nosuch; touch /x/y; env nosuch; id nosuch; stat nosuch; sort nosuch; find nosuch; head nosuch; tail nosuch; chown nosuch t; chmod zz t; sleep x; head -n x t; busybox nosuch; /bin/nosuch; which nosuch; echo $?; wc t; wc -l t; wc -l t t; cat d; expr 1 +; md5sum nosuch; readlink t; ln -s x t`;

const OUTPUT = `cat: can't open 'nosuch': No such file or directory
ls: nosuch: No such file or directory
rm: can't remove 'nosuch': No such file or directory
rm: 'd' is a directory
mv: can't rename 'nosuch': No such file or directory
cp: can't stat 'nosuch': No such file or directory
cp: omitting directory 'd'
mkdir: can't create directory 'd': File exists
rmdir: 'nosuch': No such file or directory
touch: /x/y: No such file or directory
env: can't execute 'nosuch': No such file or directory
id: unknown user nosuch
stat: can't stat 'nosuch': No such file or directory
sort: nosuch: No such file or directory
find: nosuch: No such file or directory
head: nosuch: No such file or directory
tail: can't open 'nosuch': No such file or directory
tail: no files
chown: unknown user nosuch
chmod: invalid mode 'zz'
sleep: invalid number 'x'
head: invalid number 'x'
nosuch: applet not found
sh: line 0: /bin/nosuch: not found
1
        1         2         4 t
1 t
        1 t
        1 t
        2 total
cat: read error: Is a directory
expr: syntax error
md5sum: can't open 'nosuch': No such file or directory
ln: t: File exists
`;

it('words errors as BusyBox does', () => {
  const shell = program('start', function* (sys) {
    for (const name of 'cat ls rm mv cp mkdir rmdir touch env id stat sort find head tail chown chmod sleep which wc expr md5sum readlink ln'.split(' ')) sys.symlink('/bin/busybox', `/bin/${name}`);
    sys.dup2(1, 2);
    return yield* sys.execve('/bin/busybox', ['sh', '-c', SCRIPT], ['PATH=/bin']);
  });
  const world = testWorld([shell, ...programs]);
  const term = world.input({ kind: 'run', host: 'host', user: 'root', argv: ['/bin/start'] });
  while (world.terminalExit(term) === undefined && world.run(Infinity, 100_000) === 'budget');
  expect(textOf(world, term)).toBe(OUTPUT);
});
