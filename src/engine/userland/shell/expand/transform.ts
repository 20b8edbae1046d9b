/** `${x@Q}` and the other transformations, and variables shown as declare -p shows them. */
import { expandPromptText } from '../state/prompt.ts';
import type { Shell } from '../state/shell.ts';
import { A, type Variable } from '../state/variables.ts';
import { decodeAnsi } from './ansi.ts';
import type { Target, Value } from './param.ts';
import { ansiQuote, doubleQuote, quoteKey, shellQuote } from './quote.ts';

/** The attribute letters of a variable, in declare's order: `aArxilu...`. */
export function attributeLetters(v: Variable): string {
  let s = '';
  if (v.array !== undefined || v.attrs & A.INDEXED) s += 'a';
  if (v.assoc !== undefined || v.attrs & A.ASSOC) s += 'A';
  if (v.attrs & A.INTEGER) s += 'i';
  if (v.attrs & A.NAMEREF) s += 'n';
  if (v.attrs & A.READONLY) s += 'r';
  if (v.attrs & A.TRACE) s += 't';
  if (v.attrs & A.EXPORT) s += 'x';
  if (v.attrs & A.LOWER) s += 'l';
  if (v.attrs & A.UPPER) s += 'u';
  return s;
}

/** `(["k"]="v" ...)`: a compound value; undefined for a scalar. */
export function compoundText(sh: Shell, name: string, v: Variable): string | undefined {
  if (v.array === undefined && v.assoc === undefined && v.dynamic?.list === undefined) return undefined;
  const keys = sh.keys(name);
  const values = sh.elements(name);
  if (v.assoc !== undefined) return `(${keys.map((k, i) => `[${quoteKey(k)}]=${doubleQuote(values[i]!)} `).join('')})`;
  return `(${keys.map((k, i) => `[${k}]=${doubleQuote(values[i]!)}`).join(' ')})`;
}

/** The line that `declare -p name` prints, without its newline. */
export function declaration(sh: Shell, name: string, v: Variable): string {
  const letters = attributeLetters(v);
  const head = `declare -${letters === '' ? '-' : letters} ${name}`;
  const compound = compoundText(sh, name, v);
  if (compound !== undefined) return `${head}=${compound}`;
  const value = v.dynamic !== undefined ? v.dynamic.get(sh) : v.value;
  return value === undefined ? head : `${head}=${doubleQuote(value)}`;
}

/** Apply `@op`. */
export function transform(sh: Shell, op: string, value: Value, t: Target): Value {
  const map = (f: (s: string) => string): Value => (value.list !== undefined ? { list: value.list.map(f), star: value.star } : { text: value.text === undefined ? undefined : f(value.text) });
  switch (op) {
    case 'Q':
      return map(shellQuote);
    case 'E':
      return map(decodeAnsi);
    case 'P':
      return map((s) => expandPromptText(sh, s));
    case 'U':
      return map((s) => s.toUpperCase());
    case 'u':
      return map((s) => s.slice(0, 1).toUpperCase() + s.slice(1));
    case 'L':
      return map((s) => s.toLowerCase());
    case 'a': {
      const v = sh.variable(t.name);
      const letters = v === undefined ? '' : attributeLetters(v);
      return value.list !== undefined ? { list: value.list.map(() => letters), star: value.star } : { text: v === undefined ? undefined : letters };
    }
    case 'A':
      return assignment(sh, value, t);
    case 'K':
    case 'k': {
      if (value.list === undefined) return map(shellQuote);
      const keys = sh.keys(t.name);
      const v = sh.variable(t.name);
      if (op === 'k') return { list: value.list.flatMap((s, i) => [keys[i]!, s]), star: value.star };
      const text = value.list.map((s, i) => `${v?.assoc !== undefined ? quoteKey(keys[i]!) : keys[i]!} ${/[\n\t]/.test(s) ? ansiQuote(s) : doubleQuote(s)}`).join(' ');
      return { text: v?.assoc !== undefined && text !== '' ? `${text} ` : text };
    }
    default:
      return value;
  }
}

function assignment(sh: Shell, value: Value, t: Target): Value {
  if (value.list !== undefined) {
    const v = sh.variable(t.name);
    if (v === undefined) {
      if (t.name !== '@' && t.name !== '*') return { text: '' };
      return { text: value.list.length === 0 ? '' : `set -- ${value.list.map(shellQuote).join(' ')}` };
    }
    return { text: declaration(sh, t.name, v) };
  }
  if (value.text === undefined) return value;
  const v = sh.variable(t.name);
  const letters = v === undefined ? '' : attributeLetters(v);
  if (v !== undefined && (v.array !== undefined || v.assoc !== undefined)) return { text: `declare -${letters} ${t.name}=${shellQuote(value.text)}` };
  return { text: `${letters === '' ? '' : `declare -${letters} `}${t.name}=${shellQuote(value.text)}` };
}
