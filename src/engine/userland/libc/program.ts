/**
 * Programs. An executable file is a stub: an ELF header and a note that names the program that plays it (see `elfStub`); the kernel's
 * loader finds the program by that name in the table that the world was made with. The same program may be installed under many
 * paths and, as busybox does, look at argv[0].
 */
import type { Main } from '../../abi/sys.ts';

/** How far something is simulated, for the generated support table. */
export interface Support {
  readonly level: 'full' | 'partial';
  /** What is left out, in one sentence, for 'partial'. */
  readonly note?: string;
}

/** A program that can be installed into a file system. */
export interface Program {
  /** The name in the stub, as 'ls' or 'busybox'. */
  readonly name: string;
  readonly main: Main;
  readonly support: Support;
}
