/**
 * A Dockerfile's lines: directives, comments, continuations, heredocs, and each instruction split into its word, its flags and its arguments. Like BuildKit's
 * frontend/dockerfile/parser, which the classic builder uses, too; what the arguments mean is instructions.ts' affair.
 */
import { DockerfileError } from './error.ts';
import { expandWords } from './shell.ts';

/** An instruction as it is written. */
export interface Node {
  /** The instruction's word, as written. */
  readonly word: string;
  readonly flags: readonly string[];
  readonly args: readonly string[];
  /** The arguments were a JSON array. */
  readonly json: boolean;
  /** The whole line, continuations joined. */
  readonly original: string;
  /** Number of its first line, from 1. */
  readonly line: number;
  readonly heredocs: Heredoc[];
}

export interface Heredoc {
  readonly name: string;
  readonly chomp: boolean;
  content: string;
}

export interface ParsedDockerfile {
  readonly nodes: readonly Node[];
  readonly escape: string;
  /** Lines that were continued by an empty line. */
  readonly warnings: readonly string[];
}

const SPACE = /[\t\v\f\r ]+/;

/** The first field and the rest, parted by blanks (not newlines). */
function cutWord(text: string): readonly [string, string] {
  const m = SPACE.exec(text);
  return m === null ? [text, ''] : [text.slice(0, m.index), text.slice(m.index + m[0].length)];
}

/** `--name=value` at the beginning of an instruction's arguments, and what follows. */
function builderFlags(line: string, escape: string): readonly [flags: string[], rest: string] {
  const flags: string[] = [];
  let i = 0;
  for (;;) {
    while (i < line.length && /\s/.test(line[i]!)) i++;
    if (i >= line.length) return [flags, ''];
    if (line[i] !== '-' || line[i + 1] !== '-') return [flags, line.slice(i)];
    let word = '';
    let blank = false;
    let quote = '';
    for (; i < line.length; i++) {
      let c = line[i]!;
      if (quote === '' && /\s/.test(c)) break;
      if (quote === '' && (c === "'" || c === '"')) {
        quote = c;
        blank = true;
        continue;
      }
      if (c === quote) {
        quote = '';
        continue;
      }
      if (c === escape) {
        if (i + 1 === line.length) continue;
        c = line[++i]!;
      }
      word += c;
    }
    if (word === '--') return [flags, line.slice(i)];
    if (blank || word !== '') flags.push(word);
  }
}

/** Words with their quotes and escapes kept: quotes hold blanks together. */
function quotedWords(text: string, escape: string): string[] {
  const words: string[] = [];
  let word = '';
  let open = false;
  let blank = false;
  let quote = '';
  const chars = [...text];
  const end = (): void => {
    if (blank || word !== '') words.push(word);
    word = '';
    open = blank = false;
  };
  for (let i = 0; i < chars.length; i++) {
    const c = chars[i]!;
    if (quote === '' && /\s/.test(c)) {
      if (open) end();
      continue;
    }
    open = true;
    if (c === escape && quote !== "'") {
      if (i + 1 === chars.length) continue;
      word += c + chars[++i]!;
      continue;
    }
    if (quote === '') {
      if (c === "'" || c === '"') {
        quote = c;
        blank = true;
      }
    } else if (c === quote) quote = '';
    word += c;
  }
  if (open) end();
  return words;
}

/** Triples of name, value and separator; the old form has one pair without '='. */
function pairs(rest: string, key: string, escape: string): string[] {
  const words = quotedWords(rest, escape);
  if (words.length === 0) return [];
  if (!words[0]!.includes('=')) {
    const [name, value] = cutWord(rest);
    if (!SPACE.test(rest)) throw new DockerfileError(`${key} must have two arguments`);
    return [name, value, ''];
  }
  return words.flatMap((word) => {
    const eq = word.indexOf('=');
    if (eq < 0) throw new DockerfileError(`Syntax error - can't find = in ${JSON.stringify(word)}. Must be of the form: name=value`);
    return [word.slice(0, eq), word.slice(eq + 1), '='];
  });
}

/** A JSON array of strings; undefined for what is none. Throws for an array with other things in it. */
function jsonWords(rest: string): string[] | undefined {
  const text = rest.trimStart();
  if (!text.startsWith('[')) return undefined;
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(list)) return undefined;
  if (!list.every((s) => typeof s === 'string')) throw new DockerfileError('when using JSON array syntax, arrays must be comprised of strings only');
  return list;
}

interface Arguments {
  readonly args: readonly string[];
  readonly json: boolean;
}

