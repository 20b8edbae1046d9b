/** `docker info`. */
import type { SystemInfo } from '../../api/types.ts';
import { bytesSize } from '../../units.ts';
import { CLIENT_VERSION } from '../cli.ts';
import { noArgs, type Command } from '../command.ts';
import { CliError, ConnectionError } from '../error.ts';
import { GoError } from '../go/strconv.ts';
import { FORMAT_RECORD } from '../helptext.ts';
import { compile, execute, NIL_SLICE, type Value } from '../template/index.ts';
import { PlainRecord } from './version.ts';

function line(label: string, value: string | number | boolean | null | undefined): string {
  return value === '' || value === undefined || value === null ? '' : `${label} ${value}\n`;
}

function securityText(options: readonly string[]): string {
  if (options.length === 0) return '';
  let out = ' Security Options:\n';
  for (const option of options) {
    const pairs = option.split(',').map((p) => [p.slice(0, p.indexOf('=')), p.slice(p.indexOf('=') + 1)] as const);
    out += `  ${pairs.find(([k]) => k === 'name')?.[1] ?? option}\n`;
    for (const [k, v] of pairs) if (k === 'profile') out += `   Profile: ${v}\n`;
  }
  return out;
}

function serverText(i: SystemInfo): string {
  let out = ` Containers: ${i.Containers}\n  Running: ${i.ContainersRunning}\n  Paused: ${i.ContainersPaused}\n  Stopped: ${i.ContainersStopped}\n Images: ${i.Images}\n`;
  out += line(' Server Version:', i.ServerVersion) + line(' Storage Driver:', i.Driver);
  for (const [key, value] of i.DriverStatus ?? []) out += `  ${key}: ${value}\n`;
  out += line(' Logging Driver:', i.LoggingDriver) + line(' Cgroup Driver:', i.CgroupDriver) + line(' Cgroup Version:', i.CgroupVersion);
  out += ` Plugins:\n  Volume: ${i.Plugins.Volume.join(' ')}\n  Network: ${i.Plugins.Network.join(' ')}\n`;
  if ((i.Plugins.Authorization ?? []).length > 0) out += `  Authorization: ${i.Plugins.Authorization!.join(' ')}\n`;
  out += `  Log: ${i.Plugins.Log.join(' ')}\n`;
  if ((i.CDISpecDirs ?? []).length > 0) out += ` CDI spec directories:\n${i.CDISpecDirs.map((d) => `  ${d}\n`).join('')}`;
  out += ` Swarm: ${i.Swarm.LocalNodeState}\n`;
  const runtimes = Object.keys(i.Runtimes ?? {});
  if (runtimes.length > 0) out += ` Runtimes: ${runtimes.join(' ')}\n Default Runtime: ${i.DefaultRuntime}\n`;
  out += ` Init Binary: ${i.InitBinary}\n containerd version: ${i.ContainerdCommit.ID}\n runc version: ${i.RuncCommit.ID}\n init version: ${i.InitCommit.ID}\n`;
  out += securityText(i.SecurityOptions ?? []);
  out += line(' Kernel Version:', i.KernelVersion) + line(' Operating System:', i.OperatingSystem) + line(' OSType:', i.OSType) + line(' Architecture:', i.Architecture);
  out += ` CPUs: ${i.NCPU}\n Total Memory: ${bytesSize(i.MemTotal)}\n`;
  out += line(' Name:', i.Name) + line(' ID:', i.ID);
  out += ` Docker Root Dir: ${i.DockerRootDir}\n Debug Mode: ${i.Debug}\n`;
  if (i.Debug) out += `  File Descriptors: ${i.NFd}\n  Goroutines: ${i.NGoroutines}\n  System Time: ${i.SystemTime}\n  EventsListeners: ${i.NEventsListener}\n`;
  out += line(' HTTP Proxy:', i.HttpProxy) + line(' HTTPS Proxy:', i.HttpsProxy) + line(' No Proxy:', i.NoProxy);
  if ((i.Labels ?? []).length > 0) out += ` Labels:\n${i.Labels.map((l) => `  ${l}\n`).join('')}`;
  out += ` Experimental: ${i.ExperimentalBuild}\n`;
  const registries = i.RegistryConfig;
  const insecure = [...Object.values(registries?.IndexConfigs ?? {}).filter((c) => !c.Secure).map((c) => c.Name), ...(registries?.InsecureRegistryCIDRs ?? [])];
  if (insecure.length > 0 || Object.keys(registries?.IndexConfigs ?? {}).length > 0) out += ` Insecure Registries:\n${insecure.map((c) => `  ${c}\n`).join('')}`;
  if ((registries?.Mirrors ?? []).length > 0) out += ` Registry Mirrors:\n${registries.Mirrors!.map((m) => `  ${m}\n`).join('')}`;
  return `${out} Live Restore Enabled: ${i.LiveRestoreEnabled}\n\n`;
}

