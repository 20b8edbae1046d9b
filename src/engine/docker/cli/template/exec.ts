/** Execution of Go's text/template. Throws {@link GoError} as `template: NAME:LINE:COLUMN: executing "NAME" at <NODE>: what`. */
import { GoError, quote } from '../go/strconv.ts';
import type { Command, Node, Operand, Pipe, Tree } from './ast.ts';
import { show } from './ast.ts';
import { fits, FUNCTIONS, type TemplateFunction } from './funcs.ts';
import { sprint } from './printf.ts';
import { byCodePoint, Char, isMap, StringList, Struct, truth, typeName, type Method, type Value } from './value.ts';

/** How to execute. */
export interface ExecOptions {
  /** A missing key of a map is an error (inspect), not `<no value>`. */
  readonly missingKeyError?: boolean;
  readonly functions?: Readonly<Record<string, TemplateFunction>>;
}

/** No final value is piped in. */
const NONE = Symbol('none');
type Final = Value | typeof NONE;

const BREAK = Symbol('break');
const CONTINUE = Symbol('continue');

type Control = Extract<Node, { pipe: Pipe; list: readonly Node[] }>;

class Executor {
  out = '';
  private vars: { name: string; value: Value }[] = [];
  private at: number = 0;
  private node: Operand | Command | Node | undefined;
  private depth = 0;
  private readonly functions: Readonly<Record<string, TemplateFunction>>;
  private readonly tree: Tree;
  private readonly options: ExecOptions;
  private name: string;

  constructor(tree: Tree, options: ExecOptions) {
    this.tree = tree;
    this.options = options;
    this.name = tree.name;
    this.functions = options.functions ?? FUNCTIONS;
  }

  run(nodes: readonly Node[], dot: Value): void {
    this.vars = [{ name: '$', value: dot }];
    this.walk(nodes, dot);
  }

  private fail(message: string): never {
    if (this.node === undefined) throw new GoError(`template: ${this.name}: ${message}`);
    const before = this.tree.source.slice(0, this.at);
    const line = before.split('\n').length;
    const column = this.at - (before.lastIndexOf('\n') + 1);
    throw new GoError(`template: ${this.tree.name}:${line}:${column}: executing ${quote(this.name)} at <${show(this.node)}>: ${message}`);
  }
  private see(node: Operand | Command | Node, pos: number): void {
    this.node = node;
    this.at = pos;
  }

  private walk(nodes: readonly Node[], dot: Value): typeof BREAK | typeof CONTINUE | undefined {
    for (const node of nodes) {
      switch (node.kind) {
        case 'text':
          this.out += node.text;
          break;
        case 'action': {
          this.see(node, node.pos);
          const v = this.pipeline(dot, node.pipe);
          if (node.pipe.decl.length === 0) this.print(v);
          break;
        }
        case 'if':
        case 'with': {
          const scope = this.vars.length;
          const v = this.pipeline(dot, node.pipe);
          const list = truth(v) ? node.list : node.orElse;
          const stop = list === undefined ? undefined : this.walk(list, truth(v) && node.kind === 'with' ? v : dot);
          this.vars.length = scope;
          if (stop !== undefined) return stop;
          break;
        }
        case 'range':
          this.range(node, dot);
          break;
        case 'template':
          this.template(node, dot);
          break;
        default:
          return node.kind === 'break' ? BREAK : CONTINUE;
      }
    }
    return undefined;
  }

  private range(node: Control, dot: Value): void {
    const scope = this.vars.length;
    this.see(node, node.pos);
    const v = this.pipeline(dot, node.pipe);
    const inner = this.vars.length;
    const once = (key: Value, item: Value): boolean => {
      const { decl, assign } = node.pipe;
      const set = (i: number, value: Value): void => {
        if (assign) this.assign(decl[i]!, value);
        else this.vars[inner - decl.length + i]!.value = value;
      };
      if (decl.length === 1) set(0, item);
      if (decl.length === 2) {
        set(0, key);
        set(1, item);
      }
      const stop = this.walk(node.list, item);
      this.vars.length = inner;
      return stop === BREAK;
    };
    let some = false;
    if (Array.isArray(v)) {
      for (const [i, item] of v.entries()) {
        some = true;
        if (once(i, item as Value)) break;
      }
    } else if (isMap(v)) {
      for (const key of Object.keys(v).sort(byCodePoint)) {
        some = true;
        if (once(key, v[key])) break;
      }
    } else if (typeof v === 'number' && Number.isInteger(v)) {
      for (let i = 0; i < v; i++) {
        some = true;
        if (once(i, i)) break;
      }
    } else if (v !== null && v !== undefined) {
      this.fail(`range can't iterate over ${sprint(v)}`);
    }
    if (!some && node.orElse !== undefined) this.walk(node.orElse, dot);
    this.vars.length = scope;
  }

