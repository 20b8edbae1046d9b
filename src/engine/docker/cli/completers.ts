/** What stands behind each command, and as the value of each flag, as docker/cli registers it for completion. */
import type { Task } from '../../abi/sys.ts';
import type { ContainerSummary, ImageSummary, Network, SystemInfo, VolumeListResponse } from '../api/types.ts';
import type { DockerCli } from './cli.ts';
import { listContexts } from './context/store.ts';
import { CliError } from './error.ts';
import type { Flags } from './pflag.ts';

/** Candidates, with a description behind a tab, and cobra's directive: 1 error, 2 no space behind, 4 no files, 16 folders; 0 leaves it to the shell. */
export interface Answer {
  readonly list: readonly string[];
  readonly directive: number;
}

/** What is known where the word stands. */
export interface Typed {
  readonly cli: DockerCli;
  /** Flags and arguments before the word. */
  readonly flags: Flags;
  readonly word: string;
}

type Completer = (typed: Typed) => Task<Answer>;

export const DEFAULT: Answer = { list: [], directive: 0 };
export const NO_FILES: Answer = { list: [], directive: 4 };
const NO_SPACE = 2;

const answer =
  (list: readonly string[], directive = 4): Completer =>
  function* () {
    return { list, directive };
  };

const none = answer([]);
const files = answer([], 0);

/** Ask the daemon; an error is one for the shell too. */
function asking(ask: (typed: Typed) => Task<readonly string[]>, directive = 4): Completer {
  return function* (typed) {
    try {
      return { list: yield* ask(typed), directive };
    } catch (e) {
      if (!(e instanceof CliError)) throw e;
      return { list: [], directive: 1 };
    }
  };
}

