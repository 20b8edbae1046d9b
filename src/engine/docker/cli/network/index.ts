/** `docker network`: listing, inspecting, making and removing networks, and joining containers to them. */
import type { Network } from '../../api/types.ts';
import { encodeFilters } from '../api.ts';
import { atLeast, exactly, group, noArgs, type Command } from '../command.ts';
import { segment } from '../container/each.ts';
import { naturalOrder } from '../container/port.ts';
import { networkPrune } from '../container/prune.ts';
import { CliError, isNotFound } from '../error.ts';
import { formatRows, joinMap, truncateId, type RowType } from '../formatter.ts';
import { FORMAT, FORMAT_RECORD, NO_TRUNC } from '../helptext.ts';
import { inspectAll } from '../inspect/inspect.ts';
import { consolidate } from './ipam.ts';

function goTime(text: string): string {
  const m = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d(?:\.\d+)?)/.exec(text);
  return m === null ? text : `${m[1]} ${m[2]} +0000 UTC`;
}

function networkRow(trunc: boolean): RowType<Network> {
  return {
    typeName: '*network.networkContext',
    columns: {
      ID: { header: 'NETWORK ID', value: (n) => (trunc ? truncateId(n.Id) : n.Id) },
      Name: { header: 'NAME', value: (n) => n.Name },
      Driver: { header: 'DRIVER', value: (n) => n.Driver },
      Scope: { header: 'SCOPE', value: (n) => n.Scope },
      IPv4: { header: 'IPV4', value: (n) => String(n.EnableIPv4) },
      IPv6: { header: 'IPV6', value: (n) => String(n.EnableIPv6) },
      Internal: { header: 'INTERNAL', value: (n) => String(n.Internal) },
      Labels: { header: 'LABELS', value: (n) => joinMap(n.Labels) },
      CreatedAt: { header: 'CREATED AT', value: (n) => goTime(n.Created) },
    },
    methods: { Label: (n, name) => n.Labels?.[name] ?? '' },
  };
}

const ls: Command = {
  use: 'ls [OPTIONS]',
  short: 'List networks',
  aliases: 'docker network ls, docker network list',
  names: ['list'],
  args: noArgs,
  flags: `
f filter filter Show only what matches the condition (e.g. "driver=bridge")
- format string ${FORMAT}
${NO_TRUNC}
q quiet bool Print ids alone
`,
  support: { level: 'full' },
  *run(cli, flags) {
    const list = yield* cli.api.json<Network[]>('GET', '/networks', { query: { filters: encodeFilters(flags.filters()) } });
    const quiet = flags.bool('quiet');
    let format = flags.str('format') || (quiet ? '' : ((yield* cli.config()).networksFormat ?? '')) || 'table';
    if (format === 'table') format = quiet ? '{{.ID}}' : 'table {{.ID}}\t{{.Name}}\t{{.Driver}}\t{{.Scope}}';
    else if (format === 'raw') format = quiet ? 'network_id: {{.ID}}' : 'network_id: {{.ID}}\nname: {{.Name}}\ndriver: {{.Driver}}\nscope: {{.Scope}}\n';
    list.sort((a, b) => naturalOrder(a.Name, b.Name));
    yield* cli.out(formatRows(networkRow(!flags.bool('no-trunc')), format, list));
  },
};

const inspect: Command = {
  use: 'inspect [OPTIONS] NETWORK [NETWORK...]',
  short: 'Show all that is known of networks',
  args: atLeast(1),
  flags: `
f format string ${FORMAT_RECORD}
v verbose bool Add what helps to find faults
`,
  support: { level: 'full' },
  *run(cli, flags, args) {
    yield* inspectAll(cli, flags.str('format'), args, function* (name) {
      return { type: 'Network', raw: yield* cli.api.raw(`/networks/${segment(name)}`, { verbose: flags.bool('verbose') ? 'true' : undefined }) };
    });
  },
};

function pairs(list: readonly string[]): Record<string, string> {
  return Object.fromEntries(list.map((l) => (l.includes('=') ? [l.slice(0, l.indexOf('=')), l.slice(l.indexOf('=') + 1)] : [l, ''])));
}

