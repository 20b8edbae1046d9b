/** `docker build` with the classic builder: the context goes up, the daemon's words come down. docker/cli's image/build.go. */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { encodeUtf8 } from '../../../base/bytes.ts';
import { O } from '../../../abi/fs.ts';
import { gzipSync } from 'fflate';
import { bufferedSink, pullFrom } from '../../archive/source.ts';
import { base64 } from '../../common/base64.ts';
import { getUrl } from '../../registry/fetch.ts';
import { humanSize } from '../../units.ts';
import { writeAll } from '../../../userland/libc/stdio.ts';
import type { DockerCli } from '../cli.ts';
import { exactly, type Command } from '../command.ts';
import { CliError } from '../error.ts';
import type { Flags } from '../pflag.ts';
import { credentialsHeader } from '../registry/auth.ts';
import { DaemonError, showProgress } from '../streams/progress.ts';
import { directoryContext, isThere, streamContext } from './buildcontext.ts';
import type { Context } from './buildcontext.ts';

const num = (n: number): string | undefined => (n === 0 ? undefined : String(n));
const text = (s: string): string | undefined => (s === '' ? undefined : s);

function keyValues(list: readonly string[]): Record<string, string | null> {
  return Object.fromEntries(list.map((item) => (item.includes('=') ? [item.slice(0, item.indexOf('=')), item.slice(item.indexOf('=') + 1)] : [item, null])));
}

const json = (value: object): string | undefined => (Object.keys(value).length === 0 ? undefined : JSON.stringify(value));

/** Names that a proxy's settings have, in both spellings. */
function queryOf(cli: DockerCli, flags: Flags, dockerfile: string): Readonly<Record<string, string | readonly string[] | undefined>> {
  const list = (name: string): readonly string[] | undefined => (flags.list(name).length === 0 ? undefined : flags.list(name));
  const network = flags.str('network');
  const labels = Object.fromEntries(Object.entries(keyValues(flags.list('label'))).map(([k, v]) => [k, v ?? '']));
  const platform = flags.str('platform') || (cli.env('DOCKER_DEFAULT_PLATFORM') ?? '');
  const ulimits = flags.value('ulimit') as object[] | undefined;
  return {
    t: list('tag'),
    securityopt: list('security-opt'),
    extrahosts: list('add-host'),
    q: flags.bool('quiet') ? '1' : undefined,
    nocache: flags.bool('no-cache') ? '1' : undefined,
    rm: flags.bool('rm') ? undefined : '0',
    forcerm: flags.bool('force-rm') ? '1' : undefined,
    pull: flags.bool('pull') ? '1' : undefined,
    squash: flags.bool('squash') ? '1' : undefined,
    isolation: flags.str('isolation').toLowerCase() === 'default' ? undefined : text(flags.str('isolation')),
    cpusetcpus: text(flags.str('cpuset-cpus')),
    cpusetmems: text(flags.str('cpuset-mems')),
    networkmode: network === '' || network === 'default' ? undefined : network,
    cpushares: num(flags.num('cpu-shares')),
    cpuquota: num(flags.num('cpu-quota')),
    cpuperiod: num(flags.num('cpu-period')),
    memory: num(flags.num('memory')),
    memswap: num(flags.num('memory-swap')),
    cgroupparent: text(flags.str('cgroup-parent')),
    shmsize: num(flags.num('shm-size')),
    dockerfile: text(dockerfile),
    target: text(flags.str('target')),
    ulimits: ulimits === undefined || ulimits.length === 0 ? undefined : JSON.stringify(ulimits),
    buildargs: json(keyValues(flags.list('build-arg'))),
    labels: json(labels),
    cachefrom: json(flags.list('cache-from')),
    platform: text(platform.toLowerCase()),
    version: '1',
  };
}

