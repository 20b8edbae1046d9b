/** One run of the client: its streams, environment, configuration file and the connection to the daemon. */
import type { Sys, Task } from '../../abi/sys.ts';
import type { WinSize } from '../../abi/tty.ts';
import { O } from '../../abi/fs.ts';
import { concatBytes, decodeUtf8, encodeUtf8 } from '../../base/bytes.ts';
import { isSysError, SysError } from '../../abi/errno.ts';
import { writeAll } from '../../userland/libc/stdio.ts';
import { ApiClient } from './api.ts';
import type { Command } from './command.ts';
import { readContext } from './context/store.ts';
import { saveConfig, type ConfigFile } from './configfile.ts';
import { CliError } from './error.ts';
import { completeHost, DEFAULT_SOCKET } from './host.ts';
import { clean } from './path.ts';
import type { FlagContext, Flags } from './pflag.ts';

/** The client's version, as `docker version` tells it. */
export const CLIENT_VERSION = { version: '28.5.2', commit: 'ecc6942', goVersion: 'go1.25.3', built: 'Wed Nov  5 14:43:33 2025', platform: 'Docker Engine - Community' } as const;

/** Of logrus. */
const LOG_LEVELS = /^(panic|fatal|error|warn|warning|info|debug|trace)$/i;

export class DockerCli implements FlagContext {
  readonly sys: Sys;
  /** The tree of all commands, for help and completion. */
  readonly root: Command;
  /** Flags before the command. */
  globals: Flags | undefined;
  /** Print the help page of the command that runs. */
  showHelp: () => Task<void> = function* () {};
  private readonly envp: readonly string[];
  private apiClient: ApiClient | undefined;
  private configFile: ConfigFile | undefined;
  private endpoint: string | undefined;
  private endpointError: string | undefined;
  private headers: readonly (readonly [string, string])[] = [];

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
  /** All of the environment, as name=value. */
  environment(): readonly string[] {
    return this.envp;
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
    if (this.globals?.changed('config') === true && this.globals.str('config') !== '') return clean(this.globals.str('config'));
    return this.env('DOCKER_CONFIG') || clean(`${this.env('HOME') ?? '/'}/.docker`);
  }

  /** The configuration file; an empty one when there is none. A broken one is reported and ignored. */
  *config(): Task<ConfigFile> {
    if (this.configFile !== undefined) return this.configFile;
    this.configFile = {};
    const path = `${this.configDir()}/config.json`;
    try {
      this.configFile = JSON.parse(yield* this.readFile(path)) as ConfigFile;
    } catch (e) {
      if (e instanceof SyntaxError) yield* this.err(`WARNING: Error parsing config file (${path}): ${e.message}\n`);
      else if (!(e instanceof SysError)) throw e;
      else if (e.code !== 'ENOENT') yield* this.err(`WARNING: Error loading config file: open ${path}: ${e.message.toLowerCase()}\n`);
    }
    return this.configFile;
  }

  /** Write the configuration file with `change` made to it. Throws {@link CliError}. */
  *saveConfig(change: Partial<ConfigFile>): Task<void> {
    this.configFile = { ...(yield* this.config()), ...change };
    try {
      yield* saveConfig(this.sys, this.configDir(), this.configFile);
    } catch (e) {
      throw e instanceof SysError ? new CliError(`open ${this.configDir()}/config.json: ${e.message.toLowerCase()}`) : e;
    }
  }

  /** `--filter` of a prune, and those of the configuration that do not contradict it. */
  *pruneFilters(flags: Flags): Task<Map<string, string[]>> {
    const filters = new Map(flags.filters());
    for (const text of (yield* this.config()).pruneFilters ?? []) {
      const eq = text.indexOf('=');
      if (eq < 0) continue;
      const [key, value] = [text.slice(0, eq), text.slice(eq + 1)];
      const opposite = key === 'label' ? 'label!' : key === 'label!' ? 'label' : undefined;
      // As the real client does it: a label of the configuration counts only beside its opposite on the command line.
      if (opposite === undefined || filters.get(opposite)?.includes(value) === false) filters.set(key, [...new Set([...(filters.get(key) ?? []), value])]);
    }
    return filters;
  }

  private get hosts(): readonly string[] {
    return this.globals?.list('host') ?? [];
  }

  /** Name of the context in use: 'default' means the flags and the environment decide. */
  *contextName(): Task<string> {
    const flag = this.globals?.str('context') ?? '';
    if (flag !== '') return flag;
    if (this.hosts.length > 0 || (this.env('DOCKER_HOST') ?? '') !== '') return 'default';
    return this.env('DOCKER_CONTEXT') || (yield* this.config()).currentContext || 'default';
  }

  /** The daemon's address as -H or DOCKER_HOST say: that of the default context. Throws {@link CliError}. */
  defaultHost(): string {
    if (this.hosts.length > 1) throw new CliError('Specify only one -H');
    return completeHost(this.hosts[0] ?? this.env('DOCKER_HOST') ?? '');
  }

  /** TLS files of the command line must be there, when TLS is asked for. Throws {@link CliError}. */
  private *checkTls(): Task<void> {
    const flags = this.globals;
    const verify = flags?.changed('tlsverify') === true || (this.env('DOCKER_TLS_VERIFY') ?? '') !== '';
    if (!verify && flags?.bool('tls') !== true && (this.env('DOCKER_TLS') ?? '') === '') return;
    const folder = this.env('DOCKER_CERT_PATH') || this.configDir();
    const ca = flags?.changed('tlscacert') === true ? flags.str('tlscacert') : `${folder}/ca.pem`;
    try {
      yield* this.readFile(ca);
    } catch (e) {
      throw e instanceof SysError ? new CliError(`open ${ca}: ${e.message.toLowerCase()}`) : e;
    }
    if (!this.defaultHost().startsWith('unix:')) this.unsupported('TLS to the daemon');
  }

  /**
   * What must be known before a command runs: the configuration, and which daemon it speaks to. A daemon that cannot be found out is an error only when it
   * is asked for. Throws {@link CliError} for flags that contradict each other.
   */
  *initialize(): Task<void> {
    const flags = this.globals;
    const level = flags?.str('log-level') ?? '';
    if (level !== '' && !LOG_LEVELS.test(level)) throw new CliError(`Unable to parse logging level: ${level}`);
    if ((flags?.str('context') ?? '') !== '' && this.hosts.length > 0) throw new CliError('conflicting options: cannot specify both --host and --context');
    const { HttpHeaders } = yield* this.config();
    this.headers = Object.entries(HttpHeaders ?? {}).filter(([name]) => name.toLowerCase() !== 'user-agent');
    const name = yield* this.contextName();
    try {
      if (name === 'default') {
        yield* this.checkTls();
        this.endpoint = this.defaultHost();
      } else {
        const found = yield* readContext(this.sys, this.configDir(), name);
        const docker = found.Endpoints['docker'];
        if (docker === undefined) throw new CliError('cannot find docker endpoint in context');
        this.endpoint = docker.Host ?? DEFAULT_SOCKET;
      }
    } catch (e) {
      if (!(e instanceof CliError)) throw e;
      this.endpointError = e.message;
    }
  }

  /** The connection to the daemon, made when it is first asked for. Throws {@link CliError} when nobody knows where it is. */
  get api(): ApiClient {
    if (this.endpointError !== undefined) throw new CliError(`Failed to initialize: unable to resolve docker endpoint: ${this.endpointError}`);
    return (this.apiClient ??= new ApiClient(this.sys, this.endpoint ?? this.defaultHost(), (this.env('DOCKER_API_VERSION') ?? '').replace(/^v/, ''), this.headers));
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
