/** `${...}` taken apart: parameter, subscript and operation, as bash's manual describes them under "Parameter Expansion". */
import { skipBracket, skipDollar, skipDouble, skipSingle, type SubstitutionEnd } from '../syntax/scan.ts';
import { Parser } from '../syntax/parser.ts';
import { compile, type PlanOptions, type WordPlan } from './plan.ts';

/** A parameter expansion. `text` is what stood between the braces, for messages. */
export interface Param {
  readonly name: string;
  readonly text: string;
  /** `[@]`, `[*]`, or an index; its raw text is in `indexRaw`. */
  readonly index?: WordPlan | '@' | '*' | undefined;
  readonly indexRaw?: string | undefined;
  /** `${#x}` */
  readonly length?: boolean | undefined;
  /** `${!x}` */
  readonly indirect?: boolean | undefined;
  /** `${!x@}` and `${!x*}`: names with a prefix. */
  readonly names?: '@' | '*' | undefined;
  readonly op?: ParamOp | undefined;
}

export type ParamOp =
  | { readonly t: 'default'; readonly op: '-' | '=' | '?' | '+'; readonly colon: boolean; readonly word: WordPlan }
  | { readonly t: 'remove'; readonly op: '#' | '##' | '%' | '%%'; readonly pattern: WordPlan }
  | { readonly t: 'replace'; readonly all: boolean; readonly anchor: '' | '#' | '%'; readonly pattern: WordPlan; readonly by: WordPlan }
  | { readonly t: 'slice'; readonly offset: WordPlan; readonly length: WordPlan | undefined }
  | { readonly t: 'case'; readonly op: '^' | '^^' | ',' | ',,' | '~' | '~~'; readonly pattern: WordPlan | undefined }
  | { readonly t: 'transform'; readonly op: string }
  | { readonly t: 'bad' };

const BAD: ParamOp = { t: 'bad' };

/** Parse the text between `${` and `}`. What makes no sense becomes a 'bad' operation: bash reports it when it is run. */
export function parseBraceParam(text: string, line: number, quoted: boolean, options: PlanOptions): Param {
  const bash = options.dialect === 'bash';
  const sub = new Parser(text, { dialect: options.dialect, extglob: options.extglob, firstLine: line }).lexer.substitution;
  let i = 0;
  let length = false;
  let indirect = false;
  // `${#}`, `${#-x}` and so on are about the parameter `#`; `${#x}`, `${#@}`, `${##}` are lengths.
  if (text[0] === '#' && text.length > 1 && (/^#(?:[A-Za-z0-9_@*]|[?$!#-]$)/.test(text))) {
    length = true;
    i = 1;
  } else if (bash && text[0] === '!' && text.length > 1 && /^![A-Za-z0-9_@*#?$!-]/.test(text) && !/^!(?:[-?](?!$)|#[^}])/.test(text)) {
    indirect = true;
    i = 1;
  }
  const m = /^(?:[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[*@#?$!-])/.exec(text.slice(i));
  if (m === null) return { name: '', text, op: BAD };
  const name = m[0];
  i += name.length;
  let index: Param['index'];
  let indexRaw: string | undefined;
  if (bash && text[i] === '[' && /^[A-Za-z_]/.test(name)) {
    const end = skipBracket(text, i, sub);
    indexRaw = text.slice(i + 1, end - 1);
    index = indexRaw === '@' || indexRaw === '*' ? indexRaw : compile(indexRaw, line, 'word', { ...options, braces: false });
    i = end;
  }
  const base = { name, text, index, indexRaw, length, indirect };
  const rest = text.slice(i);
  if (rest === '') return base;
  if (length) return { ...base, op: BAD };
  if (indirect && (rest === '@' || rest === '*') && index === undefined && /^[A-Za-z_]/.test(name)) return { ...base, names: rest };
  return { ...base, op: operation(rest, line, quoted, options, sub) };
}

function operation(rest: string, line: number, quoted: boolean, options: PlanOptions, sub: SubstitutionEnd): ParamOp {
  const ash = options.dialect !== 'dash';
  const bash = options.dialect === 'bash';
  const word = (s: string): WordPlan => compile(s, line, quoted ? 'quoted' : 'word', options);
  const pattern = (s: string): WordPlan => compile(s, line, 'word', options);
  const d = /^(:?)([-=?+])/.exec(rest);
  if (d !== null) return { t: 'default', op: d[2] as '-', colon: d[1] === ':', word: word(rest.slice(d[0].length)) };
  const r = /^(##|#|%%|%)/.exec(rest);
  if (r !== null) return { t: 'remove', op: r[1] as '#', pattern: pattern(rest.slice(r[0].length)) };
  if (ash && rest[0] === '/') {
    const all = rest[1] === '/';
    let from = all ? 2 : 1;
    let anchor: '' | '#' | '%' = '';
    if (!all && (rest[1] === '#' || rest[1] === '%') && bash) {
      anchor = rest[1];
      from = 2;
    }
    const slash = findUnquoted(rest, '/', from, sub, all && rest[from] === '/' ? from + 1 : from);
    const pat = rest.slice(from, slash < 0 ? undefined : slash);
    const by = slash < 0 ? '' : rest.slice(slash + 1);
    return { t: 'replace', all, anchor, pattern: pattern(pat), by: replacement(by, line, options) };
  }
  if (ash && rest[0] === ':') {
    const colon = sliceColon(rest, 1, sub);
    const text = (s: string): WordPlan => compile(s, line, 'arith', options);
    return { t: 'slice', offset: text(rest.slice(1, colon < 0 ? undefined : colon)), length: colon < 0 ? undefined : text(rest.slice(colon + 1)) };
  }
  if (!bash) return BAD;
  const c = /^(\^\^|\^|,,|,|~~|~)/.exec(rest);
  if (c !== null) {
    const p = rest.slice(c[0].length);
    return { t: 'case', op: c[1] as '^', pattern: p === '' ? undefined : pattern(p) };
  }
  if (rest[0] === '@' && /^@[QEPAKaUuLk]$/.test(rest)) return { t: 'transform', op: rest[1]! };
  return BAD;
}

/** The replacement is read as a word even within double quotes: its quotes are removed. */
function replacement(s: string, line: number, options: PlanOptions): WordPlan {
  return compile(s, line, 'word', options);
}

/** The next `mark` that is not within quotes, expansions or brackets. */
function findUnquoted(s: string, mark: string, from: number, sub: SubstitutionEnd, start = from): number {
  let i = start;
  while (i < s.length) {
    const c = s[i]!;
    if (c === mark) return i;
    if (c === '\\') i += 2;
    else if (c === "'") i = skipSingle(s, i);
    else if (c === '"') i = skipDouble(s, i, sub);
    else if (c === '$') i = skipDollar(s, i, sub, false);
    else i++;
  }
  return -1;
}

/** The colon between offset and length: not within parentheses or a `?:`. */
function sliceColon(s: string, from: number, sub: SubstitutionEnd): number {
  let depth = 0;
  let ternary = 0;
  let i = from;
  while (i < s.length) {
    const c = s[i]!;
    if (c === '(' || c === '[') depth++;
    else if (c === ')' || c === ']') depth--;
    else if (c === '?') ternary++;
    else if (c === ':' && depth === 0) {
      if (ternary === 0) return i;
      ternary--;
    }
    i = c === '\\' ? i + 2 : c === '$' ? skipDollar(s, i, sub, true) : c === '"' ? skipDouble(s, i, sub) : i + 1;
  }
  return -1;
}
