/** Keys typed into bash at a login terminal, and the whole screen that they leave. */
import { expect, test } from 'vitest';
import { play } from '../../../headless/run.ts';
import { parseKeys } from '../../../headless/keys.ts';
import { screenText } from '../../../headless/screen.ts';
import { createStandardWorld } from '../../world/standard.ts';

async function typed(keys: string, rows = 24, cols = 60): Promise<string> {
  const world = createStandardWorld({ seed: 1, images: ['busybox'] });
  const term = world.input({ kind: 'term_open', host: 'host', user: 'root', rows, cols });
  return screenText(play(world, term, parseKeys(keys)), rows, cols);
}

test('moving, erasing, killing and yanking', async () => {
  expect(await typed('1000 echo wrld\\x1b[D\\x1b[D\\x1b[Do\\r\n1100 world\\x01echo hello \\x05!\\r\n1200 echo one two three\\x17\\x17\\x19\\r\n1300 echo a b\\x1bbX\\x0b\\x19\\r\n1400 xxxecho undone\\x01\\x1b[3~\\x1b[3~\\x1b[3~\\r')).toBe(
    'root@host:~# echo world\nworld\nroot@host:~# echo hello world!\nhello world!\nroot@host:~# echo one two three\none two three\nroot@host:~# echo a Xb\na Xb\nroot@host:~# echo undone\nundone\nroot@host:~# \n',
  );
});

test('history with arrows and by search, ^C and an unfinished line', async () => {
  expect(await typed('1000 echo first\\r\n1100 echo second\\r\n1200 \\x1b[A\\x1b[A\\r\n1300 half a line\n1350 \\x03\n1400 \\x12seco\\r\n1500 echo "open\\r\n1600 quote"\\r')).toBe(
    'root@host:~# echo first\nfirst\nroot@host:~# echo second\nsecond\nroot@host:~# echo first\nfirst\nroot@host:~# half a line^C\nroot@host:~# echo second\nsecond\nroot@host:~# echo "open\n> quote"\nopen\nquote\nroot@host:~# \n',
  );
});

test('a line longer than the screen is wide is edited across its rows', async () => {
  const long = 'x'.repeat(60);
  expect(await typed(`1000 echo ${long}\\x1b[D\\x1b[D\\x01\\x1bf\\x1bf_end\\r`)).toBe(`root@host:~# echo ${'x'.repeat(42)}\n${'x'.repeat(18)}_end\n${long}\n_end\nroot@host:~# \n`);
});

test('completion of files, commands, variables and what docker knows', async () => {
  expect(await typed('1000 ls /etc/pass\\t\\t\\t\n1200 \\x15cat /etc/hostn\\t\\r\n1500 echo $HOS\\t\\t\\t\n1600 \\x15docker start nos\\t\\x15docker rm\\t\\t')).toBe(
    'root@host:~# ls /etc/passwd\npasswd   passwd-\nroot@host:~# cat /etc/hostname \nhost\nroot@host:~# echo $HOST\nHOSTNAME  HOSTTYPE\nroot@host:~# docker rm\nrm   rmi\nroot@host:~# docker rm\n',
  );
});
