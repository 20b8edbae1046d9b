/** Programs that are installed but that nobody plays: each says so and fails, instead of pretending. */
import type { Task } from '../../../abi/sys.ts';
import type { Program } from '../../libc/program.ts';
import { writeText } from '../../libc/stdio.ts';
import { tool } from '../../libc/tool.ts';

const NAMES = 'fuser git htop jq openssl pmap pwdx slabtop strace tload unzip vmstat';

export const unsimulated: readonly Program[] = NAMES.split(' ').map((name) =>
  tool({ name, support: { level: 'partial', note: 'says that it is not simulated' } }, function* (t): Task<number> {
    yield* writeText(t.sys, 2, `glasshull: ${name} is not simulated\n`);
    return 1;
  }),
);
