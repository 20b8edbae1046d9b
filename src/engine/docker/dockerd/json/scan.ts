/**
 * Why a text is no JSON, in the words of Go's encoding/json as the engine passes them on. Used only when JSON.parse has refused a text; then
 * this scanner finds the place. RFC 8259.
 */

/** What is wrong with `text` as one JSON value: a message, or '' when its first value is whole and something follows it. */
export function jsonProblem(text: string): string {
  const scanner = new Scanner(text);
  try {
    scanner.value();
  } catch (e) {
    if (e instanceof Problem) return e.message;
    throw e;
  }
  return '';
}

class Problem {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

/** A character as strconv.Quote shows it within single quotes. */
function quoted(c: string): string {
  if (c === "'") return "'\\''";
  if (c === '"') return "'\"'";
  return `'${JSON.stringify(c).slice(1, -1)}'`;
}

class Scanner {
  private readonly text: string;
  private at = 0;
  constructor(text: string) {
    this.text = text;
  }

  private blank(): void {
    while (' \t\r\n'.includes(this.text[this.at] ?? 'x')) this.at++;
  }

  private fail(what: string): never {
    const c = this.text[this.at];
    if (c === undefined) throw new Problem('unexpected EOF');
    throw new Problem(`invalid character ${quoted(c)} ${what}`);
  }

  value(): void {
    this.blank();
    const c = this.text[this.at] ?? '';
    if (c === '{') this.object();
    else if (c === '[') this.array();
    else if (c === '"') this.string();
    else if (c === '-' || (c >= '0' && c <= '9')) this.number();
    else if (c === 't') this.literal('true');
    else if (c === 'f') this.literal('false');
    else if (c === 'n') this.literal('null');
    else this.fail('looking for beginning of value');
  }

  private object(): void {
    this.at++;
    this.blank();
    if (this.text[this.at] === '}') return void this.at++;
    for (;;) {
      this.blank();
      if (this.text[this.at] !== '"') this.fail('looking for beginning of object key string');
      this.string();
      this.blank();
      if (this.text[this.at] !== ':') this.fail('after object key');
      this.at++;
      this.value();
      this.blank();
      const c = this.text[this.at];
      if (c === '}') return void this.at++;
      if (c !== ',') this.fail('after object key:value pair');
      this.at++;
    }
  }

  private array(): void {
    this.at++;
    this.blank();
    if (this.text[this.at] === ']') return void this.at++;
    for (;;) {
      this.value();
      this.blank();
      const c = this.text[this.at];
      if (c === ']') return void this.at++;
      if (c !== ',') this.fail('after array element');
      this.at++;
    }
  }

  private string(): void {
    for (this.at++; ; this.at++) {
      const c = this.text[this.at];
      if (c === undefined) throw new Problem('unexpected EOF');
      if (c === '"') return void this.at++;
      if (c < ' ') this.fail('in string');
      if (c !== '\\') continue;
      const escape = this.text.slice(this.at, this.at + 6);
      if (/^\\u[0-9a-fA-F]{4}/.test(escape)) this.at += 5;
      else if (/^\\["\\/bfnrt]/.test(escape)) this.at++;
      else if (/^\\(u[0-9a-fA-F]{0,3})?$/.test(escape)) throw new Problem('unexpected EOF');
      else throw new Problem(`invalid escape sequence \`${escape.startsWith('\\u') ? escape : escape.slice(0, 2)}\` in string`);
    }
  }

  private number(): void {
    if (this.text[this.at] === '-') this.at++;
    if (this.text[this.at] === '0') this.at++;
    else this.digits();
    if (this.text[this.at] === '.') {
      this.at++;
      this.digits();
    }
    if (/[eE]/.test(this.text[this.at] ?? '')) {
      this.at++;
      if (/[+-]/.test(this.text[this.at] ?? '')) this.at++;
      this.digits();
    }
  }

  private digits(): void {
    if (!/[0-9]/.test(this.text[this.at] ?? '')) this.fail('in numeric literal');
    while (/[0-9]/.test(this.text[this.at] ?? '')) this.at++;
  }

  private literal(word: string): void {
    for (const c of word) {
      if (this.text[this.at] !== c) this.fail(`in literal ${word} (expecting '${c}')`);
      this.at++;
    }
  }
}
