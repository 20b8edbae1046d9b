/** Target extensions (-j NAME): their options, and how they read in -S and -L (iptables-extensions(8), 1.8.9). */
import { parseIpv4, parseIpv6 } from '../../../libc/netaddr.ts';
import { badNumber, hasPorts, required } from './extension.ts';
import { markText, parseMark } from './match.ts';
import { LOG_LEVELS, RuleError, defaultReject, hex, logLevel, parseNumber, rejectType, saveString } from './words.ts';
import type { NfTarget, PortRange } from '../../../../abi/netfilter.ts';
import type { Extension } from './extension.ts';
import type { Context } from './words.ts';

type Name = Exclude<NfTarget['name'], 'chain' | 'ACCEPT' | 'DROP' | 'RETURN'>;
type Of<N extends NfTarget['name']> = Extract<NfTarget, { name: N }>;

interface Target<N extends Name> extends Extension<Of<N>> {
  /** After `-j NAME`. */
  save(t: Of<N>): string;
  /** As -L shows it, with a blank in front. */
  list(t: Of<N>, c: Context): string;
}

const REJECT: Target<'REJECT'> = {
  name: 'REJECT',
  options: { 'reject-with': '1' },
  help: 'REJECT target options:\n--reject-with TYPE\twhat to answer with\n',
  make(c) {
    let type = defaultReject(c.family);
    return { take: (_, value) => void (type = rejectType(value, c.family)), done: () => ({ name: 'REJECT', with: type }) };
  },
  save: (t) => ` --reject-with ${t.with}`,
  list: (t) => ` reject-with ${t.with}`,
};

const LOG: Target<'LOG'> = {
  name: 'LOG',
  options: { 'log-level': '1', 'log-prefix': '1' },
  help: 'LOG target options:\n--log-level LEVEL\tby number or name\n--log-prefix PREFIX\tbefore each line, at most 29 characters\n',
  make() {
    const t: { prefix?: string; level?: number } = {};
    return {
      take(option, value) {
        if (option === 'log-level') t.level = logLevel(value);
        else {
          if (value.includes('\n')) throw new RuleError('Newlines not allowed in --log-prefix');
          t.prefix = value.slice(0, 29);
        }
      },
      done: () => ({ name: 'LOG', ...t }),
    };
  },
  save: (t) => (t.prefix === undefined || t.prefix === '' ? '' : ` --log-prefix ${saveString(t.prefix)}`) + (t.level === undefined || t.level === 4 ? '' : ` --log-level ${t.level}`),
  list: (t, c) => ` LOG ${c.numeric ? `flags 0 level ${t.level ?? 4}` : `level ${LOG_LEVELS[t.level ?? 4]!}`}${t.prefix === undefined || t.prefix === '' ? '' : ` prefix "${t.prefix}"`}`,
};

const MARK: Target<'MARK'> = {
  name: 'MARK',
  options: { 'set-mark': '1', 'set-xmark': '1', 'and-mark': '1', 'or-mark': '1', 'xor-mark': '1' },
  help: 'MARK target options:\n  --set-xmark VALUE[/MASK]\tclear the bits of MASK, then XOR with VALUE\n  --set-mark VALUE[/MASK]\tclear the bits of MASK, then OR with VALUE\n  --and-mark BITS\n  --or-mark BITS\n  --xor-mark BITS\n',
  make() {
    let t: Of<'MARK'> | undefined;
    return {
      take(option, value) {
        const m = parseMark(value, 'MARK', option);
        const v = m.value;
        if (option === 'set-mark') t = { name: 'MARK', op: 'xset', value: v, mask: (v | m.mask) >>> 0 };
        else if (option === 'set-xmark') t = { name: 'MARK', op: 'xset', value: v, mask: m.mask };
        else if (option === 'and-mark') t = { name: 'MARK', op: 'xset', value: 0, mask: ~v >>> 0 };
        else if (option === 'or-mark') t = { name: 'MARK', op: 'xset', value: v, mask: v };
        else t = { name: 'MARK', op: 'xset', value: v, mask: 0 };
      },
      done() {
        if (t === undefined) throw new RuleError('MARK: One of the --set-xmark, --{and,or,xor,set}-mark options is required');
        return t;
      },
    };
  },
  save: (t) => ` --set-xmark ${hex(xmark(t).value)}/${hex(xmark(t).mask)}`,
  list(t) {
    const { value, mask } = xmark(t);
    if (value === 0) return ` MARK and ${hex(~mask)}`;
    if (value === mask) return ` MARK or ${hex(value)}`;
    if (mask === 0) return ` MARK xor ${hex(value)}`;
    return mask === 0xffffffff ? ` MARK set ${hex(value)}` : ` MARK xset ${hex(value)}/${hex(mask)}`;
  },
};

/** Whatever the operation was called: clear the bits of the mask, then XOR with the value. */
function xmark(t: Of<'MARK'>): { readonly value: number; readonly mask: number } {
  if (t.op === 'and') return { value: 0, mask: ~t.value >>> 0 };
  if (t.op === 'or') return { value: t.value, mask: t.value };
  if (t.op === 'xor') return { value: t.value, mask: 0 };
  return { value: t.value, mask: t.op === 'set' ? (t.value | t.mask) >>> 0 : t.mask };
}

