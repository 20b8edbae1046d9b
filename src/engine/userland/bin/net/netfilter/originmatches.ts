/** The matches of where a packet comes from and goes to: addrtype, mac, owner, physdev, set; and comment, which matches all (iptables-extensions(8), 1.8.9). */
import { parseMac } from '../../../libc/netaddr.ts';
import { inv, required } from './extension.ts';
import { bang } from './match.ts';
import { ADDR_TYPES, RuleError, parseNumber, saveString } from './words.ts';
import type { AddrTypeName } from '../../../../abi/netfilter.ts';
import type { Draft, Match, Of } from './match.ts';

function addrTypes(text: string): AddrTypeName[] {
  const given = text.split(',').map((t) => t.toUpperCase() as AddrTypeName);
  const bad = given.findIndex((t) => !ADDR_TYPES.includes(t));
  if (bad >= 0) throw new RuleError(`addrtype: bad type "${text.split(',')[bad]!}"`);
  return ADDR_TYPES.filter((t) => given.includes(t));
}

export const addrtype: Match<'addrtype'> = {
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

export const comment: Match<'comment'> = {
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

export const mac: Match<'mac'> = {
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

export const owner: Match<'owner'> = {
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

export const physdev: Match<'physdev'> = {
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

export const set: Match<'set'> = {
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
