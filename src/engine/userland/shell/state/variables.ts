/**
 * Shell variables: scalars, indexed and associative arrays, attributes and dynamic scope. Binding is shallow: `current` holds what is
 * visible, and each function call keeps what its locals hide. A copy for a subshell copies the table; variables themselves are
 * copied when one side changes them (`epoch`).
 */
import { IndexedArray } from './array.ts';
import type { Shell } from './shell.ts';

/** Attribute bits, as declare(1) sets them. */
export const A = { EXPORT: 1, READONLY: 2, INTEGER: 4, LOWER: 8, UPPER: 16, NAMEREF: 32, INDEXED: 64, ASSOC: 128, TRACE: 256, LOCAL: 512 } as const;

/** A variable whose value is computed (RANDOM, SECONDS, ...). */
export interface Dynamic {
  get(sh: Shell): string | undefined;
  set?(sh: Shell, value: string): void;
  /** Listings leave it out. */
  readonly hidden?: boolean | undefined;
  /** For dynamic arrays: their elements. */
  list?(sh: Shell): string[];
}

export class Variable {
  attrs = 0;
  /** undefined: declared but unset. */
  value: string | undefined;
  array: IndexedArray | undefined;
  assoc: Map<string, string> | undefined;
  dynamic: Dynamic | undefined;
  epoch: number;
  constructor(epoch: number) {
    this.epoch = epoch;
  }
  copy(epoch: number): Variable {
    const v = new Variable(epoch);
    v.attrs = this.attrs;
    v.value = this.value;
    v.array = this.array?.copy();
    v.assoc = this.assoc === undefined ? undefined : new Map(this.assoc);
    v.dynamic = this.dynamic;
    return v;
  }
  /** Has it a value (an array: any element)? */
  isSet(sh: Shell): boolean {
    if (this.dynamic !== undefined) return this.dynamic.list !== undefined ? this.dynamic.list(sh).length > 0 : this.dynamic.get(sh) !== undefined;
    if (this.array !== undefined) return this.array.size > 0;
    if (this.assoc !== undefined) return this.assoc.size > 0;
    return this.value !== undefined;
  }
}

/** What a function's locals hide: names with their outer variable (undefined: there was none). */
export interface Frame {
  readonly hidden: Map<string, Variable | undefined>;
  /** A temporary environment (`X=1 cmd`) rather than a function's scope. */
  readonly temporary: boolean;
}

let epochs = 1;

export class Variables {
  current = new Map<string, Variable>();
  frames: Frame[] = [];
  private epoch = epochs++;
  /** Counts changes that may concern the environment; see Shell.environ. */
  exportVersion = 0;

  /** For a subshell. Both sides get a new epoch: each copies a variable before it changes it. */
  fork(): Variables {
    const v = new Variables();
    v.current = new Map(this.current);
    v.frames = this.frames.map((f) => ({ temporary: f.temporary, hidden: new Map(f.hidden) }));
    v.exportVersion = this.exportVersion;
    this.epoch = epochs++;
    return v;
  }

  get(name: string): Variable | undefined {
    return this.current.get(name);
  }

  /** The variable, ready to be changed; made when there is none. */
  own(name: string): Variable {
    let v = this.current.get(name);
    if (v === undefined) {
      v = new Variable(this.epoch);
      this.current.set(name, v);
    } else if (v.epoch !== this.epoch) {
      v = v.copy(this.epoch);
      this.current.set(name, v);
    }
    if (v.attrs & A.EXPORT) this.exportVersion++;
    return v;
  }

  /** A fresh variable in place of what `name` was. */
  replace(name: string): Variable {
    const v = new Variable(this.epoch);
    const old = this.current.get(name);
    if (old !== undefined && old.attrs & A.EXPORT) this.exportVersion++;
    this.current.set(name, v);
    return v;
  }

  pushFrame(temporary = false): void {
    this.frames.push({ hidden: new Map(), temporary });
  }

  popFrame(): void {
    const f = this.frames.pop()!;
    for (const [name, old] of f.hidden) {
      const now = this.current.get(name);
      if (((now?.attrs ?? 0) | (old?.attrs ?? 0)) & A.EXPORT) this.exportVersion++;
      if (old === undefined) this.current.delete(name);
      else this.current.set(name, old);
    }
  }

  /** The innermost function scope; -1 when there is none. */
  private scope(): number {
    for (let i = this.frames.length - 1; i >= 0; i--) if (!this.frames[i]!.temporary) return i;
    return -1;
  }

  get inFunction(): boolean {
    return this.scope() >= 0;
  }

  /** Make `name` local to the innermost function (or to the temporary environment on top); the fresh variable. */
  localise(name: string, temporary = false): Variable {
    const at = temporary ? this.frames.length - 1 : this.scope();
    const f = this.frames[at]!;
    if (f.hidden.has(name)) return this.own(name);
    const outer = this.current.get(name);
    // A temporary environment above the function's scope hides it: the local takes its place and its value.
    for (let i = at + 1; i < this.frames.length; i++) {
      const t = this.frames[i]!;
      if (t.hidden.has(name)) {
        f.hidden.set(name, t.hidden.get(name));
        t.hidden.delete(name);
        const v = this.own(name);
        v.attrs |= A.LOCAL;
        return v;
      }
    }
    f.hidden.set(name, outer);
    const v = this.replace(name);
    v.attrs = temporary ? 0 : A.LOCAL;
    return v;
  }

  /** Is `name` a local of the innermost function? */
  isLocal(name: string): boolean {
    const at = this.scope();
    return at >= 0 && this.frames[at]!.hidden.has(name);
  }

  /** The global variable behind locals, ready to be changed (declare -g). */
  ownGlobal(name: string): Variable {
    for (const f of this.frames) {
      if (!f.hidden.has(name)) continue;
      let v = f.hidden.get(name);
      if (v === undefined || v.epoch !== this.epoch) {
        v = v === undefined ? new Variable(this.epoch) : v.copy(this.epoch);
        f.hidden.set(name, v);
      }
      return v;
    }
    return this.own(name);
  }

  /** unset: a local of the innermost function stays declared, one of a caller reveals what it hid. */
  unset(name: string): void {
    const v = this.current.get(name);
    if (v === undefined) return;
    if (v.attrs & A.EXPORT) this.exportVersion++;
    const scope = this.scope();
    for (let i = this.frames.length - 1; i >= 0; i--) {
      const f = this.frames[i]!;
      if (!f.hidden.has(name)) continue;
      if (i === scope) {
        const n = this.replace(name);
        n.attrs = A.LOCAL;
        return;
      }
      const outer = f.hidden.get(name);
      f.hidden.delete(name);
      if (outer === undefined) this.current.delete(name);
      else this.current.set(name, outer);
      return;
    }
    this.current.delete(name);
  }

  /** All names, sorted. */
  names(): string[] {
    return [...this.current.keys()].sort();
  }
}