const CONNMARK: Target<'CONNMARK'> = {
  name: 'CONNMARK',
  options: { 'set-mark': '1', 'set-xmark': '1', 'save-mark': '0', 'restore-mark': '0', mask: '1', nfmask: '1', ctmask: '1' },
  help: 'CONNMARK target options:\n  --set-xmark VALUE[/MASK]\n  --set-mark VALUE[/MASK]\n  --save-mark [--mask MASK]\t\tthe packet\'s mark to the connection\n  --restore-mark [--mask MASK]\tthe connection\'s mark to the packet\n',
  make() {
    let op: Of<'CONNMARK'>['op'] | undefined;
    let value = 0;
    let mask = 0xffffffff;
    return {
      take(option, text) {
        if (option === 'save-mark') op = 'save';
        else if (option === 'restore-mark') op = 'restore';
        else if (option.startsWith('set')) [op, { value, mask }] = ['set', parseMark(text, 'CONNMARK', option)];
        else {
          const n = parseNumber(text);
          if (n === undefined) throw badNumber('CONNMARK', option);
          mask = n;
        }
      },
      done() {
        if (op === undefined) throw new RuleError('CONNMARK target: No operation specified');
        return { name: 'CONNMARK', op, value, mask };
      },
    };
  },
  save: (t) => (t.op === 'set' ? ` --set-xmark ${hex(t.value)}/${hex(t.mask)}` : ` --${t.op}-mark --nfmask ${hex(t.mask)} --ctmask ${hex(t.mask)}`),
  list: (t) => (t.op === 'set' ? ` CONNMARK ${t.mask === 0xffffffff ? 'set' : 'xset'} ${markText(t)}` : ` CONNMARK ${t.op}${t.mask === 0xffffffff ? '' : ` mask ${hex(t.mask)}`}`),
};

/** ADDRESS[-ADDRESS][:PORT[-PORT]], checked but kept as it was written. */
function natRange(text: string, c: Context): { readonly ports: boolean } {
  const m = c.family === 'ipv6' ? /^(?:\[([^\]]*)\](?::(.*))?|([^[\]]*))$/.exec(text) : /^([^:]*)(?::(.*))?$/.exec(text);
  const addresses = (m?.[1] ?? m?.[3] ?? '').split('-').filter((a) => a !== '');
  for (const a of addresses) if ((c.family === 'ipv6' ? parseIpv6(a) : parseIpv4(a)) === undefined) throw new RuleError(`Bad IP address "${a}"`);
  const ports = m?.[2];
  if (ports === undefined) return { ports: false };
  const [from = '', to = from] = ports.split('-');
  const a = parseNumber(from);
  const b = parseNumber(to.split('/')[0]!);
  if (a === undefined || b === undefined || a < 1 || a > 65535 || b < 1 || b > 65535) throw new RuleError(`Port \`${from}' not valid`);
  if (a > b) throw new RuleError(`Port range \`${from}-${to}' funky`);
  return { ports: true };
}

function portRange(text: string): PortRange {
  const [from = '', to = from] = text.split('-');
  const a = parseNumber(from);
  const b = parseNumber(to);
  if (a === undefined || b === undefined || a > 65535 || b > 65535 || a > b) throw new RuleError(`Port \`${text}' not valid`);
  return { from: a, to: b };
}

const NEED_PORTS = 'Need TCP, UDP, SCTP or DCCP with port specification';
const rangeText = (p: PortRange): string => (p.from === p.to ? String(p.from) : `${p.from}-${p.to}`);

type Translation = Of<'DNAT'> | Of<'SNAT'>;

function translation<N extends 'DNAT' | 'SNAT'>(name: N, option: string): Target<N> {
  return {
    name,
    options: { [option]: '1', random: '0', persistent: '0', ...(name === 'SNAT' ? { 'random-fully': '0' as const } : {}) },
    help: `${name} target options:\n --${option} [ADDRESS[-ADDRESS]][:PORT[-PORT]]\n[--random] [--persistent]\n`,
    make(c) {
      const t: { to?: string; random?: boolean; persistent?: boolean; randomFully?: boolean } = {};
      let ports = false;
      return {
        take(given, value) {
          if (given === 'random') t.random = true;
          else if (given === 'random-fully') t.randomFully = true;
          else if (given === 'persistent') t.persistent = true;
          else {
            if (t.to !== undefined) throw new RuleError(`${name}: Multiple --${option} not supported`);
            t.to = value;
            ({ ports } = natRange(value, c));
          }
        },
        done(head) {
          if (t.to === undefined) throw required(name, option);
          if (ports && !hasPorts(head)) throw new RuleError(NEED_PORTS);
          return { name, ...t } as Of<N>;
        },
      };
    },
    save: (t) => ` --${option} ${(t as Translation).to}${flags(t, ' --')}`,
    list: (t) => ` to:${(t as Translation).to}${flags(t, ' ')}`,
  };
}