function splitArguments(word: string, rest: string, escape: string): Arguments {
  const plain = (args: readonly string[]): Arguments => ({ args, json: false });
  const fields = (): Arguments => plain(rest === '' ? [] : rest.split(SPACE));
  switch (word) {
    case 'env':
    case 'label':
      return plain(pairs(rest, word.toUpperCase(), escape));
    case 'arg':
      return plain(quotedWords(rest, escape));
    case 'expose':
    case 'from':
      return fields();
    case 'add':
    case 'copy':
    case 'volume': {
      const list = jsonWords(rest);
      return list === undefined ? fields() : { args: list, json: true };
    }
    case 'cmd':
    case 'entrypoint':
    case 'run':
    case 'shell': {
      const list = jsonWords(rest);
      return list === undefined ? plain(rest === '' ? [] : [rest]) : { args: list, json: true };
    }
    case 'healthcheck': {
      if (rest === '' || /^\s/.test(rest)) return plain([]);
      const m = /^(\S+)\s*([\s\S]*)$/.exec(rest)!;
      const list = jsonWords(m[2]!);
      return list === undefined ? plain(m[2] === '' ? [m[1]!] : [m[1]!, m[2]!]) : { args: [m[1]!, ...list], json: true };
    }
    case 'onbuild': {
      if (rest === '') return plain([]);
      const inner = parseNode(rest, escape, 0);
      return plain([inner.word, ...inner.args]);
    }
    case 'maintainer':
    case 'stopsignal':
    case 'user':
    case 'workdir':
      return plain(rest === '' ? [] : [rest]);
    default:
      return plain([]);
  }
}

function parseNode(line: string, escape: string, number: number): Node {
  const [word, rest] = cutWord(line.trim());
  const [flags, after] = builderFlags(rest, escape);
  const { args, json } = splitArguments(word.toLowerCase(), after.trim(), escape);
  return { word, flags, args, json, original: line, line: number, heredocs: [] };
}

/** The heredoc that a word (`<<EOT`, `<<-EOT`) begins; undefined when it is none. */
export function parseHeredoc(word: string): Heredoc | undefined {
  const m = /^(\d*)<<(-?)\s*([^<]*)$/.exec(word);
  if (m === null || m[3] === '') return undefined;
  const names = expandWords(m[3]!, () => undefined, '\\', { skipUnset: true });
  return names.length === 1 ? { name: names[0]!, chomp: m[2] === '-', content: '' } : undefined;
}

function heredocsOf(node: Node): Heredoc[] {
  const word = node.word.toLowerCase();
  const kind = word === 'onbuild' ? (node.args[0] ?? '').toLowerCase() : word;
  if ((kind !== 'add' && kind !== 'copy' && kind !== 'run') || node.json || !node.original.includes('<<')) return [];
  let words: readonly string[];
  try {
    words = expandWords(node.original, () => undefined, '\\', { rawQuotes: true, rawEscapes: true, skipUnset: true });
  } catch (e) {
    if (e instanceof DockerfileError) return [];
    throw e;
  }
  return words.map(parseHeredoc).filter((h) => h !== undefined);
}

const isComment = (line: string): boolean => /^\s*#/.test(line);

/** Parse a Dockerfile's text. Throws {@link DockerfileError}. */
export function parseDockerfile(text: string): ParsedDockerfile {
  const lines = text.replace(/^\ufeff/, '').split('\n');
  if (lines[lines.length - 1] === '') lines.pop();
  let escape = '\\';
  let directives = true;
  const seen = new Set<string>();
  const nodes: Node[] = [];
  const warnings: string[] = [];
  const directive = (line: string): void => {
    if (!directives) return;
    const m = /^#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(.+?)\s*$/.exec(line);
    const key = m?.[1]!.toLowerCase() ?? '';
    if (key !== 'syntax' && key !== 'escape' && key !== 'check') {
      directives = false;
      return;
    }
    if (seen.has(key)) throw new DockerfileError(`only one ${key} parser directive can be used`);
    seen.add(key);
    if (key !== 'escape') return;
    if (m![2] !== '`' && m![2] !== '\\') throw new DockerfileError(`invalid escape token '${m![2]}' does not match \` or \\`);
    escape = m![2]!;
  };
  /** The line without the escape character that continues it; undefined when it is not continued. */
  const continued = (line: string): string | undefined => {
    const m = /[ \t]*$/.exec(line)!;
    const end = m.index;
    if (line[end - 1] !== escape || line[end - 2] === escape) return undefined;
    return line.slice(0, end - 1);
  };
  for (let i = 0; i < lines.length; ) {
    const start = i + 1;
    let line = lines[i++]!.replace(/[\r\n]+$/, '').trimStart();
    directive(line);
    if (isComment(line)) line = '';
    let joined = continued(line);
    if (joined === undefined && line === '') continue;
    let whole = joined ?? line;
    let emptyContinuation = false;
    while (joined !== undefined && i < lines.length) {
      const more = lines[i++]!.replace(/[\r\n]+$/, '');
      directive(more);
      if (isComment(more)) continue;
      if (more.trim() === '') {
        emptyContinuation = true;
        continue;
      }
      joined = continued(more);
      whole += joined ?? more;
    }
    if (emptyContinuation) warnings.push(`Empty continuation line found in: ${whole}`);
    const node = parseNode(whole, escape, start);
    for (const doc of heredocsOf(node)) {
      let ended = false;
      while (i < lines.length && !ended) {
        const body = lines[i++]!;
        const mark = body.replace(/\r+$/, '');
        if ((doc.chomp ? mark.replace(/^\t+/, '') : mark) === doc.name) ended = true;
        else doc.content += `${body}\n`;
      }
      if (!ended) throw new DockerfileError('unterminated heredoc');
      node.heredocs.push(doc);
    }
    nodes.push(node);
  }
  if (nodes.length === 0) throw new DockerfileError('file with no instructions');
  return { nodes, escape, warnings };
}
