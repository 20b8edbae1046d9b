/**
 * The shell's syntax tree: what the grammar of XCU 2.10 plus bash's additions gives. Words stay raw text here; expand/plan.ts compiles
 * each once, when it is first run, and keeps the plan on the word.
 */
import type { WordPlan } from '../expand/plan.ts';

/** A word as typed, quotes and all. `plan` is the compiled form, made at first use. */
export interface Word {
  readonly raw: string;
  readonly line: number;
  /** The word has the form of an assignment: `NAME=`, `NAME+=`, `NAME[...]=`. */
  readonly assign?: Assign | undefined;
  plan?: WordPlan | undefined;
}

/** NAME=value, NAME[index]+=value, NAME=(elements). */
export interface Assign {
  readonly name: string;
  readonly index: Word | undefined;
  readonly append: boolean;
  /** A compound value is a list of elements; each may carry an own index. */
  readonly value: Word | ArrayElement[];
  readonly raw: string;
}

/** An element of a compound array value. */
export interface ArrayElement {
  readonly index: Word | undefined;
  readonly append: boolean;
  readonly value: Word;
}

export type RedirOp = '<' | '>' | '>>' | '>|' | '<>' | '<&' | '>&' | '&>' | '&>>' | '<<' | '<<-' | '<<<';

/** A redirection. `fd` is the number before it, `fdVar` the name of `{name}>`. */
export interface Redir {
  readonly op: RedirOp;
  readonly fd: number | undefined;
  readonly fdVar: string | undefined;
  readonly target: Word;
  /** Here-documents: the body, and whether it is expanded. Filled when the lexer has passed the line's end. */
  heredoc?: { body: Word; expand: boolean; raw: string; delimiter: string } | undefined;
  readonly line: number;
}

/** Items of a list: and-or commands, each ended by ';', newline or '&'. */
export interface ListItem {
  readonly node: Node;
  readonly background: boolean;
}

export interface List {
  readonly type: 'list';
  readonly items: readonly ListItem[];
}

interface Compound {
  readonly line: number;
  redirs?: Redir[] | undefined;
}

export interface Simple {
  readonly type: 'simple';
  readonly line: number;
  readonly assigns: readonly Assign[];
  readonly words: readonly Word[];
  readonly redirs: readonly Redir[];
}
export interface Pipeline {
  readonly type: 'pipeline';
  readonly line: number;
  readonly commands: readonly Node[];
  readonly negate: boolean;
  /** `time`: false, true, or -p for the POSIX format. */
  readonly timed: false | 'bash' | 'posix';
}
export interface AndOr {
  readonly type: 'andor';
  readonly line: number;
  readonly left: Node;
  readonly op: '&&' | '||';
  readonly right: Node;
}
export interface Group extends Compound {
  readonly type: 'group';
  readonly body: List;
}
export interface Subshell extends Compound {
  readonly type: 'subshell';
  readonly body: List;
}
export interface If extends Compound {
  readonly type: 'if';
  readonly clauses: readonly { readonly test: List; readonly body: List }[];
  readonly otherwise: List | undefined;
}
export interface While extends Compound {
  readonly type: 'while';
  readonly until: boolean;
  readonly test: List;
  readonly body: List;
}
export interface For extends Compound {
  readonly type: 'for';
  readonly name: string;
  readonly words: readonly Word[] | undefined;
  readonly body: List;
}
export interface Select extends Compound {
  readonly type: 'select';
  readonly name: string;
  readonly words: readonly Word[] | undefined;
  readonly body: List;
}
export interface ArithFor extends Compound {
  readonly type: 'arithfor';
  readonly init: Word;
  readonly test: Word;
  readonly step: Word;
  readonly body: List;
}
export interface CaseItem {
  readonly patterns: readonly Word[];
  readonly body: List;
  readonly end: ';;' | ';&' | ';;&';
}
export interface Case extends Compound {
  readonly type: 'case';
  readonly word: Word;
  readonly items: readonly CaseItem[];
}
export interface Func {
  readonly type: 'function';
  readonly line: number;
  readonly name: string;
  readonly body: Node;
  readonly redirs?: undefined;
}
export interface Arith extends Compound {
  readonly type: 'arith';
  readonly expr: Word;
}
export interface Cond extends Compound {
  readonly type: 'cond';
  readonly expr: CondExpr;
}
export interface Coproc {
  readonly type: 'coproc';
  readonly line: number;
  readonly name: string;
  readonly body: Node;
}

/** Expressions of [[ ]]. */
export type CondExpr =
  | { readonly op: 'word'; readonly word: Word }
  | { readonly op: 'unary'; readonly name: string; readonly word: Word }
  | { readonly op: 'binary'; readonly name: string; readonly left: Word; readonly right: Word }
  | { readonly op: 'and' | 'or'; readonly left: CondExpr; readonly right: CondExpr }
  | { readonly op: 'not'; readonly expr: CondExpr }
  | { readonly op: 'paren'; readonly expr: CondExpr };

export type CompoundNode = Group | Subshell | If | While | For | Select | ArithFor | Case | Arith | Cond;
export type Node = Simple | Pipeline | AndOr | CompoundNode | Func | Coproc | List;
