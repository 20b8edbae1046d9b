/** Netlink and the network modules of the kernel as something that the page can fetch like a program (worker/programs.ts). Nobody can execute it. */
import '../kernel/netlink/index.ts';
import '../net/modules/index.ts';
import { MODULES_NAME } from '../net/modules.ts';
import type { Program } from '../userland/libc/program.ts';

export const programs: readonly Program[] = [
  {
    name: MODULES_NAME,
    support: { level: 'full' },
    *main() {
      return 1;
    },
  },
];
