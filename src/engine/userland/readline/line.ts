/**
 * The line being edited: text before and after the cursor, kill ring, undo. Commands are those of readline's emacs mode (readline(3)); a word is letters
 * and digits for M-b and its kin, what stands between blanks for ^W. Nothing here touches a terminal.
 */

const WORD = /[\p{L}\p{N}]/u;

/** One character to the left of the cursor may be two UTF-16 units. */
function lastChar(text: string): string {
  const low = text.charCodeAt(text.length - 1);
  return low >= 0xdc00 && low <= 0xdfff && text.length > 1 && text.charCodeAt(text.length - 2) >= 0xd800 && text.charCodeAt(text.length - 2) <= 0xdbff ? text.slice(-2) : text.slice(-1);
}

function firstChar(text: string): string {
  const cp = text.codePointAt(0);
  return cp === undefined ? '' : String.fromCodePoint(cp);
}

export class EditLine {
  before = '';
  after = '';
  private readonly undos: [string, string][] = [];
  private killed: string[] = [];
  /** The last command killed: the next kill joins it. */
  private killing = false;
  private yanked = 0;
  private yankDepth = -1;

  get text(): string {
    return this.before + this.after;
  }

  /** Called before every command, with whether it kills or yanks, so that runs of kills join and M-y knows what it replaces. */
  begin(kind: 'kill' | 'yank' | 'other'): void {
    if (kind !== 'kill') this.killing = false;
    if (kind !== 'yank') this.yankDepth = -1;
  }

  set(before: string, after = ''): void {
    this.before = before;
    this.after = after;
  }

  /** Remember the present state for {@link undo}. */
  save(): void {
    const last = this.undos[this.undos.length - 1];
    if (last === undefined || last[0] !== this.before || last[1] !== this.after) this.undos.push([this.before, this.after]);
    if (this.undos.length > 500) this.undos.shift();
  }

  undo(): boolean {
    const last = this.undos.pop();
    if (last === undefined) return false;
    [this.before, this.after] = last;
    return true;
  }

  insert(text: string): void {
    this.before += text;
  }

  left(): boolean {
    if (this.before === '') return false;
    const c = lastChar(this.before);
    this.before = this.before.slice(0, -c.length);
    this.after = c + this.after;
    return true;
  }

  right(): boolean {
    if (this.after === '') return false;
    const c = firstChar(this.after);
    this.before += c;
    this.after = this.after.slice(c.length);
    return true;
  }

  home(): void {
    this.set('', this.text);
  }

  end(): void {
    this.set(this.text);
  }

  backspace(): boolean {
    if (this.before === '') return false;
    this.save();
    this.before = this.before.slice(0, -lastChar(this.before).length);
    return true;
  }

  delete(): boolean {
    if (this.after === '') return false;
    this.save();
    this.after = this.after.slice(firstChar(this.after).length);
    return true;
  }

  private wordLeft(): number {
    let i = this.before.length;
    while (i > 0 && !WORD.test(this.before[i - 1]!)) i--;
    while (i > 0 && WORD.test(this.before[i - 1]!)) i--;
    return i;
  }

  private wordRight(): number {
    let i = 0;
    while (i < this.after.length && !WORD.test(this.after[i]!)) i++;
    while (i < this.after.length && WORD.test(this.after[i]!)) i++;
    return i;
  }

  backWord(): void {
    const i = this.wordLeft();
    this.set(this.before.slice(0, i), this.before.slice(i) + this.after);
  }

  forwardWord(): void {
    const i = this.wordRight();
    this.set(this.before + this.after.slice(0, i), this.after.slice(i));
  }

  private kill(text: string, backward: boolean): void {
    if (text === '') return;
    if (this.killing && this.killed.length > 0) {
      const last = this.killed[this.killed.length - 1]!;
      this.killed[this.killed.length - 1] = backward ? text + last : last + text;
    } else this.killed.push(text);
    if (this.killed.length > 10) this.killed.shift();
    this.killing = true;
  }

  killToEnd(): void {
    this.save();
    this.kill(this.after, false);
    this.after = '';
  }

  killToStart(): void {
    this.save();
    this.kill(this.before, true);
    this.before = '';
  }

  killWord(): void {
    this.save();
    const i = this.wordRight();
    this.kill(this.after.slice(0, i), false);
    this.after = this.after.slice(i);
  }

  backKillWord(): void {
    this.save();
    const i = this.wordLeft();
    this.kill(this.before.slice(i), true);
    this.before = this.before.slice(0, i);
  }

  /** ^W: back to the last blank. */
  rubout(): void {
    this.save();
    const i = this.before.replace(/\S*\s*$/, '').length;
    this.kill(this.before.slice(i), true);
    this.before = this.before.slice(0, i);
  }

  yank(): void {
    const text = this.killed[this.killed.length - 1];
    if (text === undefined) return;
    this.save();
    this.insert(text);
    this.yanked = text.length;
    this.yankDepth = this.killed.length - 1;
  }

  /** M-y after a yank: the kill before, instead. */
  yankPop(): void {
    if (this.yankDepth < 0) return;
    this.before = this.before.slice(0, this.before.length - this.yanked);
    this.yankDepth = (this.yankDepth + this.killed.length - 1) % this.killed.length;
    const text = this.killed[this.yankDepth]!;
    this.insert(text);
    this.yanked = text.length;
  }

  /** ^T: swap the characters around the cursor. */
  transpose(): boolean {
    if (this.text.length < 2 || this.before === '') return false;
    this.save();
    if (this.after === '') this.left();
    const a = lastChar(this.before);
    const b = firstChar(this.after);
    this.set(this.before.slice(0, -a.length) + b + a, this.after.slice(b.length));
    return true;
  }

  /** M-u, M-l, M-c: the case of the word that follows. */
  changeCase(how: 'upper' | 'lower' | 'capital'): void {
    this.save();
    const i = this.wordRight();
    const word = this.after.slice(0, i);
    const changed = how === 'upper' ? word.toUpperCase() : how === 'lower' ? word.toLowerCase() : word.toLowerCase().replace(WORD, (c) => c.toUpperCase());
    this.set(this.before + changed, this.after.slice(i));
  }
}