function flags(t: { readonly random?: boolean; readonly persistent?: boolean; readonly randomFully?: boolean }, before: string): string {
  return (t.random === true ? `${before}random` : '') + (t.randomFully === true ? `${before}random-fully` : '') + (t.persistent === true ? `${before}persistent` : '');
}

const MASQUERADE: Target<'MASQUERADE'> = {
  name: 'MASQUERADE',
  options: { 'to-ports': '1', random: '0', 'random-fully': '0' },
  help: 'MASQUERADE target options:\n --to-ports PORT[-PORT]\n --random\n --random-fully\n',
  make() {
    const t: { toPorts?: PortRange; random?: boolean; randomFully?: boolean } = {};
    return {
      take(option, value) {
        if (option === 'random') t.random = true;
        else if (option === 'random-fully') t.randomFully = true;
        else t.toPorts = portRange(value);
      },
      done(head) {
        if (t.toPorts !== undefined && !hasPorts(head)) throw new RuleError(NEED_PORTS);
        return { name: 'MASQUERADE', ...t };
      },
    };
  },
  save: (t) => (t.toPorts === undefined ? '' : ` --to-ports ${rangeText(t.toPorts)}`) + flags(t, ' --'),
  list: (t) => (t.toPorts === undefined ? '' : ` masq ports: ${rangeText(t.toPorts)}`) + flags(t, ' '),
};

const REDIRECT: Target<'REDIRECT'> = {
  name: 'REDIRECT',
  options: { 'to-ports': '1' },
  help: 'REDIRECT target options:\n --to-ports PORT[-PORT]\n',
  make() {
    let toPorts: PortRange | undefined;
    return {
      take: (_, value) => void (toPorts = portRange(value)),
      done(head) {
        if (toPorts !== undefined && !hasPorts(head)) throw new RuleError(NEED_PORTS);
        return toPorts === undefined ? { name: 'REDIRECT' } : { name: 'REDIRECT', toPorts };
      },
    };
  },
  save: (t) => (t.toPorts === undefined ? '' : ` --to-ports ${rangeText(t.toPorts)}`),
  list: (t) => (t.toPorts === undefined ? '' : ` redir ports ${rangeText(t.toPorts)}`),
};

const NOTRACK: Target<'NOTRACK'> = {
  name: 'NOTRACK',
  options: {},
  help: 'NOTRACK takes no options\n',
  make: () => ({ take: () => undefined, done: () => ({ name: 'NOTRACK' }) }),
  save: () => '',
  list: () => ' NOTRACK',
};

const TCPMSS: Target<'TCPMSS'> = {
  name: 'TCPMSS',
  options: { 'set-mss': '1', 'clamp-mss-to-pmtu': '0' },
  help: 'TCPMSS target options:\n  --set-mss VALUE\n  --clamp-mss-to-pmtu\n',
  make() {
    let t: Of<'TCPMSS'> | undefined;
    return {
      take(option, value) {
        const n = option === 'set-mss' ? parseNumber(value) : 0;
        if (n === undefined || n > 65535) throw badNumber('TCPMSS', option);
        t = option === 'set-mss' ? { name: 'TCPMSS', set: n } : { name: 'TCPMSS', clampToPmtu: true };
      },
      done() {
        if (t === undefined) throw new RuleError('TCPMSS target: At least one parameter is required');
        return t;
      },
    };
  },
  save: (t) => (t.clampToPmtu === true ? ' --clamp-mss-to-pmtu' : ` --set-mss ${t.set ?? 0}`),
  list: (t) => (t.clampToPmtu === true ? ' TCPMSS clamp to PMTU' : ` TCPMSS set ${t.set ?? 0}`),
};

export const TARGETS: { readonly [N in Name]: Target<N> } = { REJECT, LOG, MARK, CONNMARK, DNAT: translation('DNAT', 'to-destination'), SNAT: translation('SNAT', 'to-source'), MASQUERADE, REDIRECT, NOTRACK, TCPMSS };

export function isExtension(name: string): name is Name {
  return Object.hasOwn(TARGETS, name);
}

/** ` -j ...` or ` -g ...` of iptables-save. */
export function saveTarget(t: NfTarget): string {
  if (t.name === 'chain') return ` ${t.goto === true ? '-g' : '-j'} ${t.chain}`;
  return ` -j ${t.name}${isExtension(t.name) ? (TARGETS[t.name] as Target<Name>).save(t as Of<Name>) : ''}`;
}

/** What -L shows after the matches. */
export function listTarget(t: NfTarget, c: Context): string {
  return t.name !== 'chain' && isExtension(t.name) ? (TARGETS[t.name] as Target<Name>).list(t as Of<Name>, c) : '';
}

/** The name in -L's first column. */
export function targetName(t: NfTarget | undefined): string {
  if (t === undefined) return '';
  return t.name === 'chain' ? t.chain : t.name === 'NOTRACK' ? 'CT' : t.name;
}