  private template(node: Extract<Node, { kind: 'template' }>, dot: Value): void {
    this.see(node, node.pos);
    const nodes = this.tree.defined.get(node.name);
    if (nodes === undefined) this.fail(`template ${quote(node.name)} not defined`);
    if (this.depth === 1000) this.fail('exceeded maximum template depth (100000)');
    const value = node.pipe === undefined ? null : this.pipeline(dot, node.pipe);
    const { vars, name } = this;
    this.vars = [{ name: '$', value }];
    this.name = node.name;
    this.depth++;
    this.walk(nodes, value);
    this.depth--;
    this.vars = vars;
    this.name = name;
  }

  private print(v: Value): void {
    this.out += v === undefined || v === null ? '<no value>' : sprint(v);
  }

  private assign(name: string, value: Value): void {
    for (let i = this.vars.length - 1; i >= 0; i--) {
      if (this.vars[i]!.name !== name) continue;
      this.vars[i]!.value = value;
      return;
    }
    this.fail(`undefined variable: ${name}`);
  }

  private pipeline(dot: Value, pipe: Pipe): Value {
    this.see(pipe, pipe.pos);
    let value: Final = NONE;
    for (const command of pipe.commands) value = this.command(dot, command, value);
    for (const name of pipe.decl) {
      if (pipe.assign) this.assign(name, value as Value);
      else this.vars.push({ name, value: value as Value });
    }
    return value as Value;
  }

  private command(dot: Value, command: Command, final: Final): Value {
    const first = command.args[0]!;
    switch (first.kind) {
      case 'field':
        return this.fields(dot, first.names, first, command.args, final, dot);
      case 'chain':
        if (first.node.kind === 'nil') this.fail(`indirection through explicit nil in ${show(first)}`);
        return this.fields(dot, first.names, first, command.args, final, this.arg(dot, first.node));
      case 'identifier':
        return this.callFunction(dot, first.name, command, command.args, final);
      case 'pipe':
        this.notFunction(command.args, final);
        return this.pipeline(dot, first);
      case 'variable':
        return this.variable(dot, first, command.args, final);
    }
    this.see(first, first.pos);
    this.notFunction(command.args, final);
    if (first.kind === 'nil') this.fail('nil is not a command');
    return this.literal(dot, first);
  }

  private literal(dot: Value, node: Operand): Value {
    switch (node.kind) {
      case 'dot':
        return dot;
      case 'bool':
        return node.value;
      case 'number':
        return node.char ? new Char(node.value) : node.value;
      case 'string':
        return node.text;
      default:
        return null;
    }
  }

  private notFunction(args: readonly Operand[], final: Final): void {
    if (args.length > 1 || final !== NONE) this.fail(`can't give argument to non-function ${show(args[0]!)}`);
  }

  private variable(dot: Value, node: Extract<Operand, { kind: 'variable' }>, args: readonly Operand[], final: Final): Value {
    this.see(node, node.pos);
    let value: Value;
    for (let i = this.vars.length - 1; i >= 0; i--) {
      if (this.vars[i]!.name !== node.names[0]) continue;
      value = this.vars[i]!.value;
      break;
    }
    if (node.names.length === 1) {
      this.notFunction(args, final);
      return value;
    }
    return this.fields(dot, node.names.slice(1), node, args, final, value);
  }

  private fields(dot: Value, names: readonly string[], node: Operand, args: readonly Operand[], final: Final, receiver: Value): Value {
    let value = receiver;
    names.forEach((name, i) => {
      this.see(node, node.pos);
      value = i === names.length - 1 ? this.field(dot, name, node, args, final, value) : this.field(dot, name, node, [], NONE, value);
    });
    return value;
  }

  private field(dot: Value, name: string, node: Operand, args: readonly Operand[], final: Final, receiver: Value): Value {
    const hasArgs = args.length > 1 || final !== NONE;
    if (receiver === undefined) {
      if (this.options.missingKeyError === true) this.fail(`nil data; no entry for key ${quote(name)}`);
      return undefined;
    }
    if (receiver === null) this.fail(`nil pointer evaluating interface {}.${name}`);
    if (receiver instanceof Struct) {
      const member = receiver.member(name);
      if (member === undefined) this.fail(`can't evaluate field ${name} in type ${receiver.typeName}`);
      if ('params' in member) return this.call(dot, member, name, node, args, final);
      if (hasArgs) this.fail(`${name} has arguments but cannot be invoked as function`);
      return member.value;
    }
    if (isMap(receiver)) {
      if (hasArgs) this.fail(`${name} is not a method but has arguments`);
      if (Object.hasOwn(receiver, name)) return receiver[name];
      if (this.options.missingKeyError === true) this.fail(`map has no entry for key ${quote(name)}`);
      return undefined;
    }
    const type = this.options.missingKeyError === true ? 'interface {}' : typeName(receiver);
    return this.fail(`can't evaluate field ${name} in type ${type}`);
  }

