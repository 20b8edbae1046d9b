/** Help pages: cobra's usage template as docker/cli fills it, and pflag's table of flags, wrapped to the terminal's width. */
import { child, descend, nameOf, useLine, type Command, type Found } from './command.ts';
import { quote } from './go/strconv.ts';
import { flagSet, type FlagSpec, type Need } from './pflag.ts';

const DEFAULT_WIDTH = 80;

/** What is known of the daemon; nothing of one that does not answer. */
export interface Features {
  readonly experimental: boolean;
  /** 'linux', or '' when unknown. */
  readonly osType: string;
  /** '' when unknown. */
  readonly swarm: '' | 'inactive' | 'active' | 'manager';
}

/** Of a daemon that does not answer: nothing is hidden. */
export const UNKNOWN: Features = { experimental: true, osType: '', swarm: '' };

/** Does the daemon have what a command or a flag needs, as far as is known? */
export function offered(need: Need | undefined, f: Features): boolean {
  switch (need) {
    case undefined:
      return true;
    case 'experimental':
      return f.experimental;
    case 'windows':
      return f.osType === '' || f.osType === 'windows';
    case 'manager':
      return f.swarm === '' || f.swarm === 'manager';
    case 'active':
      return f.swarm !== 'inactive';
  }
}

/** Cut `text` after at most `width` characters, at a space; up to `slop` more are let through when that ends the text. */
function cutLine(width: number, slop: number, text: string): readonly [string, string] {
  if (width + slop > text.length) return [text, ''];
  const head = text.slice(0, width);
  const at = Math.max(head.lastIndexOf(' '), head.lastIndexOf('\t'), head.lastIndexOf('\n'));
  if (at <= 0) return [text, ''];
  const newline = head.lastIndexOf('\n');
  const cut = newline > 0 && newline < at ? newline : at;
  return [text.slice(0, cut), text.slice(cut + 1)];
}

function wrap(indent: number, width: number, text: string): string {
  let margin = indent;
  let out = '';
  if (width - margin < 24) {
    margin = 16;
    out = `\n${' '.repeat(margin)}`;
  }
  if (width - margin < 24) return text.replaceAll('\n', out);
  const gap = `\n${' '.repeat(margin)}`;
  let [line, rest] = cutLine(width - margin - 5, 5, text);
  out += line.replaceAll('\n', gap);
  while (rest !== '') {
    [line, rest] = cutLine(width - margin - 5, 5, rest);
    out += gap + line.replaceAll('\n', gap);
  }
  return out;
}

const SHOWN_TYPE: Readonly<Record<string, string>> = { bool: '', hosts: 'string' };

function leftSide(flag: FlagSpec): string {
  const type = SHOWN_TYPE[flag.type] ?? flag.type;
  return `${flag.short === '' ? '      ' : `  -${flag.short}, `}--${flag.name}${type === '' ? '' : ` ${type}`}`;
}

/** The table of flags for a terminal of `width` columns. */
export function flagUsages(text: string, width: number, features: Features): string {
  const flags = flagSet(text)
    .all.filter((f) => !f.hidden && offered(f.needs, features))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const lefts = flags.map(leftSide);
  const widest = Math.max(...lefts.map((l) => l.length)) + 1;
  return flags
    .map((flag, i) => {
      const fallback = flag.fallback === '' || (flag.fallback === 'false' && flag.type === 'bool') ? '' : ` (default ${flag.type === 'string' ? quote(flag.fallback) : flag.fallback})`;
      return `${lefts[i]}${' '.repeat(widest - lefts[i]!.length)}  ${wrap(widest + 2, width - 1, flag.description + fallback)}`.trimEnd();
    })
    .join('\n');
}

function listed(commands: readonly Command[]): string {
  return commands.map((c) => `  ${nameOf(c).padEnd(12)}${c.short}`).join('\n');
}

function hasFlags(command: Command, features: Features): boolean {
  return command.flags !== undefined && flagSet(command.flags).all.some((f) => !f.hidden && offered(f.needs, features));
}

const EXPERIMENT = `is an experiment: it may change or go away in any release, and is there to be tried
  early. More on experiments:
  https://docs.docker.com/go/experimental/`;

/** How a page is laid out. */
export interface PageOptions {
  /** Columns of the terminal. */
  readonly width?: number;
  /** Sets the root page's last line apart, on a terminal. */
  readonly bold?: boolean;
  readonly features?: Features;
}

/** The page that `--help` prints. */
export function helpPage(found: Found, { width = DEFAULT_WIDTH, bold = false, features = UNKNOWN }: PageOptions = {}): string {
  const { command, path } = found;
  const root = path === 'docker';
  const sub = (command.sub ?? []).filter((c) => (c.hidden ?? false) === false && offered(c.needs, features));
  const sections: string[] = [`Usage:  ${command.sub === undefined ? useLine(found) : `${path}${hasFlags(command, features) ? ' [OPTIONS]' : ''} COMMAND`}`, command.long ?? command.short];
  if (found.chain.some((c) => c.experiment === true)) sections.push(`EXPERIMENTAL:\n  ${path} ${EXPERIMENT}`);
  const aliases = command.aliases ?? (command.names === undefined ? '' : [path, ...command.names.map((n) => path.slice(0, path.lastIndexOf(' ') + 1) + n)].join(', '));
  if (aliases !== '') sections.push(`Aliases:\n  ${aliases}`);
  if (!root && hasFlags(command, features)) sections.push(`Options:\n${flagUsages(command.flags!, width, features)}`);
  const named = (title: string, commands: readonly Command[]): void => {
    if (commands.length > 0) sections.push(`${title}:\n${listed(commands)}`);
  };
  const byName = (a: Command, b: Command): number => (nameOf(a) < nameOf(b) ? -1 : 1);
  if (root) named('Common Commands', sub.filter((c) => c.top !== undefined).sort((a, b) => a.top! - b.top!));
  named('Management Commands', sub.filter((c) => c.sub !== undefined && c.swarm !== true).sort(byName));
  named('Swarm Commands', sub.filter((c) => c.sub !== undefined && c.swarm === true).sort(byName));
  named('Commands', sub.filter((c) => c.sub === undefined && (!root || c.top === undefined)).sort(byName));
  if (root && hasFlags(command, features)) sections.push(`Global Options:\n${flagUsages(command.flags!, width, features)}`);
  if (command.sub !== undefined) sections.push(`Run '${path} COMMAND --help' for more information on a command.`);
  if (root) {
    const more = 'For more help on how to use Docker, head to https://docs.docker.com/go/guides/';
    sections.push(bold ? `\x1b[1m${more}\x1b[0m` : more);
  }
  return `${sections.join('\n\n')}\n`;
}

/** The command that `words` name beneath `root`; the rest of the words when they do not end there. */
export function findTopic(root: Found, words: readonly string[]): { readonly found: Found; readonly rest: readonly string[] } {
  let found = root;
  let i = 0;
  for (; i < words.length; i++) {
    const next = child(found.command, words[i]!);
    if (next === undefined) break;
    found = descend(found, next);
  }
  return { found, rest: words.slice(i) };
}
