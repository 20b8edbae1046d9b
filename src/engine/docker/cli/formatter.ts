/**
 * `--format`: tables, JSON lines and templates over rows, as docker/cli's formatter package writes them. A kind of row is a record of
 * columns: what it is called in a template, its header, and how to make its value.
 */
import { CliError } from './error.ts';
import { GoError } from './go/strconv.ts';
import { alignColumns } from './table.ts';
import { compile, execute, HEADER_FUNCTIONS, Struct, type Method, type Value } from './template/index.ts';

/** A column: its header, and its value for a row. Without a header it is a method with an argument. */
export interface Column<T> {
  /** undefined: none, as if it were no column. */
  readonly header: string | undefined;
  value(row: T): Value;
}

/** A kind of row. */
export interface RowType<T> {
  /** The type's name in Go, for error messages. */
  readonly typeName: string;
  readonly columns: Readonly<Record<string, Column<T>>>;
  readonly methods?: Readonly<Record<string, (row: T, argument: string) => Value>>;
}

class Row<T> extends Struct {
  readonly typeName: string;
  override readonly escapeHtml = true;
  private readonly type: RowType<T>;
  private readonly row: T;
  constructor(type: RowType<T>, row: T) {
    super();
    this.typeName = type.typeName;
    this.type = type;
    this.row = row;
  }
  member(name: string): { readonly value: Value } | Method | undefined {
    const { columns, methods } = this.type;
    if (Object.hasOwn(columns, name)) return { value: columns[name]!.value(this.row) };
    if (methods === undefined || !Object.hasOwn(methods, name)) return undefined;
    return { params: ['string'], call: (argument) => methods[name]!(this.row, argument as string) };
  }
  entries(): (readonly [string, Value])[] {
    return Object.keys(this.type.columns)
      .sort()
      .map((name) => [name, this.type.columns[name]!.value(this.row)]);
  }
}

/** The header row: names of columns; a method's header is its argument, as `{{.Label "x"}}` shows x. */
class Header<T> extends Struct {
  readonly typeName = 'formatter.SubHeaderContext';
  private readonly type: RowType<T>;
  constructor(type: RowType<T>) {
    super();
    this.type = type;
  }
  member(name: string): { readonly value: Value } | Method | undefined {
    if (Object.hasOwn(this.type.columns, name)) return { value: this.type.columns[name]!.header };
    if (this.type.methods !== undefined && Object.hasOwn(this.type.methods, name)) return { params: ['string'], call: labelHeader };
    return { value: undefined };
  }
  entries(): (readonly [string, Value])[] {
    return [];
  }
}

function labelHeader(name: Value): Value {
  const text = String(name);
  const last = text.slice(text.lastIndexOf('.') + 1);
  return last.replaceAll('-', ' ').replaceAll('_', ' ');
}

/** A row as a value for templates. */
export function rowValue<T>(type: RowType<T>, row: T): Value {
  return new Row(type, row);
}

/** What `format` (already resolved: 'table ...', 'json' or a template) makes of the rows. Throws {@link CliError}. */
export function formatRows<T>(type: RowType<T>, format: string, rows: readonly T[]): string {
  const table = format.startsWith('table');
  const source = (table ? format.slice('table'.length) : format === 'json' ? '{{json .}}' : format)
    .replace(/^ +| +$/g, '')
    .replaceAll('\\t', '\t')
    .replaceAll('\\n', '\n');
  try {
    const tree = compile(source);
    let out = '';
    for (const row of rows) out += `${execute(tree, new Row(type, row))}\n`;
    if (!table) return out;
    const header = execute(tree, new Header(type), { functions: HEADER_FUNCTIONS });
    return alignColumns(`${header}\n${out}`);
  } catch (e) {
    throw e instanceof GoError ? new CliError(`template parsing error: ${e.message}`) : e;
  }
}

/** Try `format` on an empty row, as some commands do before they ask the daemon. Returns the names of columns that it read. */
export function probeFormat<T>(type: RowType<T>, format: string): ReadonlySet<string> {
  const used = new Set<string>();
  let tree;
  try {
    tree = compile(format);
  } catch (e) {
    throw e instanceof GoError ? new CliError(`failed to parse template: ${e.message}`) : e;
  }
  const columns = Object.fromEntries(
    Object.keys(type.columns).map((name) => [
      name,
      {
        header: '',
        value: () => {
          used.add(name);
          return '';
        },
      },
    ]),
  );
  const methods = type.methods === undefined ? undefined : Object.fromEntries(Object.keys(type.methods).map((name) => [name, () => '']));
  try {
    execute(tree, new Row({ typeName: type.typeName, columns, methods }, undefined));
  } catch (e) {
    throw e instanceof GoError ? new CliError(`failed to execute template: ${e.message}`) : e;
  }
  return used;
}

/** The first 12 digits of an id, without `sha256:`. */
export function truncateId(id: string): string {
  const colon = id.indexOf(':');
  return id.slice(colon + 1, colon + 13);
}

/** At most `max` characters; the last is an ellipsis when some were cut. */
export function ellipsis(text: string, max: number): string {
  if (text.length <= max) return text;
  const chars = [...text];
  if (max <= 0) return '';
  if (chars.length <= max) return text;
  return max === 1 ? chars[0]! : `${chars.slice(0, max - 1).join('')}…`;
}

/** Go's String of a time in UTC: `2026-11-21 05:35:23 +0000 UTC`. */
export function timeString(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ')} +0000 UTC`;
}

/** A map as `k=v,k=v`, sorted. */
export function joinMap(map: Readonly<Record<string, string>> | null | undefined): string {
  return Object.entries(map ?? {})
    .map(([k, v]) => `${k}=${v}`)
    .sort()
    .join(',');
}
