/** The matches of transport headers: tcp, udp, icmp and icmp6, multiport (iptables-extensions(8), 1.8.9). */
import { inv, required } from './extension.ts';
import { bang } from './match.ts';
import { RuleError, TCP_FLAGS, icmpName, parseIcmp, parsePorts, portText } from './words.ts';
import type { Invertible, PortRange } from '../../../../abi/netfilter.ts';
import type { Handler } from './extension.ts';
import type { Draft, Match, Of } from './match.ts';
import type { Context } from './words.ts';

function transport(proto: 'tcp' | 'udp', c: Context): Handler<Of<'tcp'> & Of<'udp'>> {
  const draft: Draft<Of<'tcp'>> = {};
  return {
    take(option, value, not, more) {
      if (option === 'sport' || option === 'source-port') draft.sport = inv(parsePorts(value, c, proto), not);
      else if (option === 'dport' || option === 'destination-port') draft.dport = inv(parsePorts(value, c, proto), not);
      else if (option === 'syn') draft.flags = inv({ mask: ['FIN', 'SYN', 'RST', 'ACK'], set: ['SYN'] }, not);
      else {
        const set = more();
        if (set === undefined) throw new RuleError('--tcp-flags requires two args.');
        draft.flags = inv({ mask: flagList(value), set: flagList(set) }, not);
      }
    },
    done(head) {
      if (head.protocol === undefined || head.protocol.not === true || head.protocol.value !== proto) {
        if (draft.sport !== undefined || draft.dport !== undefined || draft.flags !== undefined) throw new RuleError(`${proto.toUpperCase()} match requires '-p ${proto}'`);
      }
      return { name: proto, ...draft } as Of<'tcp'> & Of<'udp'>;
    },
  };
}

function flagList(text: string): string[] {
  const given = new Set<string>();
  for (const word of text.split(',')) {
    const flag = word.toUpperCase();
    if (flag === 'ALL') for (const f of TCP_FLAGS) given.add(f);
    else if (flag !== 'NONE') {
      if (!(TCP_FLAGS as readonly string[]).includes(flag)) throw new RuleError(`Unknown TCP flag \`${word}'`);
      given.add(flag);
    }
  }
  return TCP_FLAGS.filter((f) => given.has(f));
}

/** 'FROM:TO' or 'PORT'. */
export function range(r: PortRange): string {
  return r.from === r.to ? String(r.from) : `${r.from}:${r.to}`;
}

function savePort(name: string, p: Invertible<PortRange> | undefined): string {
  return p === undefined ? '' : ` ${bang(p)}--${name} ${range(p.value)}`;
}

function listPort(name: string, p: Invertible<PortRange> | undefined, c: Context, proto: string): string {
  if (p === undefined) return '';
  const { from, to } = p.value;
  const not = p.not === true ? '!' : '';
  return from === to ? ` ${name}:${not}${portText(from, c, proto)}` : ` ${name}s:${not}${portText(from, c, proto)}:${portText(to, c, proto)}`;
}

const flagText = (flags: readonly string[]): string => (flags.length === 0 ? 'NONE' : TCP_FLAGS.filter((f) => flags.includes(f)).join(','));
const flagBits = (flags: readonly string[]): string => `0x${TCP_FLAGS.reduce((n, f, i) => (flags.includes(f) ? n | (1 << i) : n), 0).toString(16).padStart(2, '0').toUpperCase()}`;

export const tcp: Match<'tcp'> = {
  name: 'tcp',
  options: { sport: '1!', 'source-port': '1!', dport: '1!', 'destination-port': '1!', syn: '0!', 'tcp-flags': '1!' },
  help: 'tcp match options:\n[!] --source-port, --sport PORT[:PORT]\n[!] --destination-port, --dport PORT[:PORT]\n[!] --tcp-flags MASK SET\tflags among MASK that are set\n[!] --syn\t\t\tthe first segment of a connection\n',
  make: (c) => transport('tcp', c),
  save: (m) => savePort('sport', m.sport) + savePort('dport', m.dport) + (m.flags === undefined ? '' : ` ${bang(m.flags)}--tcp-flags ${flagText(m.flags.value.mask)} ${flagText(m.flags.value.set)}`),
  list: (m, c) => ` tcp${listPort('spt', m.sport, c, 'tcp')}${listPort('dpt', m.dport, c, 'tcp')}${m.flags === undefined ? '' : ` flags:${m.flags.not === true ? '!' : ''}${(c.numeric ? flagBits : flagText)(m.flags.value.mask)}/${(c.numeric ? flagBits : flagText)(m.flags.value.set)}`}`,
};

