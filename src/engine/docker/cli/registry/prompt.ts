/** Questions on the terminal: a line, and a line that is not shown. */
import type { Task } from '../../../abi/sys.ts';
import { decodeUtf8, concatBytes } from '../../../base/bytes.ts';
import { LFLAG } from '../../../abi/tty.ts';
import type { DockerCli } from '../cli.ts';

/** A line of standard input without its end, trimmed. */
export function* readLine(cli: DockerCli): Task<string> {
  const bytes: Uint8Array[] = [];
  for (;;) {
    const b = yield* cli.sys.read(0, 1);
    if (b.length === 0 || b[0] === 10) break;
    bytes.push(b);
  }
  return bytes.length === 0 ? '' : decodeUtf8(concatBytes(bytes)).trim();
}

/** As {@link readLine}, while the terminal shows nothing. */
export function* readSecret(cli: DockerCli): Task<string> {
  const { sys } = cli;
  if (!cli.isTerminal(0)) return yield* readLine(cli);
  const old = sys.ioctl(0, 'TCGETS', undefined);
  sys.ioctl(0, 'TCSETS', { ...old, lflag: old.lflag & ~LFLAG.ECHO });
  try {
    return yield* readLine(cli);
  } finally {
    sys.ioctl(0, 'TCSETS', old);
  }
}
