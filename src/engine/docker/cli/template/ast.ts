/** Trees of templates, and how Go prints a node in an error message. */
import { quote } from '../go/strconv.ts';

/** What can stand in a command. */
export type Operand =
  | { readonly kind: 'dot' | 'nil'; readonly pos: number }
  | { readonly kind: 'bool'; readonly pos: number; readonly value: boolean }
  | { readonly kind: 'number'; readonly pos: number; readonly text: string; readonly value: number; readonly char: boolean }
  | { readonly kind: 'string'; readonly pos: number; readonly quoted: string; readonly text: string }
  | { readonly kind: 'field'; readonly pos: number; readonly names: readonly string[] }
  | { readonly kind: 'variable'; readonly pos: number; readonly names: readonly string[] }
  | { readonly kind: 'identifier'; readonly pos: number; readonly name: string }
  | { readonly kind: 'chain'; readonly pos: number; readonly node: Operand; readonly names: readonly string[] }
  | Pipe;

/** A command: a function, method or field with its arguments, or one operand. */
export interface Command {
  readonly pos: number;
  readonly args: readonly Operand[];
}

/** A pipeline. */
export interface Pipe {
  readonly kind: 'pipe';
  readonly pos: number;
  readonly assign: boolean;
  readonly decl: readonly string[];
  readonly commands: readonly Command[];
}

/** What can stand in a template. */
export type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly pos: number; readonly pipe: Pipe }
  | { readonly kind: 'if' | 'with' | 'range'; readonly pos: number; readonly pipe: Pipe; readonly list: readonly Node[]; readonly orElse: readonly Node[] | undefined }
  | { readonly kind: 'template'; readonly pos: number; readonly name: string; readonly pipe: Pipe | undefined }
  | { readonly kind: 'break' | 'continue'; readonly pos: number };

/** A parsed template with those it defines. */
export interface Tree {
  readonly name: string;
  readonly source: string;
  readonly root: readonly Node[];
  readonly defined: ReadonlyMap<string, readonly Node[]>;
}

/** A node's text in an error message. */
export function show(node: Operand | Command | Node): string {
  if ('args' in node) return node.args.map((a) => (a.kind === 'pipe' ? `(${show(a)})` : show(a))).join(' ');
  switch (node.kind) {
    case 'dot':
      return '.';
    case 'nil':
      return 'nil';
    case 'bool':
      return String(node.value);
    case 'number':
      return node.text;
    case 'string':
      return node.quoted;
    case 'field':
      return node.names.map((n) => `.${n}`).join('');
    case 'variable':
      return node.names.join('.');
    case 'identifier':
      return node.name;
    case 'chain':
      return (node.node.kind === 'pipe' ? `(${show(node.node)})` : show(node.node)) + node.names.map((n) => `.${n}`).join('');
    case 'pipe': {
      const decl = node.decl.length === 0 ? '' : `${node.decl.join(', ')} ${node.assign ? '=' : ':='} `;
      return decl + node.commands.map(show).join(' | ');
    }
    case 'text':
      return node.text;
    case 'action':
      return `{{${show(node.pipe)}}}`;
    case 'template':
      return `{{template ${quote(node.name)}${node.pipe === undefined ? '' : ` ${show(node.pipe)}`}}}`;
    case 'break':
    case 'continue':
      return `{{${node.kind}}}`;
    default:
      return `{{${node.kind} ${show(node.pipe)}}}${node.list.map(show).join('')}${node.orElse === undefined ? '' : `{{else}}${node.orElse.map(show).join('')}`}{{end}}`;
  }
}
