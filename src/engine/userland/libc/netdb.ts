/** Names of services and protocols (services(5), protocols(5)), as getservbyname(3) and its kin look them up. Without the files there are no names. */
import { isSysError } from '../../abi/errno.ts';
import type { Sys, Task } from '../../abi/sys.ts';
import { readTextFile } from './stdio.ts';

export class NetDb {
  private readonly byName = new Map<string, number>();
  private readonly byPort = new Map<string, string>();
  private readonly protocols = new Map<string, number>();
  private readonly numbers = new Map<number, string>();

  constructor(services: string, protocols: string) {
    for (const f of fields(services)) {
      const [name = '', where = '', ...aliases] = f;
      const [port, proto] = where.split('/');
      for (const n of [name, ...aliases]) if (!this.byName.has(`${n}/${proto}`)) this.byName.set(`${n}/${proto}`, Number(port));
      if (!this.byPort.has(where)) this.byPort.set(where, name);
    }
    for (const [name = '', number = '', ...aliases] of fields(protocols)) {
      for (const n of [name, ...aliases]) if (!this.protocols.has(n)) this.protocols.set(n, Number(number));
      if (!this.numbers.has(Number(number))) this.numbers.set(Number(number), name);
    }
  }

  /** A service's port; any protocol's when none is given. */
  port(name: string, proto?: string): number | undefined {
    if (proto !== undefined) return this.byName.get(`${name}/${proto}`);
    return this.byName.get(`${name}/tcp`) ?? this.byName.get(`${name}/udp`);
  }

  service(port: number, proto?: string): string | undefined {
    if (proto !== undefined) return this.byPort.get(`${port}/${proto}`);
    return this.byPort.get(`${port}/tcp`) ?? this.byPort.get(`${port}/udp`);
  }

  protocol(name: string): number | undefined {
    return this.protocols.get(name);
  }

  protocolName(number: number): string | undefined {
    return this.numbers.get(number);
  }
}

function fields(text: string): string[][] {
  return text.split('\n').map((line) => line.replace(/#.*/, '').trim()).filter((line) => line !== '').map((line) => line.split(/\s+/));
}

function* textOf(sys: Sys, path: string): Task<string> {
  try {
    return yield* readTextFile(sys, path);
  } catch (e) {
    if (!isSysError(e)) throw e;
    return '';
  }
}

/** Read the two files. */
export function* readNetDb(sys: Sys): Task<NetDb> {
  return new NetDb(yield* textOf(sys, '/etc/services'), yield* textOf(sys, '/etc/protocols'));
}
