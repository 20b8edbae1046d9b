/** What `docker cp` shows on standard error: on a terminal how much was copied so far, drawn again in place, and at the end one line. */
import type { Task } from '../../../abi/sys.ts';
import { humanSize } from '../../units.ts';
import type { DockerCli } from '../cli.ts';

const SAVE = '\x1b[s';
const RESTORE = '\x1b[u';
const ERASE_LINE = '\x1b[2K';
const ERASE_TAIL = '\x1b[0K';
const HIDE = '\x1b[?25l';
const SHOW = '\x1b[?25h';
const UPDATE_NS = 75e6;

/** Counts bytes. */
export interface CopyProgress {
  add(bytes: number): Task<void>;
  /** The copy is over, well or not; `to` is where it went. */
  end(to: string): Task<void>;
}

export function* copyProgress(cli: DockerCli, quiet: boolean, header: string): Task<CopyProgress> {
  let total = 0;
  let told_ns = cli.sys.monotonic_ns();
  const terminal = !quiet && cli.isTerminal(2);
  if (terminal) yield* cli.err(`${SAVE}Preparing to copy...${HIDE}${RESTORE}${ERASE_LINE}${header}${humanSize(0, 3)}`);
  return {
    *add(bytes) {
      total += bytes;
      const now_ns = cli.sys.monotonic_ns();
      if (!terminal || now_ns - told_ns < UPDATE_NS) return;
      told_ns = now_ns;
      yield* cli.err(`\x1b[${header.length + 1}G${ERASE_TAIL}${humanSize(total, 3)}`);
    },
    *end(to) {
      if (quiet) return;
      if (terminal) yield* cli.err(`${SHOW}${RESTORE}${ERASE_LINE}`);
      yield* cli.err(`Successfully copied ${humanSize(total, 3)} to ${to}\n`);
    },
  };
}
