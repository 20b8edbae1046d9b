/**
 * The inspect commands: JSON as the daemon sent it, indented; or a template, first over the record with Go's field names, then, when
 * that fails, over the raw JSON.
 */
import type { Task } from '../../../abi/sys.ts';
import type { DockerCli } from '../cli.ts';
import { CliError } from '../error.ts';
import { GoError } from '../go/strconv.ts';
import { compile, execute, type Value } from '../template/index.ts';
import { typed, type RecordName } from './typed.ts';

/** What an inspect found: the JSON text and the kind of record. */
export interface Inspected {
  readonly type: RecordName;
  readonly raw: string;
  /** A template that fails over the typed record is tried over the JSON; false when there is none beside the record. */
  readonly untyped?: boolean;
}

/** JSON with every member on a line of its own, four blanks a level, as json.Indent writes it. */
export function indentJson(text: string): string {
  let out = '';
  let depth = 0;
  let i = 0;
  const line = (): string => `\n${'    '.repeat(depth)}`;
  while (i < text.length) {
    const c = text[i]!;
    if (c === '"') {
      let end = i + 1;
      while (text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
      out += text.slice(i, end + 1);
      i = end + 1;
      continue;
    }
    i++;
    if (c === '{' || c === '[') {
      let next = i;
      while (/\s/.test(text[next] ?? '')) next++;
      if (text[next] === (c === '{' ? '}' : ']')) {
        out += c + text[next];
        i = next + 1;
        continue;
      }
      depth++;
      out += c + line();
    } else if (c === '}' || c === ']') {
      depth--;
      out += line() + c;
    } else if (c === ',') out += c + line();
    else if (c === ':') out += ': ';
    else if (!/\s/.test(c)) out += c;
  }
  return out;
}

function withTemplate(format: string, found: Inspected): string {
  const tree = compile(format);
  const json = JSON.parse(found.raw) as Value;
  try {
    return execute(tree, typed(found.type, json));
  } catch (e) {
    if (!(e instanceof GoError) || found.untyped === false) throw e;
  }
  return execute(tree, json, { missingKeyError: true });
}

/** Inspect each of `names` with `find` and print what was found; errors come after it, joined. */
export function* inspectAll(cli: DockerCli, format: string, names: readonly string[], find: (name: string) => Task<Inspected>): Task<void> {
  const template = format !== '' && format !== 'json';
  if (template) {
    try {
      compile(format);
    } catch (e) {
      throw e instanceof GoError ? new CliError(`template parsing error: ${e.message}`, 64) : e;
    }
  }
  const raws: string[] = [];
  const errors: string[] = [];
  let out = '';
  for (const name of names) {
    try {
      const found = yield* find(name);
      if (template) out += `${withTemplate(format, found)}\n`;
      else raws.push(found.raw.trim());
    } catch (e) {
      if (e instanceof GoError) errors.push(`template parsing error: ${e.message}`);
      else if (e instanceof CliError) errors.push(e.message);
      else throw e;
    }
  }
  if (template) yield* cli.out(out === '' ? '\n' : out);
  else {
    const all = `[${raws.join(',')}]`;
    yield* cli.out(`${format === 'json' ? all : indentJson(all)}\n`);
  }
  if (errors.length > 0) throw new CliError(errors.join('\n'));
}
