/** The matches of what the kernel knows beside the packet: conntrack, state, mark, limit, statistic (iptables-extensions(8), 1.8.9). */
import { withoutFullLength } from '../../../libc/netaddr.ts';
import { badNumber, inv, required } from './extension.ts';
import { bang, markText, parseMark } from './match.ts';
import { range } from './portmatches.ts';
import { parsePrefix, protocolNumber } from './values.ts';
import { CT_STATES, RuleError, STATES, parseNumber, parsePorts } from './words.ts';
import type { CtStateName } from '../../../../abi/netfilter.ts';
import type { Draft, Match, Of } from './match.ts';

function states(text: string, known: readonly CtStateName[], bad: string): CtStateName[] {
  const given = text.split(',').map((s) => s.toUpperCase() as CtStateName);
  const wrong = given.findIndex((s) => !known.includes(s));
  if (wrong >= 0) throw new RuleError(`Bad ${bad} "${text.split(',').slice(wrong).join(',')}"`);
  return known.filter((s) => given.includes(s));
}

const stateText = (list: readonly CtStateName[]): string => CT_STATES.filter((s) => list.includes(s)).join(',');

export const conntrack: Match<'conntrack'> = {
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

export const state: Match<'state'> = {
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

export const mark: Match<'mark'> = {
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

export const limit: Match<'limit'> = {
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

export const statistic: Match<'statistic'> = {
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