export const udp: Match<'udp'> = {
  name: 'udp',
  options: { sport: '1!', 'source-port': '1!', dport: '1!', 'destination-port': '1!' },
  help: 'udp match options:\n[!] --source-port, --sport PORT[:PORT]\n[!] --destination-port, --dport PORT[:PORT]\n',
  make: (c) => transport('udp', c),
  save: (m) => savePort('sport', m.sport) + savePort('dport', m.dport),
  list: (m, c) => ` udp${listPort('spt', m.sport, c, 'udp')}${listPort('dpt', m.dport, c, 'udp')}`,
};

export function icmpMatch(name: 'icmp' | 'icmp6', option: string, listed: string): Match<'icmp'> {
  return {
    name,
    options: { [option]: '1!' },
    help: `${name} match options:\n[!] --${option} TYPE[/CODE]\tby number or name\n`,
    make(c) {
      let type: Of<'icmp'>['type'] | undefined;
      return {
        take: (_, value, not) => void (type = inv(parseIcmp(value, c.family), not)),
        done() {
          if (type === undefined) throw required(name, option);
          return { name, type };
        },
      };
    },
    save(m) {
      const { type, code } = m.type.value;
      return ` ${bang(m.type)}--${option} ${name === 'icmp' && type === 255 ? 'any' : `${type}${code === undefined ? '' : `/${code}`}`}`;
    },
    list(m, c) {
      const { type, code } = m.type.value;
      const not = m.type.not === true ? '!' : '';
      const word = c.numeric ? undefined : icmpName(type, code, c.family);
      if (word !== undefined) return ` ${listed} ${not}${word}`;
      const codes = code === undefined ? '' : ` code ${code}`;
      return not === '' ? ` ${listed}type ${type}${codes}` : ` ${listed} !type ${type}${codes}`;
    },
  };
}

export const multiport: Match<'multiport'> = {
  name: 'multiport',
  options: { sports: '1!', 'source-ports': '1!', dports: '1!', 'destination-ports': '1!', ports: '1!' },
  help: 'multiport match options:\n[!] --source-ports, --sports PORT[,PORT:PORT...]\n[!] --destination-ports, --dports PORT[,PORT:PORT...]\n[!] --ports PORT[,PORT:PORT...]\n',
  make(c) {
    let m: Of<'multiport'> | undefined;
    let given: { what: Of<'multiport'>['what']; value: string; not: boolean } | undefined;
    return {
      take(option, value, not) {
        if (given !== undefined) throw new RuleError('multiport can only have one option');
        given = { what: option.startsWith('s') ? 'sports' : option.startsWith('d') ? 'dports' : 'ports', value, not };
      },
      done(head) {
        if (given === undefined) throw new RuleError('multiport expection an option');
        const proto = head.protocol;
        if (proto === undefined || proto.not === true || !['tcp', 'udp', 'udplite', 'sctp', 'dccp'].includes(proto.value)) throw new RuleError("multiport needs `-p tcp', `-p udp', `-p udplite', `-p sctp' or `-p dccp'");
        const parts = given.value.split(',');
        const ports = parts.map((p) => parsePorts(p, c, proto.value));
        if (ports.reduce((n, r) => n + (r.from === r.to ? 1 : 2), 0) > 15) throw new RuleError('too many ports specified');
        m = { name: 'multiport', what: given.what, ports: inv(ports, given.not) };
        return m;
      },
    };
  },
  save: (m) => ` ${bang(m.ports)}--${m.what} ${m.ports.value.map(range).join(',')}`,
  list: (m, c) => ` multiport ${m.what} ${m.ports.not === true ? ' !' : ''}${m.ports.value.map((r) => (r.from === r.to ? portText(r.from, c) : `${portText(r.from, c)}:${portText(r.to, c)}`)).join(',')}`,
};
