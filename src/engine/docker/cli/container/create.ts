/** `docker create`: the create call, and before it a pull when the image is missing. */
import type { Task } from '../../../abi/sys.ts';
import { O } from '../../../abi/fs.ts';
import { SysError } from '../../../abi/errno.ts';
import { encodeUtf8 } from '../../../base/bytes.ts';
import type { ContainerCreateResponse } from '../../api/types.ts';
import { writeAll } from '../../../userland/libc/stdio.ts';
import { familiarString, InvalidReference, parseReference, withDefaultTag, type Reference } from '../../reference.ts';
import type { DockerCli } from '../cli.ts';
import { atLeast, type Command } from '../command.ts';
import { CliError, isNotFound } from '../error.ts';
import { GoError, quote } from '../go/strconv.ts';
import type { Flags } from '../pflag.ts';
import { pull } from '../image/pull.ts';
import { createBody, type CreateBody } from './config.ts';
import { CREATE_FLAGS, CREATE_ONLY_FLAGS } from './flags.ts';

/** An error of `docker run` or `create` with the hint that both add. */
export function withHelp(message: string, command: string, code: number): CliError {
  return new CliError(`docker: ${message}\n\nRun 'docker ${command} --help' for more information`, code);
}

/** The create call's body; what the flags have wrong ends with status 125. */
export function* parseConfig(cli: DockerCli, flags: Flags, args: readonly string[], command: string): Task<CreateBody> {
  try {
    const pullWhen = flags.str('pull');
    if (!['', 'always', 'missing', 'never'].includes(pullWhen)) throw new GoError(`invalid pull option: '${pullWhen}': must be one of "always", "missing" or "never"`);
    return yield* createBody(cli, flags, args);
  } catch (e) {
    throw e instanceof GoError ? withHelp(e.message, command, 125) : e;
  }
}

/** An image reference; undefined for an image id. Throws {@link CliError}. */
function imageReference(image: string): Reference | undefined {
  if (/^[a-f0-9]{64}$/.test(image) || /^sha256:[a-f0-9]{64}$/.test(image)) return undefined;
  try {
    return withDefaultTag(parseReference(image));
  } catch (e) {
    throw e instanceof InvalidReference ? new CliError(e.message) : e;
  }
}

const OS_AND_VERSION = '^([A-Za-z0-9_-]+)(?:\\(([A-Za-z0-9_.-]*)\\))?$';
const SPECIFIER = '^[A-Za-z0-9_.-]+$';
const KNOWN_ALONE = /^(aix|android|darwin|dragonfly|freebsd|hurd|illumos|ios|js|linux|nacl|netbsd|openbsd|plan9|solaris|windows|zos|macos|386|i386|amd64|x86_64|x86-64|aarch64|arm64|arm|armhf|armel|ppc64|ppc64le|mips|mipsle|mips64|mips64le|loong64|riscv|riscv64|s390|s390x|sparc|sparc64|wasm)$/i;

/** Refuse what names no platform, in the words of containerd's platforms package. */
function checkPlatform(platform: string): void {
  if (platform === '') return;
  const refuse = (why: string): never => {
    throw new CliError(`error parsing specified platform: ${why}: invalid argument`);
  };
  if (platform.includes('*')) refuse(`${quote(platform)}: wildcards not yet supported`);
  const parts = platform.split('/');
  parts.forEach((part, i) => {
    const pattern = i === 0 ? OS_AND_VERSION : SPECIFIER;
    if (new RegExp(pattern).test(part)) return;
    refuse(i === 0 ? `${quote(part)} is an invalid OS component of ${quote(platform)}: OSAndVersion specifier component must match ${quote(pattern)}` : `${quote(part)} is an invalid component of ${quote(platform)}: platform specifier component must match ${quote(pattern)}`);
  });
  if (parts.length === 1 && !KNOWN_ALONE.test(platform.replace(/\(.*/, ''))) refuse(`${quote(platform)}: unknown operating system or architecture`);
  if (parts.length > 3) refuse(`${quote(platform)}: cannot parse platform specifier`);
}

function* reserveIdFile(cli: DockerCli, path: string): Task<number> {
  const { sys } = cli;
  try {
    const fd = yield* sys.open(path, O.WRONLY | O.CREAT | O.EXCL | O.CLOEXEC, 0o666);
    return fd;
  } catch (e) {
    if (!(e instanceof SysError)) throw e;
    if (e.code === 'EEXIST') throw new CliError(`container ID file found, make sure the other container isn't running or delete ${path}`);
    throw new CliError(`failed to create the container ID file: open ${path}: ${e.message.toLowerCase()}`);
  }
}

function* callCreate(cli: DockerCli, flags: Flags, body: CreateBody, platform: string): Task<ContainerCreateResponse> {
  const name = flags.str('name');
  return yield* cli.api.json<ContainerCreateResponse>('POST', '/containers/create', { query: { name: name === '' ? undefined : name, platform: platform === '' ? undefined : platform }, json: body });
}

/** Create a container; its id. Warnings go to standard error. */
export function* createContainer(cli: DockerCli, flags: Flags, body: CreateBody): Task<string> {
  const idPath = flags.str('cidfile');
  const idFd = idPath === '' ? -1 : yield* reserveIdFile(cli, idPath);
  let written = false;
  try {
    const reference = imageReference(body.Image);
    const platform = flags.str('platform') || (cli.env('DOCKER_DEFAULT_PLATFORM') ?? '');
    checkPlatform(platform);
    if (cli.sys.tracing('engine')) cli.sys.trace({ kind: 'engine', layer: 'cli', action: 'create container', detail: { image: body.Image } });
    const quiet = flags.bool('quiet');
    if (flags.str('pull') === 'always') yield* pull(cli, body.Image, { platform, fd: quiet ? undefined : 2 });
    let created: ContainerCreateResponse;
    try {
      created = yield* callCreate(cli, flags, body, platform);
    } catch (e) {
      if (!isNotFound(e) || reference === undefined || flags.str('pull') !== 'missing') throw e;
      if (!quiet) yield* cli.err(`Unable to find image '${familiarString(reference)}' locally\n`);
      yield* pull(cli, body.Image, { platform, fd: quiet ? undefined : 2 });
      created = yield* callCreate(cli, flags, body, platform);
    }
    const warnings = [...(created.Warnings ?? [])];
    for (const dns of body.HostConfig.Dns ?? []) if (/^127\.|^::1$/.test(dns)) warnings.push(`Localhost DNS (${dns}) may fail in containers.`);
    for (const warning of warnings) yield* cli.err(`WARNING: ${warning}\n`);
    if (idFd >= 0) yield* writeAll(cli.sys, idFd, encodeUtf8(created.Id));
    written = true;
    return created.Id;
  } finally {
    if (idFd >= 0) {
      cli.sys.close(idFd);
      if (!written) cli.sys.unlink(idPath);
    }
  }
}

export const create: Command = {
  use: 'create [OPTIONS] IMAGE [COMMAND] [ARG...]',
  short: 'Create a container without starting it',
  aliases: 'docker container create, docker create',
  args: atLeast(1),
  flags: CREATE_FLAGS + CREATE_ONLY_FLAGS,
  interspersed: false,
  support: { level: 'full' },
  *run(cli, flags, args) {
    const body = yield* parseConfig(cli, flags, args, 'create');
    yield* cli.out(`${yield* createContainer(cli, flags, body)}\n`);
  },
};