  private callFunction(dot: Value, name: string, node: Command, args: readonly Operand[], final: Final): Value {
    this.see(args[0]!, args[0]!.pos);
    const f = this.functions[name];
    if (f === undefined) this.fail(`${quote(name)} is not a defined function`);
    if (name === 'and' || name === 'or') {
      this.see(node, args[0]!.pos);
      const list = args.slice(1);
      if (list.length + (final === NONE ? 0 : 1) < 1) this.fail(`wrong number of args for ${name}: want at least 1 got 0`);
      let v: Value;
      for (const a of list) {
        v = this.arg(dot, a);
        if (truth(v) === (name === 'or')) return v;
      }
      return final === NONE ? v : final;
    }
    return this.call(dot, f, name, { kind: 'identifier', pos: args[0]!.pos, name: show(node) }, args, final);
  }

  private call(dot: Value, f: TemplateFunction | Method, name: string, node: Operand, args: readonly Operand[], final: Final): Value {
    const given = Math.max(0, args.length - 1) + (final === NONE ? 0 : 1);
    const variadic = f.params[f.params.length - 1]?.startsWith('...') === true;
    const fixed = f.params.length - (variadic ? 1 : 0);
    this.see(node, node.pos);
    if (variadic ? given < fixed : given !== fixed) this.fail(`wrong number of args for ${name}: want ${variadic ? 'at least ' : ''}${fixed} got ${given}`);
    const values: Value[] = [];
    const typeOf = (i: number): string => (i < fixed ? f.params[i]! : 'any');
    const check = (v: Value, type: string): Value => {
      const untypedList = this.options.missingKeyError === true && Array.isArray(v) && !(v instanceof StringList) && type === '[]string';
      if (fits(v, type) && !untypedList) return v;
      if (v === null || v === undefined) this.fail(`invalid value; expected ${type}`);
      return this.fail(`wrong type for value; expected ${type}; got ${this.options.missingKeyError === true && typeof v === 'number' ? 'json.Number' : untypedList ? '[]interface {}' : typeName(v)}`);
    };
    for (const [i, a] of args.slice(1).entries()) {
      const v = this.arg(dot, a);
      this.see(a, a.pos);
      if (!fits(v, typeOf(i))) this.constant(a, typeOf(i));
      values.push(check(v, typeOf(i)));
    }
    this.see(node, node.pos);
    if (final !== NONE) values.push(check(final, typeOf(values.length)));
    try {
      return f.call(...values);
    } catch (e) {
      if (!(e instanceof GoError)) throw e;
      return this.fail(`error calling ${name}: ${e.message}`);
    }
  }

  /** A constant that does not fit a parameter is named itself in the error. */
  private constant(node: Operand, type: string): void {
    if (node.kind === 'nil') this.fail(`cannot assign nil to ${type}`);
    if (node.kind !== 'bool' && node.kind !== 'number' && node.kind !== 'string') return;
    if (type === 'string') this.fail(`expected string; found ${show(node)}`);
    if (type === 'int') this.fail(`expected integer; found ${show(node)}`);
    this.fail(`can't handle ${show(node)} for arg of type ${type}`);
  }

  private arg(dot: Value, node: Operand): Value {
    this.see(node, node.pos);
    switch (node.kind) {
      case 'field':
        return this.fields(dot, node.names, node, [node], NONE, dot);
      case 'variable':
        return this.variable(dot, node, [node], NONE);
      case 'pipe':
        return this.pipeline(dot, node);
      case 'chain':
        return this.fields(dot, node.names, node, [node], NONE, this.arg(dot, node.node));
      case 'identifier':
        return this.callFunction(dot, node.name, { pos: node.pos, args: [node] }, [node], NONE);
      default:
        return this.literal(dot, node);
    }
  }
}

/** What `tree` makes of `dot`. */
export function execute(tree: Tree, dot: Value, options: ExecOptions = {}): string {
  const executor = new Executor(tree, options);
  executor.run(tree.root, dot);
  return executor.out;
}