/** Does a template ask for more than the client knows itself? Tried on what it knows. */
function needsServer(format: string, client: object): boolean {
  if (['', 'json', '{{json .}}'].includes(format) || !/\.[a-zA-Z]/.test(format)) return true;
  try {
    const known = { ClientInfo: client as Value, ClientErrors: NIL_SLICE };
    execute(compile(format), new PlainRecord('system.sparseInfo', known, { ClientInfo: client }));
    return false;
  } catch (e) {
    if (!(e instanceof GoError)) throw e;
    return true;
  }
}

export const info: Command = {
  use: 'info [OPTIONS]',
  short: 'Show what the engine knows of itself and its host',
  aliases: 'docker system info, docker info',
  args: noArgs,
  flags: `
f format string ${FORMAT_RECORD}
`,
  top: 12,
  support: { level: 'full' },
  *run(cli, flags) {
    const format = flags.str('format');
    const context = yield* cli.contextName();
    const debug = cli.globals?.bool('debug') ?? false;
    const client = { Debug: debug, Platform: { Name: CLIENT_VERSION.platform }, Version: CLIENT_VERSION.version, Context: context, Plugins: [], Warnings: null };
    let server: SystemInfo | undefined;
    let failure: CliError | undefined;
    const errors: string[] = [];
    if (needsServer(format, client)) {
      try {
        server = yield* cli.api.json<SystemInfo>('GET', '/info');
      } catch (e) {
        if (!(e instanceof CliError)) throw e;
        if (e instanceof ConnectionError) failure = e;
        else {
          errors.push(e.message);
          if (format !== '') yield* cli.err(`${e.message}\n`);
        }
      }
    }
    if (format === '') {
      yield* cli.out(`Client: ${CLIENT_VERSION.platform}\n Version:    ${CLIENT_VERSION.version}\n Context:    ${context}\n Debug Mode: ${debug}\n\nServer:\n${server === undefined ? '' : serverText(server)}`);
      for (const w of server?.Warnings ?? []) yield* cli.err(`${w}\n`);
      for (const e of errors) yield* cli.err(`ERROR: ${e}\n`);
      if (errors.length > 0) throw new CliError('errors pretty printing info');
      if (failure !== undefined) throw failure;
      return;
    }
    const source = { ...server, ...(errors.length === 0 ? {} : { ServerErrors: errors }), ClientInfo: client };
    let text = '';
    try {
      const tree = compile(format === 'json' ? '{{json .}}' : format);
      text = execute(tree, new PlainRecord('system.dockerInfo', { ServerErrors: NIL_SLICE, ClientErrors: NIL_SLICE, ...(source as unknown as Record<string, Value>) }, source));
    } catch (e) {
      if (!(e instanceof GoError)) throw e;
      if (!/^template: :\d+:\d+: /.test(e.message)) throw new CliError(`template parsing error: ${e.message}`, 64);
      failure = new CliError(e.message);
    }
    yield* cli.out(`${text}\n`);
    if (failure !== undefined) throw failure;
  },
};
