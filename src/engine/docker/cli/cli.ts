/** One run of the client: its streams, environment, configuration file and the connection to the daemon. */
import type { Sys, Task } from '../../abi/sys.ts';
import type { WinSize } from '../../abi/tty.ts';
import { O } from '../../abi/fs.ts';
import { concatBytes, decodeUtf8, encodeUtf8 } from '../../base/bytes.ts';
import { isSysError, SysError } from '../../abi/errno.ts';
import { writeAll } from '../../userland/libc/stdio.ts';
import { ApiClient } from './api.ts';
import type { Command } from './command.ts';
import { CliError } from './error.ts';
import type { FlagContext, Flags } from './pflag.ts';

/** ~/.docker/config.json, as far as it is used. */
export interface ConfigFile {
  readonly psFormat?: string;
  readonly imagesFormat?: string;
  readonly volumesFormat?: string;
  readonly networksFormat?: string;
  readonly statsFormat?: string;
  readonly detachKeys?: string;
  readonly currentContext?: string;
  readonly auths?: Readonly<Record<string, { readonly auth?: string }>>;
}

/** The client's version, as `docker version` tells it. */
export const CLIENT_VERSION = { version: '28.5.2', commit: 'ecc6942', goVersion: 'go1.25.3', built: 'Wed Nov  5 14:43:33 2025', platform: 'Docker Engine - Community' } as const;

export class DockerCli implements FlagContext {
  readonly sys: Sys;
  /** The tree of all commands, for help and completion. */
  readonly root: Command;
  /** Flags before the command. */
  globals: Flags | undefined;
  private readonly envp: readonly string[];
  private apiClient: ApiClient | undefined;
  private configFile: ConfigFile | undefined;

  constructor(sys: Sys, envp: readonly string[], root: Command) {
    this.sys = sys;
    this.envp = envp;
    this.root = root;
  }

  env(name: string): string | undefined {
    const prefix = `${name}=`;
    const entry = this.envp.find((e) => e.startsWith(prefix));
    return entry?.slice(prefix.length);
  }
  cwd(): string {
    return this.sys.getcwd();
  }

  /** Write to standard output. */
  *out(text: string): Task<void> {
    if (text !== '') yield* writeAll(this.sys, 1, encodeUtf8(text));
  }
  /** Write to standard error. */
  *err(text: string): Task<void> {
    if (text !== '') yield* writeAll(this.sys, 2, encodeUtf8(text));
  }

  isTerminal(fd: number): boolean {
    try {
      this.sys.ioctl(fd, 'TCGETS', undefined);
      return true;
    } catch (e) {
      if (isSysError(e)) return false;
      throw e;
    }
  }
  /** Size of the terminal on `fd`; undefined when it is none. */
  winsize(fd: number): WinSize | undefined {
    try {
      return this.sys.ioctl(fd, 'TIOCGWINSZ', undefined);
    } catch (e) {
      if (isSysError(e)) return undefined;
      throw e;
    }
  }

  /** A whole file as text. Throws SysError. */
  *readFile(path: string): Task<string> {
    const { sys } = this;
    const fd = yield* sys.open(path, O.RDONLY | O.CLOEXEC);
    const parts: Uint8Array[] = [];
    try {
      for (;;) {
        const b = yield* sys.read(fd, 65536);
        if (b.length === 0) break;
        parts.push(b);
      }
    } finally {
      sys.close(fd);
    }
    return parts.length === 0 ? '' : decodeUtf8(concatBytes(parts));
  }

  /** Folder of the configuration: --config, DOCKER_CONFIG, ~/.docker. */
  configDir(): string {
    if (this.globals?.changed('config') === true) return this.globals.str('config');
    return this.env('DOCKER_CONFIG') ?? `${this.env('HOME') ?? '/'}/.docker`.replace('//', '/');
  }

  /** The configuration file; an empty one when there is none. A broken one is reported and ignored. */
  *config(): Task<ConfigFile> {
    if (this.configFile !== undefined) return this.configFile;
    this.configFile = {};
    const path = `${this.configDir()}/config.json`;
    try {
      this.configFile = JSON.parse(yield* this.readFile(path)) as ConfigFile;
    } catch (e) {
      if (e instanceof SyntaxError) yield* this.err(`WARNING: Error loading config file: ${path}: ${e.message}\n`);
      else if (!(e instanceof SysError)) throw e;
      else if (e.code !== 'ENOENT') yield* this.err(`WARNING: Error loading config file: open ${path}: ${e.message.toLowerCase()}\n`);
    }
    return this.configFile;
  }

  /** Name of the context in use: 'default' means the flags and the environment decide. */
  *contextName(): Task<string> {
    const flag = this.globals?.str('context') ?? '';
    if (flag !== '') return flag;
    if ((this.globals?.str('host') ?? '') !== '' || (this.env('DOCKER_HOST') ?? '') !== '') return 'default';
    const env = this.env('DOCKER_CONTEXT') ?? '';
    return env !== '' ? env : ((yield* this.config()).currentContext ?? 'default');
  }

  /** The daemon's address as -H, DOCKER_HOST or the context say. */
  host(): string {
    const given = (this.globals?.str('host') ?? '') || (this.env('DOCKER_HOST') ?? '');
    if (given === '') return 'unix:///var/run/docker.sock';
    if (given.includes('://')) return given;
    const [name, port] = given.split(':') as [string, string | undefined];
    return `tcp://${name === '' ? 'localhost' : name}:${port ?? '2375'}`;
  }

  /** The connection to the daemon, made when it is first asked for. */
  get api(): ApiClient {
    return (this.apiClient ??= new ApiClient(this.sys, this.host(), this.env('DOCKER_API_VERSION') ?? ''));
  }

  /** Close what is kept open; for those who use this as a library and live on. */
  close(): void {
    this.apiClient?.close();
  }

  /** Say which part of a command is not simulated, and end with status 1. */
  unsupported(what: string): never {
    throw new CliError(`glasshull: ${what} is not simulated`);
  }

  /** Ask yes or no on the terminal; anything but y is no. */
  *confirm(question: string): Task<boolean> {
    yield* this.out(`${question} [y/N] `);
    let answer = '';
    try {
      for (;;) {
        const b = yield* this.sys.read(0, 1);
        if (b.length === 0 || b[0] === 10) break;
        answer += String.fromCharCode(b[0]!);
      }
    } catch (e) {
      if (!isSysError(e, 'EINTR')) throw e;
      yield* this.out('\n');
      return false;
    }
    return answer.trim().toLowerCase() === 'y';
  }
}
