/** `docker cp`: a tar archive between a container and files, directories or the standard streams. docker/cli's container/cp.go. */
import type { Task } from '../../../abi/sys.ts';
import { S } from '../../../abi/fs.ts';
import { assertsDirectory, preserveTrailing, rebaseName, splitDirEntry } from '../../archive/cppath.ts';
import { ArchiveError, isMissing, onPath } from '../../archive/error.ts';
import { bufferedSink, pullFrom } from '../../archive/source.ts';
import type { ByteSink, ByteSource } from '../../archive/source.ts';
import { packTree } from '../../archive/tar.ts';
import { untar } from '../../archive/untar.ts';
import type { ContainerPathStat } from '../../api/types.ts';
import { unbase64Text } from '../../common/base64.ts';
import { GoMode, hasMode } from '../../common/gomode.ts';
import { absolute, base, join } from '../../common/path.ts';
import { writeAll } from '../../../userland/libc/stdio.ts';
import type { Response } from '../api.ts';
import type { DockerCli } from '../cli.ts';
import { exactly, type Command } from '../command.ts';
import { CliError } from '../error.ts';
import type { Flags } from '../pflag.ts';
import { evalSymlinks } from '../streams/symlinks.ts';
import { validateOutputPath } from '../streams/outputpath.ts';
import { copyProgress } from './cpprogress.ts';
import { segment } from './each.ts';

interface Copy {
  readonly container: string;
  readonly source: string;
  readonly dest: string;
  readonly followLink: boolean;
  readonly copyUIDGID: boolean;
  readonly quiet: boolean;
}

/** `CONTAINER:PATH`, or a local path (absolute, or beginning with a dot before the colon). */
function splitArg(arg: string): readonly [container: string, path: string] {
  const colon = arg.indexOf(':');
  if (arg.startsWith('/') || colon < 0 || arg.startsWith('.')) return ['', arg];
  return [arg.slice(0, colon), arg.slice(colon + 1)];
}

function localPath(cli: DockerCli, path: string): string {
  return preserveTrailing(absolute(cli.cwd(), path), path);
}

function pathStat(response: Response): ContainerPathStat {
  return JSON.parse(unbase64Text(response.headers.get('x-docker-container-path-stat') ?? '')) as ContainerPathStat;
}

/** What is at a path of the container; undefined when the daemon does not say. */
function* statInContainer(cli: DockerCli, container: string, path: string): Task<ContainerPathStat | undefined> {
  try {
    const response = yield* cli.api.call('HEAD', `/containers/${segment(container)}/archive`, { query: { path } });
    yield* response.all();
    return pathStat(response);
  } catch (e) {
    if (e instanceof CliError) return undefined;
    throw e;
  }
}

const isDirStat = (s: ContainerPathStat): boolean => hasMode(s.mode, GoMode.dir);
const isLink = (s: ContainerPathStat): boolean => hasMode(s.mode, GoMode.symlink);

/** What a copy begins or ends at. */
interface CopyInfo {
  readonly path: string;
  readonly exists: boolean;
  readonly isDir: boolean;
  readonly rebase: string;
}

/** A local destination: links are followed, the last part may be missing. */
function destination(cli: DockerCli, given: string): CopyInfo {
  let path = given;
  for (let n = 0; ; n++) {
    let st;
    try {
      st = onPath('lstat', path, () => cli.sys.lstat(path));
    } catch (e) {
      if (!isMissing(e)) throw e;
      const parent = splitDirEntry(path)[0];
      const up = onPath('stat', parent, () => cli.sys.stat(parent));
      if ((up.mode & S.IFMT) !== S.IFDIR) throw new CliError('not a directory');
      return { path, exists: false, isDir: false, rebase: '' };
    }
    if ((st.mode & S.IFMT) !== S.IFLNK) return { path, exists: true, isDir: (st.mode & S.IFMT) === S.IFDIR, rebase: '' };
    if (n > 10) throw new CliError(`too many symlinks in ${given}`);
    const target = cli.sys.readlink(path);
    path = target.startsWith('/') ? target : join(splitDirEntry(path)[0], target);
  }
}