/** What the words say the context is. Throws {@link CliError}. */
function* contextOf(cli: DockerCli, where: string, file: string): Task<Context> {
  const { sys } = cli;
  if (where === '-') {
    if (file === '-') throw new CliError("invalid argument: can't use stdin for both build context and dockerfile");
    try {
      return yield* streamContext(cli, { read: (max) => sys.read(0, max) }, file);
    } catch (e) {
      throw e instanceof CliError ? new CliError(`unable to prepare context from STDIN: ${e.message}`) : e;
    }
  }
  if (isThere(cli, where)) return yield* directoryContext(cli, where, file);
  if (/^(git:\/\/|github\.com\/|git@)/.test(where) || /^https?:\/\/.*\.git(?:#.+)?$/.test(where)) throw new CliError("unable to prepare context: unable to find 'git': exec: \"git\": executable file not found in $PATH");
  if (/^https?:\/\//.test(where)) {
    const { response } = yield* getUrl(sys, where, (message) => new CliError(`unable to download remote context ${where}: ${message}`));
    return yield* streamContext(cli, response, file);
  }
  throw new CliError(`unable to prepare context: path ${JSON.stringify(where)} not found`);
}

/** Removes what an earlier build wrote. */
function removeIdFile(cli: DockerCli, path: string): void {
  try {
    cli.sys.unlink(path);
  } catch (e) {
    if (isSysError(e, 'ENOENT')) return;
    throw isSysError(e) ? new CliError(`Removing image ID file: remove ${path}: ${e.message.toLowerCase()}`) : e;
  }
}

function* writeIdFile(cli: DockerCli, path: string, id: string): Task<void> {
  if (id === '') throw new CliError(`Server did not provide an image ID. Cannot write ${path}`);
  let fd: number;
  try {
    fd = yield* cli.sys.open(path, O.WRONLY | O.CREAT | O.TRUNC | O.CLOEXEC, 0o666);
  } catch (e) {
    throw isSysError(e) ? new CliError(`open ${path}: ${e.message.toLowerCase()}`) : e;
  }
  try {
    yield* writeAll(cli.sys, fd, encodeUtf8(id));
  } finally {
    cli.sys.close(fd);
  }
}

/** The context's way up: counts it, tells the progress on a terminal, and at the end how much it was. */
function* upload(cli: DockerCli, context: Context, compress: boolean, say: (text: string) => Task<void>, sink: (bytes: Uint8Array) => Task<void>): Task<void> {
  const { sys } = cli;
  const terminal = cli.isTerminal(1);
  const line = (n: number): string => `Sending build context to Docker daemon ${humanSize(n).padStart(8)}\r`;
  let total = 0;
  let told_ns = sys.monotonic_ns();
  const count = function* (bytes: Uint8Array): Task<void> {
    total += bytes.length;
    yield* sink(bytes);
    const now_ns = sys.monotonic_ns();
    if (!terminal || now_ns - told_ns < 100e6) return;
    told_ns = now_ns;
    yield* say(line(total));
  };
  if (compress) {
    const parts: Uint8Array[] = [];
    yield* context.send(function* (bytes) {
      parts.push(bytes.slice());
    });
    const all = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
    let at = 0;
    for (const p of parts) {
      all.set(p, at);
      at += p.length;
    }
    yield* count(gzipSync(all, { mtime: 0 }));
  } else {
    const out = bufferedSink(count);
    yield* context.send(out.write);
    yield* out.flush();
  }
  yield* say(`${line(total)}\r\n`);
}

function* run(cli: DockerCli, flags: Flags, where: string): Task<void> {
  const quiet = flags.bool('quiet');
  const idFile = flags.str('iidfile');
  if (where !== '-' || flags.str('file') !== '-') {
    if (idFile !== '') removeIdFile(cli, idFile);
  }
  const context = yield* contextOf(cli, where, flags.str('file'));
  let held = '';
  const say = function* (t: string): Task<void> {
    if (quiet) held += t;
    else yield* cli.out(t);
  };
  let response;
  try {
    response = yield* cli.api.call('POST', '/build', {
      query: queryOf(cli, flags, context.dockerfile),
      headers: [['X-Registry-Config', base64(JSON.stringify(yield* credentialsHeader(cli)), true)], ['Content-Type', 'application/x-tar']],
      upload: pullFrom((sink) => upload(cli, context, flags.bool('compress'), say, sink)),
    });
  } catch (e) {
    if (quiet) yield* cli.err(held);
    throw e;
  }
  let id = '';
  let shown = '';
  try {
    yield* showProgress(cli, response, {
      fd: quiet ? undefined : 1,
      onAux: (aux) => {
        id = (aux as { ID?: string }).ID ?? id;
      },
      ...(quiet ? { onText: (t: string) => void (shown += t) } : {}),
    });
  } catch (e) {
    if (!(e instanceof DaemonError)) throw e;
    if (quiet) yield* cli.err(held + shown);
    throw e;
  }
  if (quiet) {
    id = shown.trim();
    yield* cli.out(shown);
  }
  if (idFile !== '') yield* writeIdFile(cli, idFile, id);
}

export const build: Command = {
  use: 'build [OPTIONS] PATH | URL | -',
  short: 'Build an image from a Dockerfile',
  aliases: 'docker image build, docker build, docker builder build',
  args: exactly(1),
  flags: `
- add-host list:host Add a line to /etc/hosts during the build ("host:ip")
- build-arg list:env Value of a variable that an ARG declares
- cache-from strings Images whose steps may be taken as cache
- cgroup-parent string Parent cgroup of what RUN runs
- compress bool Send the context packed with gzip
- cpu-period int Length of the CFS scheduler's period
- cpu-quota int CPU time in each period of the CFS scheduler
c cpu-shares int Relative weight for CPU time
- cpuset-cpus string CPUs to run on (0-3, 0,1)
- cpuset-mems string Memory nodes to use (0-3, 0,1)
- disable-content-trust bool=true Do not verify the images' signatures
f file string Name of the Dockerfile (Default is "PATH/Dockerfile")
- force-rm bool Remove intermediate containers even when the build fails
- iidfile string Write the image's id to this file
- isolation string Isolation technology
- label list:label Label of the image
m memory bytes Most memory that RUN may use
- memory-swap bytes:swap Most memory and swap together; -1 does not limit swap
- network string=default Network of what RUN runs
- no-cache bool Take nothing from the cache
- platform string Platform to build for, when the daemon knows several
- pull bool Look for a newer version of the base image first
q quiet bool Print only the image's id
- rm bool=true Remove intermediate containers after a successful build
- security-opt strings Security options
- shm-size bytes Size of /dev/shm
%- squash bool Make one layer of all the new ones
t tag list:tag Name of the image, and a tag if wanted, as "name:tag"
- target string Build only up to this stage
- ulimit ulimit=[] Ulimit options
`,
  top: 4,
  support: { level: 'partial', note: 'the classic builder; git contexts and --squash are not simulated' },
  *run(cli, flags, args) {
    yield* run(cli, flags, args[0]!);
  },
};
