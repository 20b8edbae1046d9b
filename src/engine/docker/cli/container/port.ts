/** `docker port`. */
import { between, type Command } from '../command.ts';
import { CliError } from '../error.ts';
import { quote } from '../go/strconv.ts';
import { inspectContainer } from './attach.ts';

function joined(ip: string, port: string): string {
  return `${ip.includes(':') ? `[${ip}]` : ip}:${port}`;
}

/** Numbers within texts compare as numbers. */
export function naturalOrder(a: string, b: string): number {
  const x = a.match(/\d+|\D+/g) ?? [];
  const y = b.match(/\d+|\D+/g) ?? [];
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    if (x[i] === y[i]) continue;
    const [n, m] = [Number(x[i]), Number(y[i])];
    if (!Number.isNaN(n) && !Number.isNaN(m) && n !== m) return n - m;
    return x[i]! < y[i]! ? -1 : 1;
  }
  return x.length - y.length;
}

export const port: Command = {
  use: 'port CONTAINER [PRIVATE_PORT[/PROTO]]',
  short: 'Show on which ports of the host a container is published',
  aliases: 'docker container port, docker port',
  args: between(1, 2),
  support: { level: 'full' },
  *run(cli, _flags, args) {
    const c = yield* inspectContainer(cli, args[0]!);
    const ports = c.NetworkSettings.Ports ?? {};
    const wanted = args[1];
    const out: string[] = [];
    if (wanted === undefined) {
      for (const [from, list] of Object.entries(ports)) for (const b of list ?? []) out.push(`${from} -> ${joined(b.HostIp, b.HostPort)}`);
    } else {
      const [number, protocol] = wanted.split('/') as [string, string | undefined];
      if (!/^\d+$/.test(number) || Number(number) > 65535) throw new CliError(`Error: invalid port (${number}): strconv.ParseUint: parsing ${quote(number)}: ${/^\d+$/.test(number) ? 'value out of range' : 'invalid syntax'}`);
      const list = ports[`${number}/${protocol === undefined || protocol === '' ? 'tcp' : protocol}`] ?? [];
      if (list.length === 0) throw new CliError(`Error: No public port '${wanted}' published for ${args[0]}`);
      for (const b of list) out.push(joined(b.HostIp, b.HostPort));
    }
    if (out.length > 0) yield* cli.out(`${out.sort(naturalOrder).join('\n')}\n`);
  },
};