function* containerNames(cli: DockerCli, all: boolean, keep: (c: ContainerSummary) => boolean = () => true): Task<string[]> {
  const list = yield* cli.api.json<ContainerSummary[]>('GET', '/containers/json', { query: { all: all ? '1' : undefined } });
  const ids = cli.env('DOCKER_COMPLETION_SHOW_CONTAINER_IDS') === 'yes';
  return list.filter(keep).flatMap((c) => [...(ids ? [c.Id] : []), ...c.Names.map((n) => n.replace(/^\//, ''))]);
}

function* imageNames(cli: DockerCli): Task<string[]> {
  return (yield* cli.api.json<ImageSummary[]>('GET', '/images/json')).flatMap((i) => i.RepoTags ?? []);
}

function* networkNames(cli: DockerCli): Task<string[]> {
  return (yield* cli.api.json<Network[]>('GET', '/networks')).map((n) => n.Name);
}

function* volumeNames(cli: DockerCli): Task<string[]> {
  return ((yield* cli.api.json<VolumeListResponse>('GET', '/volumes')).Volumes ?? []).map((v) => v.Name);
}

function* info(cli: DockerCli): Task<SystemInfo> {
  return yield* cli.api.json<SystemInfo>('GET', '/info');
}

const containers = (all: boolean, keep?: (c: ContainerSummary, typed: Typed) => boolean): Completer => asking((typed) => containerNames(typed.cli, all, keep === undefined ? undefined : (c) => keep(c, typed)));
const images =
  (limit: number): Completer =>
  function* (typed) {
    if (limit > 0 && typed.flags.args.length >= limit) return NO_FILES;
    return yield* asking(({ cli }) => imageNames(cli))(typed);
  };
const networks = asking(({ cli }) => networkNames(cli));
const volumes = asking(({ cli }) => volumeNames(cli));

/** Names of contexts, the default one last; the one in use says so. */
function* contextNames(cli: DockerCli, taken: readonly string[]): Task<string[]> {
  const current = yield* cli.contextName();
  const stored = (yield* listContexts(cli.sys, cli.configDir())).map((c) => c.Name).sort();
  return [...stored, 'default'].filter((name) => !taken.includes(name)).map((name) => (name === current ? `${name}\tcurrent` : name));
}

function contexts(limit: number, withFiles: boolean): Completer {
  return function* (typed) {
    const { cli, flags } = typed;
    if (limit > 0 && flags.args.length >= limit) return withFiles ? DEFAULT : NO_FILES;
    return yield* asking(() => contextNames(cli, flags.args))(typed);
  };
}

/** A network first, then containers that are or are not in it. */
function ofNetwork(connected: boolean): Completer {
  return function* (typed) {
    const [network] = typed.flags.args;
    if (network === undefined) return yield* networks(typed);
    return yield* containers(true, (c) => Object.hasOwn(c.NetworkSettings?.Networks ?? {}, network) === connected)(typed);
  };
}

const unpaused = containers(false, (c) => c.State !== 'paused');
const ended = (c: ContainerSummary): boolean => c.State === 'exited' || c.State === 'created';
const running = containers(false);
const every = containers(true);

/** By the words of the command; commands that are also found without their group have its entry. */
const ARGUMENTS: Readonly<Record<string, Completer>> = {
  'container attach': unpaused,
  'container commit': running,
  'container create': images(-1),
  'container diff': running,
  'container exec': unpaused,
  'container export': every,
  'container inspect': every,
  'container kill': running,
  'container logs': every,
  'container ls': none,
  'container pause': unpaused,
  'container port': running,
  'container prune': none,
  'container rename': every,
  'container restart': every,
  'container rm': containers(true, (c, { flags }) => flags.bool('force') || ended(c)),
  'container run': images(1),
  'container start': containers(true, ended),
  'container stats': running,
  'container stop': running,
  'container top': running,
  'container unpause': containers(false, (c) => c.State === 'paused'),
  'container update': every,
  'container wait': running,
  'checkpoint create': none,
  'checkpoint ls': running,
  'context create': none,
  'context export': contexts(1, true),
  'context inspect': contexts(-1, false),
  'context ls': none,
  'context rm': contexts(-1, false),
  'context show': none,
  'context update': contexts(1, false),
  'context use': contexts(1, false),
  'builder prune': none,
  'image build': answer([], 16),
  'image history': images(1),
  'image inspect': images(-1),
  'image load': none,
  'image prune': none,
  'image pull': images(1),
  'image push': images(1),
  'image rm': images(-1),
  'image save': images(-1),
  'image tag': images(2),
  'network connect': ofNetwork(false),
  'network create': none,
  'network disconnect': ofNetwork(true),
  'network inspect': networks,
  'network ls': none,
  'network rm': networks,
  'plugin create': none,
  'plugin ls': none,
  'system df': none,
  'system dial-stdio': none,
  'system events': none,
  'system info': none,
  'system prune': none,
  'volume create': none,
  'volume inspect': volumes,
  'volume ls': none,
  'volume prune': none,
  'volume rm': volumes,
  'volume update': volumes,
  inspect: none,
  login: none,
  version: none,
};

const LOG_OPTIONS: Readonly<Record<string, string>> = {
  awslogs: 'max-buffer-size mode awslogs-create-group awslogs-credentials-endpoint awslogs-datetime-format awslogs-group awslogs-multiline-pattern awslogs-region awslogs-stream tag',
  fluentd: 'max-buffer-size mode env env-regex labels fluentd-address fluentd-async fluentd-buffer-limit fluentd-request-ack fluentd-retry-wait fluentd-max-retries fluentd-sub-second-precision fluentd-write-timeout tag',
  gcplogs: 'max-buffer-size mode env env-regex labels gcp-log-cmd gcp-meta-id gcp-meta-name gcp-meta-zone gcp-project',
  gelf: 'max-buffer-size mode env env-regex labels gelf-address gelf-compression-level gelf-compression-type gelf-tcp-max-reconnect gelf-tcp-reconnect-delay tag',
  journald: 'max-buffer-size mode env env-regex labels tag',
  'json-file': 'max-buffer-size mode env env-regex labels compress max-file max-size',
  local: 'max-buffer-size mode compress max-file max-size',
  none: '',
  splunk: 'max-buffer-size mode env env-regex labels splunk-caname splunk-capath splunk-format splunk-gzip splunk-gzip-level splunk-index splunk-insecureskipverify splunk-source splunk-sourcetype splunk-token splunk-url splunk-verify-connection tag',
  syslog: 'max-buffer-size mode env env-regex labels syslog-address syslog-facility syslog-format syslog-tls-ca-cert syslog-tls-cert syslog-tls-key syslog-tls-skip-verify tag',
};

const withSuffix = (suffix: string, list: readonly string[]): string[] => list.map((x) => x + suffix);
const withPrefix = (prefix: string, list: readonly string[]): string[] => list.map((x) => prefix + x);
const words = (text: string): string[] => text.split(' ').filter((w) => w !== '');

function* logOptions({ flags }: Typed): Task<Answer> {
  const given = LOG_OPTIONS[flags.str('log-driver')];
  if (given !== undefined) return { list: withSuffix('=', words(given)), directive: NO_SPACE | 4 };
  return { list: withSuffix('=', [...new Set(Object.values(LOG_OPTIONS).flatMap(words))]), directive: NO_SPACE };
}

/** `--pid` and `--ipc`: the words, or containers behind `container:`. */
function namespaces(list: readonly string[]): Completer {
  return function* (typed) {
    const { cli, word } = typed;
    if (word !== '' && 'container'.startsWith(word)) return { list: ['container:'], directive: NO_SPACE };
    if (!word.startsWith('container:')) return { list, directive: 4 };
    return { list: withPrefix('container:', (yield* asking(() => containerNames(cli, true))(typed)).list), directive: 4 };
  };
}

function* securityOptions({ word }: Typed): Task<Answer> {
  if (word !== '' && 'apparmor='.startsWith(word)) return { list: ['apparmor='], directive: NO_SPACE };
  if (word !== '' && 'label'.startsWith(word)) return { list: ['label='], directive: NO_SPACE };
  if (word.startsWith('label=d')) return { list: ['label=disable'], directive: 4 };
  if (word.startsWith('label=')) return { list: withPrefix('label=', ['disable', 'level:', 'role:', 'type:', 'user:']), directive: NO_SPACE | 4 };
  if (word.length > 1 && 'seccomp'.startsWith(word)) return { list: ['seccomp='], directive: NO_SPACE };
  if (word.startsWith('seccomp=')) return { list: ['seccomp=unconfined'], directive: 4 };
  return { list: ['apparmor=', 'label=', 'no-new-privileges', 'seccomp=', 'systempaths=unconfined'], directive: 4 };
}

const CAPABILITIES = words(
  'CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE',
);
const REAL_TIME = (base: string, sign: string, n: number): string[] => [base, ...Array.from({ length: n }, (_, i) => `${base}${sign}${i + 1}`)];
const SIGNALS = [
  ...words('ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS TERM TRAP TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ'),
  ...REAL_TIME('RTMIN', '+', 15),
  ...REAL_TIME('RTMAX', '-', 14),
];
const ULIMITS = words('as chroot core cpu data fsize locks maxlogins maxsyslogins memlock msgqueue nice nofile nproc priority rss rtprio sigpending stack');
const PLATFORMS = words('linux/386 linux/amd64 linux/arm linux/arm/v5 linux/arm/v6 linux/arm/v7 linux/arm64 linux/arm64/v8 linux/ppc64le linux/s390x linux/riscv64 windows/amd64 wasip1/wasm');

const capabilities = answer(['ALL', ...withPrefix('CAP_', CAPABILITIES)]);
const platforms = answer(PLATFORMS);
const signals = answer(SIGNALS);
const restarts = answer(['no', 'always', 'on-failure', 'unless-stopped']);
const environment: Completer = function* ({ cli }) {
  return { list: cli.environment().map((e) => e.split('=')[0]!), directive: 4 };
};

/** Of `run` and `create`; all their other flags take no files. */
const CREATE: Readonly<Record<string, Completer>> = {
  attach: answer(['stderr', 'stdin', 'stdout']),
  'cap-add': capabilities,
  'cap-drop': capabilities,
  cgroupns: answer(['host', 'private']),
  env: environment,
  'env-file': files,
  ipc: namespaces(['container:', 'host', 'none', 'private', 'shareable']),
  link: asking(function* ({ cli }) {
    return withSuffix(':', yield* containerNames(cli, true));
  }, NO_SPACE),
  'log-driver': asking(function* ({ cli }) {
    return (yield* info(cli)).Plugins.Log;
  }),
  'log-opt': logOptions,
  network: networks,
  pid: namespaces(['container:', 'host']),
  platform: platforms,
  pull: answer(['always', 'missing', 'never']),
  restart: restarts,
  'security-opt': securityOptions,
  'stop-signal': signals,
  'storage-opt': answer(['size='], NO_SPACE),
  ulimit: answer(withSuffix('=', ULIMITS), NO_SPACE),
  userns: answer(['host']),
  uts: answer(['host']),
  'volume-driver': asking(function* ({ cli }) {
    return (yield* info(cli)).Plugins.Volume;
  }),
  'volumes-from': every,
};

const EVENT_TYPES = words('builder config container daemon image network node plugin secret service volume');
const EVENT_ACTIONS = words(
  'create start restart stop checkpoint pause unpause attach detach resize update rename kill die oom destroy remove commit top copy archive-path extract-to-dir export import save load tag untag push pull prune delete enable disable connect disconnect reload mount unmount exec_create exec_start exec_die exec_detach health_status',
);
const EVENT_FILTERS = words('container daemon event image label network node scope type volume');

/** Values of a filter of events, where they are known. */
const EVENT_VALUES: Readonly<Record<string, (cli: DockerCli) => Task<readonly string[]>>> = {
  container: (cli) => containerNames(cli, true),
  *daemon(cli) {
    const { Name, ID } = yield* info(cli);
    return [Name, ID];
  },
  *event() {
    return EVENT_ACTIONS;
  },
  image: imageNames,
  *label() {
    return [];
  },
  network: networkNames,
  *node(cli) {
    return (yield* cli.api.json<readonly { readonly Description: { readonly Hostname: string } }[]>('GET', '/nodes')).map((n) => n.Description.Hostname);
  },
  *scope() {
    return ['local', 'swarm'];
  },
  *type() {
    return EVENT_TYPES;
  },
  volume: volumeNames,
};

function* eventFilters({ cli, word }: Typed): Task<Answer> {
  const eq = word.indexOf('=');
  if (eq < 0) return { list: withSuffix('=', EVENT_FILTERS), directive: NO_SPACE };
  const values = EVENT_VALUES[word.slice(0, eq)];
  if (values === undefined) return { list: withSuffix('=', EVENT_FILTERS), directive: NO_SPACE | 4 };
  let list: readonly string[] = [];
  try {
    list = yield* values(cli);
  } catch (e) {
    if (!(e instanceof CliError)) throw e;
  }
  return { list: withPrefix(word.slice(0, eq + 1), list), directive: 4 };
}

const PLATFORM: Readonly<Record<string, Completer>> = { platform: platforms };

/** Values of flags, by the words of their command. */
const VALUES: Readonly<Record<string, Readonly<Record<string, Completer>>>> = {
  '': {
    context: asking(function* ({ cli }) {
      return (yield* contextNames(cli, [])).map((name) => name.split('\t')[0]!);
    }),
    'log-level': answer(['debug', 'info', 'warn', 'error', 'fatal', 'panic']),
  },
  'container run': { ...CREATE, 'detach-keys': answer(['ctrl-'], NO_SPACE) },
  'container create': CREATE,
  'container exec': { env: environment, 'env-file': files },
  'container kill': { signal: signals },
  'container restart': { signal: signals },
  'container stop': { signal: signals },
  'container update': { restart: restarts },
  'image build': PLATFORM,
  'image history': PLATFORM,
  'image import': PLATFORM,
  'image inspect': PLATFORM,
  'image load': PLATFORM,
  'image pull': PLATFORM,
  'image push': PLATFORM,
  'image rm': PLATFORM,
  'image save': PLATFORM,
  'system events': { filter: eventFilters },
  inspect: { type: answer(words('config container image network node plugin secret service task volume')) },
};

/** Commands whose other flags take no files. */
const CLOSED: ReadonlySet<string> = new Set(['container run', 'container create', 'inspect']);

/** The same command within its group: 'run' is 'container run'. */
function canonical(verb: string): string {
  if (verb === 'ps') return 'container ls';
  if (verb === 'rmi') return 'image rm';
  if (verb === 'builder build') return 'image build';
  if (verb.includes(' ') || Object.hasOwn(ARGUMENTS, verb)) return verb;
  for (const group of ['container', 'image', 'system']) if (Object.hasOwn(ARGUMENTS, `${group} ${verb}`) || Object.hasOwn(VALUES, `${group} ${verb}`)) return `${group} ${verb}`;
  return verb;
}

/** Candidates for an argument of the command `verb`. */
export function* argumentsOf(typed: Typed, verb: string): Task<Answer> {
  return yield* (ARGUMENTS[canonical(verb)] ?? files)(typed);
}

/** Candidates for the value of a flag. */
export function* valuesOf(typed: Typed, verb: string, flag: string): Task<Answer> {
  const name = canonical(verb);
  return yield* (VALUES[name]?.[flag] ?? (CLOSED.has(name) ? none : files))(typed);
}
