/** Syntax errors: what the parser found, for each dialect to word as its original does. */

/** The shells whose grammar and wording are known. 'dash' is Debian's /bin/sh, 'ash' is busybox's. */
export type Dialect = 'bash' | 'dash' | 'ash';

/** What went wrong. */
export type SyntaxProblem =
  /** A token that the grammar does not allow here. */
  | { readonly kind: 'token'; readonly token: string; readonly expecting?: string | undefined; readonly word?: boolean | undefined }
  /** The input ended within a command. */
  | { readonly kind: 'eof'; readonly expecting?: string | undefined }
  /** The input ended within quotes or brackets; `mark` is the closing mark that is missing. */
  | { readonly kind: 'unclosed'; readonly mark: string; readonly open: string }
  /** Text of its own; `status` is what the shell then returns. */
  | { readonly kind: 'text'; readonly text: string; readonly more?: string | undefined };

/** Thrown by the parser. `incomplete` means that more input may complete the command (an interactive shell then prompts with PS2). */
export class ShellSyntaxError {
  readonly problem: SyntaxProblem;
  readonly line: number;
  readonly incomplete: boolean;
  /** `$?` afterwards, where it is not 2. */
  status: number | undefined;
  /** The text of the line that holds the error. */
  readonly lineText: string;
  constructor(problem: SyntaxProblem, line: number, incomplete: boolean, lineText: string) {
    this.problem = problem;
    this.line = line;
    this.incomplete = incomplete;
    this.lineText = lineText;
  }

  /** The messages, each without the shell's prefix. `interactive` leaves the line's text out, as bash does. */
  messages(dialect: Dialect, interactive: boolean): string[] {
    return dialect === 'bash' ? this.bashMessages(interactive) : [this.ashMessage(dialect)];
  }

  private bashMessages(interactive: boolean): string[] {
    const p = this.problem;
    switch (p.kind) {
      case 'eof':
        return ['syntax error: unexpected end of file'];
      case 'unclosed':
        return [`unexpected EOF while looking for matching \`${p.mark}'`];
      case 'token': {
        const first = `syntax error near unexpected token \`${p.token}'`;
        return interactive ? [first] : [first, `\`${this.lineText}'`];
      }
      case 'text':
        if (p.text === '') return [];
        return p.more === undefined ? [p.text] : [p.text, p.more];
    }
  }

  private ashMessage(dialect: Dialect): string {
    const p = this.problem;
    const quote = (t: string): string => (t === 'newline' ? 'newline' : `"${t}"`);
    const expecting = p.kind === 'token' || p.kind === 'eof' ? (p.expecting === undefined ? '' : ` (expecting "${p.expecting}")`) : '';
    switch (p.kind) {
      case 'eof':
        return this.ashUnexpected(dialect, 'end of file') + expecting;
      case 'token':
        return this.ashUnexpected(dialect, p.word === true ? 'word' : quote(p.token)) + expecting;
      case 'unclosed': {
        const what: Record<string, string> = {
          '"': dialect === 'ash' ? 'unterminated quoted string' : 'Unterminated quoted string',
          "'": dialect === 'ash' ? 'unterminated quoted string' : 'Unterminated quoted string',
          '`': 'EOF in backquote substitution',
          '}': dialect === 'ash' ? "missing '}'" : "Missing '}'",
          '))': dialect === 'ash' ? "missing '))'" : "Missing '))'",
          ')': dialect === 'ash' ? 'unexpected end of file (expecting ")")' : 'end of file unexpected (expecting ")")',
        };
        return this.ashHead(dialect) + (what[p.mark] ?? 'end of file unexpected');
      }
      case 'text':
        return this.ashHead(dialect) + p.text;
    }
  }

  private ashUnexpected(dialect: Dialect, what: string): string {
    return dialect === 'ash' ? `syntax error: unexpected ${what}` : `Syntax error: ${what} unexpected`;
  }

  private ashHead(dialect: Dialect): string {
    return dialect === 'ash' ? 'syntax error: ' : 'Syntax error: ';
  }
}