const create: Command = {
  use: 'create [OPTIONS] NETWORK',
  short: 'Make a network',
  args: exactly(1),
  flags: `
- attachable bool Let containers join by hand
- aux-address map=map[] Addresses that the network's driver uses itself
- config-from string Network to copy the configuration from
- config-only bool Make only a configuration
d driver string=bridge Driver of the network
- gateway strings Gateway of the subnet
- ingress bool Make the routing mesh of a swarm
- internal bool No way to the outside
- ip-range strings Part of the subnet from which containers get addresses
- ipam-driver string=default Driver that hands out addresses
- ipam-opt map=map[] Options of that driver
- ipv4 bool=true Hand out IPv4 addresses
- ipv6 bool Hand out IPv6 addresses
- label list Attach metadata to the network
o opt map=map[] Options of the driver
- scope string Scope of the network
- subnet strings Subnet in CIDR form
`,
  support: { level: 'partial', note: 'overlay networks need a swarm, which is not simulated' },
  *run(cli, flags, args) {
    const Config = consolidate(flags.list('subnet'), flags.list('ip-range'), flags.list('gateway'), flags.map('aux-address'));
    const body = {
      Name: args[0]!,
      Driver: flags.str('driver'),
      Scope: flags.str('scope'),
      EnableIPv4: flags.changed('ipv4') ? flags.bool('ipv4') : undefined,
      EnableIPv6: flags.changed('ipv6') ? flags.bool('ipv6') : undefined,
      IPAM: { Driver: flags.str('ipam-driver'), Options: flags.map('ipam-opt'), Config },
      Internal: flags.bool('internal'),
      Attachable: flags.bool('attachable'),
      Ingress: flags.bool('ingress'),
      ConfigOnly: flags.bool('config-only'),
      ConfigFrom: flags.str('config-from') === '' ? undefined : { Network: flags.str('config-from') },
      Options: flags.map('opt'),
      Labels: pairs(flags.list('label')),
    };
    const { Id } = yield* cli.api.json<{ Id: string }>('POST', '/networks/create', { json: body });
    yield* cli.out(`${Id}\n`);
  },
};

const rm: Command = {
  use: 'rm NETWORK [NETWORK...]',
  short: 'Remove networks',
  aliases: 'docker network rm, docker network remove',
  names: ['remove'],
  args: atLeast(1),
  flags: `
f force bool It is no error when there is no such network
`,
  support: { level: 'full' },
  *run(cli, flags, args) {
    let failed = false;
    for (const name of args) {
      try {
        yield* cli.api.run('DELETE', `/networks/${segment(name)}`);
      } catch (e) {
        if (!(e instanceof CliError)) throw e;
        if (flags.bool('force') && isNotFound(e)) continue;
        yield* cli.err(`${e.message}\n`);
        failed = true;
        continue;
      }
      yield* cli.out(`${name}\n`);
    }
    if (failed) throw new CliError('exit status 1');
  },
};

const connect: Command = {
  use: 'connect [OPTIONS] NETWORK CONTAINER',
  short: 'Join a container to a network',
  args: exactly(2),
  flags: `
- alias strings Another name on the network
- driver-opt strings Options of the driver
- gw-priority int The network with the highest number gives the default gateway
- ip string IPv4 address (e.g., "172.30.100.104")
- ip6 string IPv6 address (e.g., "2001:db8::33")
- link list:link Link to another container
- link-local-ip strings Link-local address
`,
  support: { level: 'full' },
  *run(cli, flags, args) {
    const [local, links, options] = [flags.list('link-local-ip'), flags.list('link'), flags.list('driver-opt')];
    if (options.some((o) => o.indexOf('=') <= 0)) throw new CliError('invalid key/value pair format in driver options');
    const EndpointConfig = {
      IPAMConfig: { IPv4Address: flags.str('ip') || undefined, IPv6Address: flags.str('ip6') || undefined, LinkLocalIPs: local.length === 0 ? undefined : local },
      Links: links.length === 0 ? null : links,
      Aliases: flags.list('alias'),
      DriverOpts: pairs(options),
      GwPriority: flags.num('gw-priority'),
    };
    yield* cli.api.run('POST', `/networks/${segment(args[0]!)}/connect`, { json: { Container: args[1], EndpointConfig } });
  },
};

const disconnect: Command = {
  use: 'disconnect [OPTIONS] NETWORK CONTAINER',
  short: 'Take a container off a network',
  args: exactly(2),
  flags: `
f force bool Do it even when the container does not answer
`,
  support: { level: 'full' },
  *run(cli, flags, args) {
    yield* cli.api.run('POST', `/networks/${segment(args[0]!)}/disconnect`, { json: { Container: args[1], Force: flags.bool('force') } });
  },
};

export const network: Command = group('network', 'Work with networks', [connect, create, disconnect, inspect, ls, networkPrune, rm]);
