/**
 * The end of the longest match from a given start: a Thompson automaton simulated over the text. JavaScript takes the first alternative
 * that matches, POSIX the longest match; this tells where that one ends. Without back-references.
 */
import type { Assertion, Node } from './regex-parse.ts';

type Inst =
  | { readonly op: 'test'; readonly matches: (ch: string) => boolean }
  | { readonly op: 'assert'; readonly what: Assertion }
  | { readonly op: 'split'; x: number; y: number }
  | { readonly op: 'jump'; x: number }
  | { readonly op: 'match' };

/** What decides about a zero-width condition at `at`. */
export type Asserts = (what: Assertion, text: string, at: number) => boolean;

const LIMIT = 4000;

/** A compiled automaton; undefined when the pattern has back-references or is too large for it. */
export class Longest {
  private readonly code: Inst[] = [];
  private readonly asserts: Asserts;
  private readonly icase: boolean;
  private tooBig = false;
  private constructor(asserts: Asserts, icase: boolean) {
    this.asserts = asserts;
    this.icase = icase;
  }
  static of(node: Node, asserts: Asserts, icase: boolean): Longest | undefined {
    const m = new Longest(asserts, icase);
    m.emit(node);
    m.code.push({ op: 'match' });
    return m.tooBig ? undefined : m;
  }

  private emit(node: Node): void {
    const code = this.code;
    if (code.length > LIMIT) {
      this.tooBig = true;
      return;
    }
    switch (node.kind) {
      case 'char': {
        const want = this.icase ? node.ch.toLowerCase() : node.ch;
        code.push({ op: 'test', matches: this.icase ? (ch) => ch.toLowerCase() === want : (ch) => ch === want });
        return;
      }
      case 'any':
        code.push({ op: 'test', matches: () => true });
        return;
      case 'set': {
        const re = new RegExp(`^[${node.negated ? '^' : ''}${node.source}]$`, this.icase ? 'ui' : 'u');
        code.push({ op: 'test', matches: (ch) => re.test(ch) });
        return;
      }
      case 'assert':
        code.push({ op: 'assert', what: node.what });
        return;
      case 'group':
        this.emit(node.body);
        return;
      case 'backref':
        this.tooBig = true;
        return;
      case 'cat':
        for (const item of node.items) this.emit(item);
        return;
      case 'alt': {
        const ends: { op: 'jump'; x: number }[] = [];
        node.items.forEach((item, i) => {
          if (i === node.items.length - 1) {
            this.emit(item);
            return;
          }
          const split = { op: 'split' as const, x: code.length + 1, y: 0 };
          code.push(split);
          this.emit(item);
          const jump = { op: 'jump' as const, x: 0 };
          code.push(jump);
          ends.push(jump);
          split.y = code.length;
        });
        for (const jump of ends) jump.x = code.length;
        return;
      }
      case 'repeat': {
        for (let i = 0; i < node.min; i++) this.emit(node.body);
        if (node.max === Infinity) {
          const split = { op: 'split' as const, x: code.length + 1, y: 0 };
          const top = code.length;
          code.push(split);
          this.emit(node.body);
          code.push({ op: 'jump', x: top });
          split.y = code.length;
          return;
        }
        const splits: { y: number }[] = [];
        for (let i = node.min; i < node.max && !this.tooBig; i++) {
          const split = { op: 'split' as const, x: code.length + 1, y: 0 };
          code.push(split);
          splits.push(split);
          this.emit(node.body);
        }
        for (const split of splits) split.y = code.length;
        return;
      }
    }
  }

  /** Index after the longest match that starts at `start`, or -1. */
  end(text: string, start: number): number {
    const code = this.code;
    let longest = -1;
    let list: number[] = [];
    let mark = new Uint8Array(code.length);
    const add = (pc0: number, at: number): void => {
      const stack = [pc0];
      while (stack.length > 0) {
        const pc = stack.pop()!;
        if (mark[pc] === 1) continue;
        mark[pc] = 1;
        const inst = code[pc]!;
        if (inst.op === 'jump') stack.push(inst.x);
        else if (inst.op === 'split') stack.push(inst.y, inst.x);
        else if (inst.op === 'assert') {
          if (this.asserts(inst.what, text, at)) stack.push(pc + 1);
        } else if (inst.op === 'match') longest = at;
        else list.push(pc);
      }
    };
    add(0, start);
    for (let i = start; i < text.length && list.length > 0; ) {
      const ch = String.fromCodePoint(text.codePointAt(i)!);
      i += ch.length;
      const now = list;
      list = [];
      mark = new Uint8Array(code.length);
      for (const pc of now) {
        const inst = code[pc]!;
        if (inst.op === 'test' && inst.matches(ch)) add(pc + 1, i);
      }
    }
    return longest;
  }
}