/** Where to unpack, and how the archive's first name part changes (old, new); undefined when it stays. */
function prepare(source: CopyInfo, dest: CopyInfo): { readonly dir: string; readonly rename: readonly [string, string] | undefined } {
  const [destDir, destBase] = splitDirEntry(dest.path);
  if (dest.exists && dest.isDir) return { dir: dest.path, rename: undefined };
  if (dest.exists && source.isDir) throw new CliError('cannot copy directory');
  if (!dest.exists && !source.isDir && assertsDirectory(dest.path)) throw new CliError('no such directory');
  const sourceBase = source.rebase !== '' ? source.rebase : splitDirEntry(source.path)[1];
  return { dir: destDir, rename: [sourceBase === '/' ? '' : sourceBase, destBase] };
}

function* copyFrom(cli: DockerCli, o: Copy): Task<void> {
  const dest = o.dest === '-' ? '-' : localPath(cli, o.dest);
  validateOutputPath(cli, dest);
  let source = o.source;
  let rebase = '';
  if (o.followLink) {
    const stat = yield* statInContainer(cli, o.container, source);
    if (stat !== undefined && isLink(stat)) {
      const target = stat.linkTarget.startsWith('/') ? stat.linkTarget : join(splitDirEntry(source)[0], stat.linkTarget);
      [source, rebase] = rebaseName(source, target);
    }
  }
  const response = yield* cli.api.call('GET', `/containers/${segment(o.container)}/archive`, { query: { path: source.replaceAll('\\', '/') } });
  if (dest === '-') {
    for (;;) {
      const b = yield* response.read();
      if (b.length === 0) return;
      yield* writeAll(cli.sys, 1, b);
    }
  }
  const info: CopyInfo = { path: source, exists: true, isDir: isDirStat(pathStat(response)), rebase };
  const progress = yield* copyProgress(cli, o.quiet, 'Copying from container - ');
  let failure: unknown;
  try {
    const to = prepare(info, destination(cli, dest));
    const body: ByteSource = {
      *read(max) {
        const b = yield* response.read(max);
        yield* progress.add(b.length);
        return b;
      },
    };
    const names: (readonly [string, string])[] = [];
    if (rebase !== '') names.push([splitDirEntry(source)[1], rebase]);
    if (to.rename !== undefined) names.push(to.rename);
    yield* untar(cli.sys, body, to.dir, { noLchown: true, noOverwriteDirNonDir: true, rename: (name) => names.reduce((n, [from, into]) => n.replace(from, () => into), name) });
    while ((yield* body.read(1 << 16)).length > 0);
  } catch (e) {
    response.close();
    failure = e;
  }
  yield* progress.end(dest);
  if (failure !== undefined) throw failure;
}

