/** Match extensions (-m NAME): their options, and how they read in -S and -L (iptables-extensions(8), 1.8.9). */
import { formatIp, lengthOfMask, networkOf, parseIp, parseIpv4, parseMac, parseShortIpv4, withoutFullLength } from '../../../libc/netaddr.ts';
import { badNumber, inv, required } from './extension.ts';
import { ADDR_TYPES, CT_STATES, RuleError, STATES, TCP_FLAGS, hex, icmpName, parseIcmp, parseNumber, parsePorts, portText, saveString } from './words.ts';
import type { AddrTypeName, CtStateName, Invertible, NfMatch, PortRange } from '../../../../abi/netfilter.ts';
import type { Extension, Handler } from './extension.ts';
import type { Context } from './words.ts';

type IcmpMatch = Extract<NfMatch, { name: 'icmp' | 'icmp6' }>;
type Of<N extends NfMatch['name']> = N extends 'icmp' | 'icmp6' ? IcmpMatch : Extract<NfMatch, { name: N }>;
/** A match while it is put together. */
type Draft<T> = { -readonly [K in keyof T]?: T[K] };

interface Match<N extends NfMatch['name']> extends Extension<Of<N>> {
  /** After `-m NAME`. */
  save(m: Of<N>, c: Context): string;
  /** As -L shows it, with a blank in front. */
  list(m: Of<N>, c: Context): string;
}

const bang = (v: Invertible<unknown> | undefined): string => (v?.not === true ? '! ' : '');

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

