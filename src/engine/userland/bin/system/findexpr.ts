/** The expression of find: parsing into a tree, with findutils' precedence (`!`, implicit and explicit `-a`, `-o`, `,`, parentheses). */
import { Die } from '../../libc/tool.ts';
import type { Tool } from '../../libc/tool.ts';

/** A test or action with its arguments, or an operator. */
export type Expr =
  | { readonly kind: 'and' | 'or' | 'list'; readonly left: Expr; readonly right: Expr }
  | { readonly kind: 'not'; readonly of: Expr }
  | { readonly kind: 'test'; readonly name: string; readonly args: readonly string[] }
  | { readonly kind: 'exec'; readonly name: string; readonly command: readonly string[]; readonly plus: boolean; readonly batch: string[] };

/** What global options set. */
export interface FindOptions {
  minDepth: number;
  maxDepth: number;
  depthFirst: boolean;
  mount: boolean;
  /** Does any action print or execute? Else -print is added. */
  acts: boolean;
}

/** Number of arguments of each test and action. */
const ARGS: Readonly<Record<string, number>> = {
  name: 1, iname: 1, path: 1, ipath: 1, wholename: 1, iwholename: 1, regex: 1, iregex: 1, lname: 1, ilname: 1, type: 1, xtype: 1, size: 1, empty: 0, perm: 1, user: 1, group: 1, uid: 1, gid: 1, nouser: 0, nogroup: 0,
  mtime: 1, atime: 1, ctime: 1, mmin: 1, amin: 1, cmin: 1, newer: 1, anewer: 1, cnewer: 1, links: 1, inum: 1, samefile: 1, readable: 0, writable: 0, executable: 0, true: 0, false: 0, print: 0, print0: 0, printf: 1, ls: 0,
  delete: 0, prune: 0, quit: 0, fprint: 1, daystart: 0, follow: 0, noleaf: 0, regextype: 1, warn: 0, nowarn: 0,
};

const ACTIONS = new Set(['print', 'print0', 'printf', 'ls', 'delete', 'quit', 'fprint', 'exec', 'execdir', 'ok', 'okdir']);

/** Parse the arguments after the paths. Throws {@link Die} with findutils' words. */
export function parseFind(t: Tool, args: readonly string[], options: FindOptions): Expr | undefined {
  let at = 0;
  const peek = (): string | undefined => args[at];

  function list(): Expr | undefined {
    let left = or();
    while (peek() === ',') {
      at++;
      const right = or();
      if (left === undefined || right === undefined) throw new Die("invalid expression; you have used a binary operator ',' with nothing before it.");
      left = { kind: 'list', left, right };
    }
    return left;
  }
  function or(): Expr | undefined {
    let left = and();
    while (peek() === '-o' || peek() === '-or') {
      const operator = peek()!;
      at++;
      if (left === undefined) throw new Die(`invalid expression; you have used a binary operator '${operator}' with nothing before it.`);
      const right = and();
      if (right === undefined) throw new Die(`expected an expression after '${operator}'`);
      left = { kind: 'or', left, right };
    }
    return left;
  }
  function and(): Expr | undefined {
    let left: Expr | undefined;
    for (;;) {
      const word = peek();
      if (word === undefined || word === ')' || word === '-o' || word === '-or' || word === ',') return left;
      if (word === '-a' || word === '-and') {
        at++;
        if (left === undefined) throw new Die(`invalid expression; you have used a binary operator '${word}' with nothing before it.`);
        if (at >= args.length) throw new Die(`expected an expression after '${word}'`);
        continue;
      }
      const right = primary();
      left = left === undefined ? right : { kind: 'and', left, right };
    }
  }
  function primary(): Expr {
    const word = args[at++]!;
    if (word === '!' || word === '-not') {
      if (at >= args.length) throw new Die(`expected an expression after '${word}'`);
      return { kind: 'not', of: primary() };
    }
    if (word === '(') {
      if (peek() === ')') throw new Die("invalid expression; empty parentheses are not allowed.");
      const inner = list();
      if (peek() !== ')') throw new Die("invalid expression; I was expecting to find a ')' somewhere but did not see one.");
      at++;
      return inner!;
    }
    if (!word.startsWith('-')) throw new Die(`paths must precede expression: \`${word}'`);
    const name = word.replace(/^--?/, '');
    if (name === 'exec' || name === 'execdir' || name === 'ok' || name === 'okdir') return command(name);
    if (name === 'maxdepth' || name === 'mindepth') {
      const value = args[at++];
      if (value === undefined) throw new Die(`missing argument to \`${word}'`);
      if (!/^\d+$/.test(value)) throw new Die(`Expected a positive decimal integer argument to ${word}, but got ${t.quote(value)}`);
      if (name === 'maxdepth') options.maxDepth = Number(value);
      else options.minDepth = Number(value);
      return { kind: 'test', name: 'true', args: [] };
    }
    if (name === 'depth' || name === 'd' || name === 'mount' || name === 'xdev') {
      if (name === 'mount' || name === 'xdev') options.mount = true;
      else options.depthFirst = true;
      return { kind: 'test', name: 'true', args: [] };
    }
    const count = ARGS[name];
    if (count === undefined) throw new Die(`unknown predicate \`${word}'`);
    const own = args.slice(at, at + count);
    if (own.length < count) throw new Die(`missing argument to \`${word}'`);
    at += count;
    if (ACTIONS.has(name)) options.acts = true;
    if (name === 'delete') options.depthFirst = true;
    return { kind: 'test', name, args: own };
  }
  function command(name: string): Expr {
    options.acts = true;
    const words: string[] = [];
    for (;;) {
      const word = args[at++];
      if (word === undefined) throw new Die(`missing argument to \`-${name}'`);
      if (word === ';') return done(words, false);
      if (word === '+' && words[words.length - 1] === '{}') return done(words, true);
      words.push(word);
    }
    function done(all: string[], plus: boolean): Expr {
      if (all.length === 0) throw new Die(`invalid argument \`;' to \`-${name}'`);
      return { kind: 'exec', name, command: all, plus, batch: [] };
    }
  }

  const expr = list();
  if (peek() === ')') throw new Die("invalid expression; you have too many ')'");
  return expr;
}
