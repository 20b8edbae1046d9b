/** Checks of the place where a command writes a file: docker/cli's ValidateOutputPath, and its atomic writer for save and export. */
import { S } from '../../../abi/fs.ts';
import { isMissing, onPath } from '../../archive/error.ts';
import { clean, dir } from '../../common/path.ts';
import type { DockerCli } from '../cli.ts';
import { CliError } from '../error.ts';

const quote = (text: string): string => JSON.stringify(text);

/** `docker cp`'s destination: its directory is there, and it is no device. Throws {@link CliError}. */
export function validateOutputPath(cli: DockerCli, path: string): void {
  const { sys } = cli;
  const parent = dir(clean(path));
  if (parent !== '' && parent !== '.') {
    try {
      onPath('stat', parent, () => sys.stat(parent));
    } catch (e) {
      if (isMissing(e)) throw new CliError(`invalid output path: directory ${quote(parent)} does not exist`);
    }
  }
  let mode: number;
  try {
    mode = onPath('stat', path, () => sys.stat(path)).mode & S.IFMT;
  } catch (e) {
    if (isMissing(e)) return;
    throw e;
  }
  if (mode === S.IFBLK || mode === S.IFCHR) throw new CliError(`invalid output path: ${quote(path)} must be a directory or a regular file: got a device`);
}

/** `-o` of save and export: a regular file or nothing, in a directory that is there. Throws {@link CliError} with `what` before the reason. */
export function validateWriter(cli: DockerCli, path: string, what: string): void {
  const fail = (why: string): never => {
    throw new CliError(`${what}: ${why}`);
  };
  const parent = dir(path);
  try {
    onPath('stat', parent, () => cli.sys.stat(parent));
  } catch (e) {
    fail(`invalid output path: ${(e as { message: string }).message}`);
  }
  let mode: number;
  try {
    mode = cli.sys.lstat(path).mode & S.IFMT;
  } catch {
    return;
  }
  const kinds: Readonly<Record<number, string>> = { [S.IFDIR]: 'cannot write to a directory', [S.IFCHR]: 'cannot write to a character device file', [S.IFBLK]: 'cannot write to a block device file', [S.IFIFO]: 'cannot write to a named pipe file', [S.IFSOCK]: 'cannot write to a socket file' };
  const why = kinds[mode];
  if (why !== undefined) fail(why);
}