function range(r: PortRange): string {
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

const tcp: Match<'tcp'> = {
  name: 'tcp',
  options: { sport: '1!', 'source-port': '1!', dport: '1!', 'destination-port': '1!', syn: '0!', 'tcp-flags': '1!' },
  help: 'tcp match options:\n[!] --source-port, --sport PORT[:PORT]\n[!] --destination-port, --dport PORT[:PORT]\n[!] --tcp-flags MASK SET\tflags among MASK that are set\n[!] --syn\t\t\tthe first segment of a connection\n',
  make: (c) => transport('tcp', c),
  save: (m) => savePort('sport', m.sport) + savePort('dport', m.dport) + (m.flags === undefined ? '' : ` ${bang(m.flags)}--tcp-flags ${flagText(m.flags.value.mask)} ${flagText(m.flags.value.set)}`),
  list: (m, c) => ` tcp${listPort('spt', m.sport, c, 'tcp')}${listPort('dpt', m.dport, c, 'tcp')}${m.flags === undefined ? '' : ` flags:${m.flags.not === true ? '!' : ''}${(c.numeric ? flagBits : flagText)(m.flags.value.mask)}/${(c.numeric ? flagBits : flagText)(m.flags.value.set)}`}`,
};

const udp: Match<'udp'> = {
  name: 'udp',
  options: { sport: '1!', 'source-port': '1!', dport: '1!', 'destination-port': '1!' },
  help: 'udp match options:\n[!] --source-port, --sport PORT[:PORT]\n[!] --destination-port, --dport PORT[:PORT]\n',
  make: (c) => transport('udp', c),
  save: (m) => savePort('sport', m.sport) + savePort('dport', m.dport),
  list: (m, c) => ` udp${listPort('spt', m.sport, c, 'udp')}${listPort('dpt', m.dport, c, 'udp')}`,
};

function icmpMatch(name: 'icmp' | 'icmp6', option: string, listed: string): Match<'icmp'> {
  return {
    name,
    options: { [option]: '1!' },
    help: `${name} match options:\n[!] --${option} TYPE[/CODE]\tby number or name\n`,
    make(c) {
      let type: IcmpMatch['type'] | undefined;
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

const multiport: Match<'multiport'> = {
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

function states(text: string, known: readonly CtStateName[], bad: string): CtStateName[] {
  const given = text.split(',').map((s) => s.toUpperCase() as CtStateName);
  const wrong = given.findIndex((s) => !known.includes(s));
  if (wrong >= 0) throw new RuleError(`Bad ${bad} "${text.split(',').slice(wrong).join(',')}"`);
  return known.filter((s) => given.includes(s));
}

const stateText = (list: readonly CtStateName[]): string => CT_STATES.filter((s) => list.includes(s)).join(',');

const conntrack: Match<'conntrack'> = {
  name: 'conntrack',
  options: { ctstate: '1!', ctproto: '1!', ctorigdst: '1!', ctorigdstport: '1!', ctdir: '1' },
  help: 'conntrack match options:\n[!] --ctstate STATE[,STATE...]\tINVALID, ESTABLISHED, NEW, RELATED, UNTRACKED, SNAT, DNAT\n[!] --ctproto PROTO\n[!] --ctorigdst ADDRESS[/MASK]\n[!] --ctorigdstport PORT[:PORT]\n    --ctdir {ORIGINAL|REPLY}\n',
  make(c) {
    const m: Draft<Of<'conntrack'>> = {};
    return {
      take(option, value, not) {
        if (option === 'ctstate') m.ctstate = inv(states(value, CT_STATES, 'ctstate'), not);
        else if (option === 'ctproto') m.ctproto = inv(String(protocolNumber(value, c)), not);
        else if (option === 'ctorigdst') m.ctorigdst = inv(parsePrefix(value, c)[0]!, not);
        else if (option === 'ctorigdstport') m.ctorigdstport = inv(parsePorts(value, c), not);
        else {
          const dir = value.toUpperCase();
          if (dir !== 'ORIGINAL' && dir !== 'REPLY') throw new RuleError(`conntrack: Bad value for "--ctdir" option: "${value}"`);
          m.ctdir = dir;
        }
      },
      done() {
        if (Object.keys(m).length === 0) throw new RuleError('conntrack: At least one option is required');
        return { name: 'conntrack', ...m };
      },
    };
  },
  save: (m) => conntrackText(m, '--'),
  list: (m) => conntrackText(m, ''),
};

function conntrackText(m: Of<'conntrack'>, dash: string): string {
  let out = '';
  if (m.ctstate !== undefined) out += ` ${bang(m.ctstate)}${dash}ctstate ${stateText(m.ctstate.value)}`;
  if (m.ctproto !== undefined) out += ` ${bang(m.ctproto)}${dash}ctproto ${m.ctproto.value}`;
  if (m.ctorigdst !== undefined) out += ` ${bang(m.ctorigdst)}${dash}ctorigdst ${withoutFullLength(m.ctorigdst.value)}`;
  if (m.ctorigdstport !== undefined) out += ` ${bang(m.ctorigdstport)}${dash}ctorigdstport ${range(m.ctorigdstport.value)}`;
  return m.ctdir === undefined ? out : `${out} ${dash}ctdir ${m.ctdir}`;
}

const state: Match<'state'> = {
  name: 'state',
  options: { state: '1!' },
  help: 'state match options:\n [!] --state STATE[,STATE...]\tINVALID, ESTABLISHED, NEW, RELATED, UNTRACKED\n',
  make() {
    let given: Of<'state'>['state'] | undefined;
    return {
      take: (_, value, not) => void (given = inv(states(value, STATES, 'state'), not)),
      done() {
        if (given === undefined) throw required('state', 'state');
        return { name: 'state', state: given };
      },
    };
  },
  save: (m) => ` ${bang(m.state)}--state ${stateText(m.state.value)}`,
  list: (m) => ` ${bang(m.state)}state ${stateText(m.state.value)}`,
};

function addrTypes(text: string): AddrTypeName[] {
  const given = text.split(',').map((t) => t.toUpperCase() as AddrTypeName);
  const bad = given.findIndex((t) => !ADDR_TYPES.includes(t));
  if (bad >= 0) throw new RuleError(`addrtype: bad type "${text.split(',')[bad]!}"`);
  return ADDR_TYPES.filter((t) => given.includes(t));
}

const addrtype: Match<'addrtype'> = {
  name: 'addrtype',
  options: { 'src-type': '1!', 'dst-type': '1!', 'limit-iface-in': '0', 'limit-iface-out': '0' },
  help: 'addrtype match options:\n [!] --src-type TYPE[,...]\n [!] --dst-type TYPE[,...]\n     --limit-iface-in\tthe type on the interface that the packet came by\n     --limit-iface-out\tthe type on the interface that it leaves by\n',
  make() {
    const m: Draft<Of<'addrtype'>> = {};
    return {
      take(option, value, not) {
        if (option === 'src-type') m.srcType = inv(addrTypes(value), not);
        else if (option === 'dst-type') m.dstType = inv(addrTypes(value), not);
        else if (option === 'limit-iface-in') m.limitIfaceIn = true;
        else m.limitIfaceOut = true;
      },
      done() {
        if (m.srcType === undefined && m.dstType === undefined) throw new RuleError('addrtype: you must specify --src-type or --dst-type');
        if (m.limitIfaceIn === true && m.limitIfaceOut === true) throw new RuleError("addrtype: you can't specify both --limit-iface-in and --limit-iface-out");
        return { name: 'addrtype', ...m };
      },
    };
  },
  save(m) {
    let out = '';
    if (m.srcType !== undefined) out += ` ${bang(m.srcType)}--src-type ${m.srcType.value.join(',')}`;
    if (m.dstType !== undefined) out += ` ${bang(m.dstType)}--dst-type ${m.dstType.value.join(',')}`;
    return out + (m.limitIfaceIn === true ? ' --limit-iface-in' : '') + (m.limitIfaceOut === true ? ' --limit-iface-out' : '');
  },
  list(m) {
    let out = ' ADDRTYPE match';
    if (m.srcType !== undefined) out += ` src-type ${m.srcType.not === true ? '!' : ''}${m.srcType.value.join(',')}`;
    if (m.dstType !== undefined) out += ` dst-type ${m.dstType.not === true ? '!' : ''}${m.dstType.value.join(',')}`;
    return out + (m.limitIfaceIn === true ? ' limit-in' : '') + (m.limitIfaceOut === true ? ' limit-out' : '');
  },
};

const comment: Match<'comment'> = {
  name: 'comment',
  options: { comment: '1' },
  help: 'comment match options:\n--comment TEXT\ta note of at most 255 characters\n',
  make() {
    let text: string | undefined;
    return {
      take: (_, value) => void (text = value),
      done() {
        if (text === undefined) throw required('comment', 'comment');
        if (text.length > 255) throw new RuleError('COMMENT must be shorter than 256 chars');
        return { name: 'comment', comment: text };
      },
    };
  },
  save: (m) => ` --comment ${saveString(m.comment)}`,
  list: (m) => ` /* ${m.comment} */`,
};

/** 'VALUE' or 'VALUE/MASK'. */
export function parseMark(text: string, name: string, option: string): { readonly value: number; readonly mask: number } {
  const [v = '', k] = text.split('/');
  const value = parseNumber(v);
  const mask = k === undefined ? 0xffffffff : parseNumber(k);
  if (value === undefined || mask === undefined || value > 0xffffffff || mask > 0xffffffff) throw badNumber(name, option);
  return { value, mask };
}

export function markText(m: { readonly value: number; readonly mask: number }): string {
  return m.mask === 0xffffffff ? hex(m.value) : `${hex(m.value)}/${hex(m.mask)}`;
}

const mark: Match<'mark'> = {
  name: 'mark',
  options: { mark: '1!' },
  help: 'mark match options:\n[!] --mark VALUE[/MASK]\n',
  make() {
    let given: Of<'mark'>['mark'] | undefined;
    return {
      take: (_, value, not) => void (given = inv(parseMark(value, 'mark', 'mark'), not)),
      done() {
        if (given === undefined) throw required('mark', 'mark');
        return { name: 'mark', mark: given };
      },
    };
  },
  save: (m) => ` ${bang(m.mark)}--mark ${markText(m.mark.value)}`,
  list: (m) => ` mark match ${bang(m.mark)}${markText(m.mark.value)}`,
};

const PER = ['second', 'minute', 'hour', 'day'] as const;
const PER_TEXT = { second: 'sec', minute: 'min', hour: 'hour', day: 'day' } as const;

const limit: Match<'limit'> = {
  name: 'limit',
  options: { limit: '1', 'limit-burst': '1' },
  help: 'limit match options:\n--limit RATE[/second|/minute|/hour|/day]\tdefault 3/hour\n--limit-burst N\t\t\t\thow many before the limit counts, default 5\n',
  make() {
    let rate = 3;
    let per: (typeof PER)[number] = 'hour';
    let burst = 5;
    return {
      take(option, value) {
        if (option === 'limit-burst') {
          const n = parseNumber(value);
          if (n === undefined || n > 10000) throw badNumber('limit', option);
          burst = n;
          return;
        }
        const m = /^(\d+)(?:\/([a-z]+))?$/i.exec(value);
        const unit = m?.[2] === undefined ? 'second' : PER.find((p) => p.startsWith(m[2]!.toLowerCase()));
        if (m === null || unit === undefined || Number(m[1]) === 0) throw new RuleError(`bad rate "${value}"'`);
        if (Number(m[1]) > 10000 * { second: 1, minute: 60, hour: 3600, day: 86400 }[unit]) throw new RuleError(`Rate too fast "${value}"\n`);
        rate = Number(m[1]);
        per = unit;
      },
      done: () => ({ name: 'limit', rate, per, burst }),
    };
  },
  save: (m) => ` --limit ${m.rate}/${PER_TEXT[m.per]}${m.burst === 5 ? '' : ` --limit-burst ${m.burst}`}`,
  list: (m) => ` limit: avg ${m.rate}/${PER_TEXT[m.per]} burst ${m.burst}`,
};

const mac: Match<'mac'> = {
  name: 'mac',
  options: { 'mac-source': '1!' },
  help: 'mac match options:\n[!] --mac-source XX:XX:XX:XX:XX:XX\n',
  make() {
    let source: Of<'mac'>['source'] | undefined;
    return {
      take(_, value, not) {
        const m = parseMac(value);
        if (m === undefined) throw new RuleError('Invalid MAC address specified.');
        source = inv(m, not);
      },
      done() {
        if (source === undefined) throw required('mac', 'mac-source');
        return { name: 'mac', source };
      },
    };
  },
  save: (m) => ` ${bang(m.source)}--mac-source ${m.source.value}`,
  list: (m) => ` MAC ${bang(m.source)}${m.source.value}`,
};

const owner: Match<'owner'> = {
  name: 'owner',
  options: { 'uid-owner': '1!', 'gid-owner': '1!' },
  help: 'owner match options:\n[!] --uid-owner USER\n[!] --gid-owner GROUP\n',
  make(c) {
    const m: Draft<Of<'owner'>> = {};
    return {
      take(option, value, not) {
        const id = (option === 'uid-owner' ? c.accounts.userNamed(value)?.uid : c.accounts.groupNamed(value)?.gid) ?? parseNumber(value);
        if (id === undefined) throw new RuleError(`owner: Bad value for "--${option}" option: "${value}"`);
        if (option === 'uid-owner') m.uid = inv(id, not);
        else m.gid = inv(id, not);
      },
      done() {
        if (m.uid === undefined && m.gid === undefined) throw new RuleError('owner: At least one of --uid-owner, --gid-owner or --socket-exists is required');
        return { name: 'owner', ...m };
      },
    };
  },
  save: (m) => (m.uid === undefined ? '' : ` ${bang(m.uid)}--uid-owner ${m.uid.value}`) + (m.gid === undefined ? '' : ` ${bang(m.gid)}--gid-owner ${m.gid.value}`),
  list(m, c) {
    const user = m.uid === undefined ? '' : ` ${bang(m.uid)}owner UID match ${c.numeric ? m.uid.value : c.accounts.userName(m.uid.value)}`;
    return user + (m.gid === undefined ? '' : ` ${bang(m.gid)}owner GID match ${c.numeric ? m.gid.value : c.accounts.groupName(m.gid.value)}`);
  },
};

const physdev: Match<'physdev'> = {
  name: 'physdev',
  options: { 'physdev-in': '1!', 'physdev-out': '1!', 'physdev-is-bridged': '0' },
  help: 'physdev match options:\n[!] --physdev-in NAME\t\tbridge port that the packet came by\n[!] --physdev-out NAME\t\tbridge port that it leaves by\n    --physdev-is-bridged\tbridged, not routed\n',
  make() {
    const m: Draft<Of<'physdev'>> = {};
    return {
      take(option, value, not) {
        if (option === 'physdev-in') m.in = inv(value, not);
        else if (option === 'physdev-out') m.out = inv(value, not);
        else m.isBridged = true;
      },
      done() {
        if (Object.keys(m).length === 0) throw new RuleError('PHYSDEV: no physdev option specified');
        return { name: 'physdev', ...m };
      },
    };
  },
  save: (m) => physdevText(m),
  list: (m) => ` PHYSDEV match${physdevText(m)}`,
};

function physdevText(m: Of<'physdev'>): string {
  return (m.in === undefined ? '' : ` ${bang(m.in)}--physdev-in ${m.in.value}`) + (m.out === undefined ? '' : ` ${bang(m.out)}--physdev-out ${m.out.value}`) + (m.isBridged === true ? ' --physdev-is-bridged' : '');
}

const statistic: Match<'statistic'> = {
  name: 'statistic',
  options: { mode: '1', every: '1', packet: '1', probability: '1' },
  help: 'statistic match options:\n --mode {random|nth}\n --probability P\tof random, between 0 and 1\n --every N\t\tof nth: each Nth packet\n --packet P\t\tof nth: begin at the Pth\n',
  make() {
    const m: { mode?: 'nth' | 'random'; every?: number; packet?: number; probability?: number } = {};
    return {
      take(option, value) {
        if (option === 'mode') {
          if (value !== 'random' && value !== 'nth') throw new RuleError(`Bad mode "${value}"`);
          m.mode = value;
        } else if (option === 'probability') {
          const p = Number(value);
          if (!(p >= 0 && p <= 1)) throw new RuleError('statistic: Bad value for "--probability" option: "' + value + '"');
          m.probability = p;
        } else {
          const n = parseNumber(value);
          if (n === undefined || (option === 'every' && n === 0)) throw badNumber('statistic', option);
          m[option as 'every' | 'packet'] = n;
        }
      },
      done() {
        if (m.mode === undefined) throw required('statistic', 'mode');
        if (m.mode === 'nth') {
          if (m.every === undefined) throw new RuleError('STATISTIC match: "--every" is required with mode nth');
          if ((m.packet ?? 0) >= m.every) throw new RuleError('the --packet p must be 0 <= p <= n-1');
          return { name: 'statistic', mode: 'nth', every: m.every, packet: m.packet ?? 0 };
        }
        return { name: 'statistic', mode: 'random', probability: m.probability ?? 0 };
      },
    };
  },
  save: (m) => statisticText(m, '--'),
  list: (m) => ` statistic${statisticText(m, '')}`,
};

function statisticText(m: Of<'statistic'>, dash: string): string {
  if (m.mode === 'nth') return ` ${dash}mode nth ${dash}every ${m.every ?? 0} ${dash}packet ${m.packet ?? 0}`;
  // The kernel keeps 31 bits of it.
  return ` ${dash}mode random ${dash}probability ${(Math.round((m.probability ?? 0) * 0x80000000) / 0x80000000).toFixed(11)}`;
}

const set: Match<'set'> = {
  name: 'set',
  options: { 'match-set': '1!' },
  help: 'set match options:\n [!] --match-set NAME FLAGS\ta set of ipset, and which of src and dst to look for in it\n',
  make() {
    let m: Of<'set'> | undefined;
    return {
      take(_, value, not, more) {
        const words = more();
        if (words === undefined) throw new RuleError('--match-set requires two args.');
        const flags = words.split(',');
        if (flags.some((f) => f !== 'src' && f !== 'dst')) throw new RuleError(`You must spececify (the comma separated list of) 'src' or 'dst'.`);
        m = { name: 'set', set: inv(value, not), flags: flags as ('src' | 'dst')[] };
      },
      done() {
        if (m === undefined) throw new RuleError("You must specify `--match-set' with proper arguments");
        return m;
      },
    };
  },
  save: (m) => ` ${bang(m.set)}--match-set ${m.set.value} ${m.flags.join(',')}`,
  list: (m) => ` ${bang(m.set)}match-set ${m.set.value} ${m.flags.join(',')}`,
};

type Table = { readonly [N in Exclude<NfMatch['name'], 'icmp6'>]: Match<N> } & { readonly icmp6: Match<'icmp'> };

export const MATCHES: Table = { tcp, udp, icmp: icmpMatch('icmp', 'icmp-type', 'icmp'), icmp6: icmpMatch('icmp6', 'icmpv6-type', 'ipv6-icmp'), multiport, conntrack, state, addrtype, comment, mark, limit, mac, owner, physdev, statistic, set };

/** The extension, for whatever match has its name. */
function anyMatch(name: NfMatch['name']): { save(m: NfMatch, c: Context): string; list(m: NfMatch, c: Context): string } {
  return MATCHES[name] as never;
}

/** ` -m NAME ...` of iptables-save. */
export function saveMatch(m: NfMatch, c: Context): string {
  return ` -m ${m.name}${anyMatch(m.name).save(m, c)}`;
}

export function listMatch(m: NfMatch, c: Context): string {
  return anyMatch(m.name).list(m, c);
}

const CANONICAL: Readonly<Record<string, number>> = { icmp: 1, tcp: 6, udp: 17, ipencap: 4, gre: 47, esp: 50, ah: 51, icmpv6: 58, 'ipv6-icmp': 58, sctp: 132, udplite: 136, dccp: 33, all: 0 };

/** A protocol's number. Throws RuleError. */
export function protocolNumber(text: string, c: Context): number {
  const n = parseNumber(text) ?? CANONICAL[text.toLowerCase()] ?? c.db.protocol(text.toLowerCase());
  if (n === undefined || n > 255) throw new RuleError(`unknown protocol "${text}" specified`);
  return n;
}

/** As rules hold it: a name that everybody knows, or the number. */
export function protocolWord(n: number): string {
  return n === 58 ? 'ipv6-icmp' : (Object.keys(CANONICAL).find((name) => CANONICAL[name] === n) ?? String(n));
}

/** Prefixes of an address list 'A[/MASK],B': whole numbers of the network, as the kernel keeps them. Throws RuleError. */
export function parsePrefix(text: string, c: Context): string[] {
  return text.split(',').map((one) => {
    const [host = '', maskText] = one.split('/');
    const v6 = c.family === 'ipv6';
    const full = v6 ? 128 : 32;
    let ip = parseIp(host);
    if (!v6) ip ??= parseShortIpv4(host);
    if (ip === undefined || (typeof ip === 'bigint') !== v6) {
      const found = c.hosts.get(host);
      ip = found === undefined ? undefined : parseIp(found);
    }
    if (ip === undefined) throw new RuleError(`host/network \`${host}' not found`);
    let length = full;
    if (maskText !== undefined) {
      const dotted = v6 ? undefined : parseIpv4(maskText);
      const given = dotted === undefined ? parseNumber(maskText) : lengthOfMask(dotted);
      if (given === undefined || given > full) throw new RuleError(`invalid mask \`${maskText}' specified`);
      length = given;
    }
    return `${formatIp(networkOf(ip, length))}/${length}`;
  });
}