/** A local source: with `followLink` the link's target under the link's name. */
function sourceInfo(cli: DockerCli, path: string, followLink: boolean): CopyInfo {
  let resolved: string;
  let rebase = '';
  if (followLink) [resolved, rebase] = rebaseName(path, evalSymlinks(cli.sys, path));
  else {
    const cut = path.lastIndexOf('/') + 1;
    resolved = `${evalSymlinks(cli.sys, path.slice(0, cut))}/${path.slice(cut)}`.replace(/^\/\//, '/');
    if (path.endsWith('/') && base(path) !== base(resolved)) rebase = base(path);
  }
  const st = onPath('lstat', resolved, () => cli.sys.lstat(resolved));
  return { path: resolved, exists: true, isDir: (st.mode & S.IFMT) === S.IFDIR, rebase };
}

function* copyTo(cli: DockerCli, o: Copy): Task<void> {
  const { sys } = cli;
  const fromStdin = o.source === '-';
  const source = fromStdin ? '-' : localPath(cli, o.source);
  let path = o.dest;
  let stat = yield* statInContainer(cli, o.container, path);
  if (stat !== undefined && isLink(stat)) {
    path = stat.linkTarget.startsWith('/') ? stat.linkTarget : join(splitDirEntry(path)[0], stat.linkTarget);
    stat = yield* statInContainer(cli, o.container, path);
  }
  if (stat !== undefined && (hasMode(stat.mode, GoMode.device) || hasMode(stat.mode, GoMode.irregular))) {
    throw new CliError(`destination "${o.container}:${o.dest}" must be a directory or a regular file: got ${hasMode(stat.mode, GoMode.device) ? 'a device' : 'an irregular file'}`);
  }
  const dest: CopyInfo = { path, exists: stat !== undefined, isDir: stat !== undefined && isDirStat(stat), rebase: '' };
  let target = dest.path;
  let pack: ((sink: ByteSink) => Task<void>) | undefined;
  if (fromStdin) {
    if (!dest.isDir) throw new CliError(`destination "${o.container}:${o.dest}" must be a directory`);
  } else {
    const info = sourceInfo(cli, source, o.followLink);
    const to = prepare(info, dest);
    target = to.dir;
    const [dirPath, name] = splitDirEntry(info.path);
    let first = info.rebase === '' ? name : info.rebase;
    if (to.rename !== undefined) first = first.replace(to.rename[0], () => to.rename![1]);
    pack = function* (sink) {
      yield* packTree(sys, dirPath, sink, { include: name, includeSourceDir: true, rebase: first });
    };
  }
  const progress = yield* copyProgress(cli, o.quiet, 'Copying to container - ');
  const query = { path: target, noOverwriteDirNonDir: 'true', copyUIDGID: o.copyUIDGID ? 'true' : undefined };
  let failure: unknown;
  try {
    yield* cli.api.run('PUT', `/containers/${segment(o.container)}/archive`, {
      query,
      upload: pullFrom(function* (sink) {
        const out = bufferedSink(function* (bytes) {
          yield* progress.add(bytes.length);
          yield* sink(bytes);
        });
        if (pack !== undefined) yield* pack(out.write);
        else {
          for (;;) {
            const b = yield* sys.read(0, 65536);
            if (b.length === 0) break;
            yield* out.write(b);
          }
        }
        yield* out.flush();
      }),
    });
  } catch (e) {
    failure = e;
  }
  yield* progress.end(`${o.container}:${dest.path}`);
  if (failure !== undefined) throw failure;
}

export const cp: Command = {
  use: 'cp [OPTIONS] CONTAINER:SRC_PATH DEST_PATH|-\n\tdocker cp [OPTIONS] SRC_PATH|- CONTAINER:DEST_PATH',
  short: 'Copy files between a container and the host',
  long: "Copy files between a container and the host\n\nWith '-' as the source, a tar archive is read from standard input and\nunpacked into a directory of the container. With '-' as the destination,\na tar archive of the container's files is written to standard output.",
  aliases: 'docker container cp, docker cp',
  args: exactly(2),
  support: { level: 'full' },
  flags: `
a archive bool Keep users and groups
L follow-link bool Follow a symbolic link at the source
q quiet bool Do not show the progress; without a terminal it is never shown
`,
  *run(cli: DockerCli, flags: Flags, args: readonly string[]) {
    const [from, to] = args as [string, string];
    if (from === '') throw new CliError('source can not be empty');
    if (to === '') throw new CliError('destination can not be empty');
    const [fromContainer, source] = splitArg(from);
    const [toContainer, dest] = splitArg(to);
    if (fromContainer !== '' && toContainer !== '') throw new CliError('copying between containers is not supported');
    if (fromContainer === '' && toContainer === '') throw new CliError('must specify at least one container source');
    const quiet = flags.changed('quiet') ? flags.bool('quiet') : !cli.isTerminal(1);
    const copy = { source, dest, followLink: flags.bool('follow-link'), copyUIDGID: flags.bool('archive'), quiet };
    try {
      if (fromContainer !== '') yield* copyFrom(cli, { ...copy, container: fromContainer });
      else yield* copyTo(cli, { ...copy, container: toContainer });
    } catch (e) {
      throw e instanceof ArchiveError ? new CliError(e.message) : e;
    }
  },
};
