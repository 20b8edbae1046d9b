/** File modes as text: `drwxr-xr-x` and chmod(1)'s symbolic changes. */
import { S, fileType } from '../../abi/fs.ts';

const TYPE_LETTER = { file: '-', dir: 'd', symlink: 'l', char: 'c', block: 'b', fifo: 'p', socket: 's' } as const;

/** The ten characters of `ls -l`. */
export function modeString(mode: number): string {
  const bits = (shift: number, special: boolean, letter: string): string => {
    const m = (mode >> shift) & 7;
    const x = (m & 1) !== 0;
    return `${m & 4 ? 'r' : '-'}${m & 2 ? 'w' : '-'}${special ? (x ? letter : letter.toUpperCase()) : x ? 'x' : '-'}`;
  };
  return TYPE_LETTER[fileType(mode)] + bits(6, (mode & S.ISUID) !== 0, 's') + bits(3, (mode & S.ISGID) !== 0, 's') + bits(0, (mode & S.ISVTX) !== 0, 't');
}

/** A change of mode, as chmod(1) and mkdir -m take it; apply it to a file's mode. Undefined when the text is no mode. */
export function parseMode(text: string, umask: number): ((mode: number) => number) | undefined {
  if (/^[0-7]+$/.test(text)) {
    const value = parseInt(text, 8);
    if (value > 0o7777) return undefined;
    // As coreutils: a short octal number leaves a directory's set-id bits alone.
    const keep = text.length < 5;
    return (mode) => (keep && (mode & S.IFMT) === S.IFDIR ? value | (mode & (S.ISUID | S.ISGID)) : value);
  }
  const clauses = text.split(',').map((clause) => /^([ugoa]*)((?:[-+=](?:[rwxXst]*|[ugo]|[0-7]+))+)$/.exec(clause));
  if (clauses.some((c) => c === null)) return undefined;
  return (mode) => clauses.reduce((m, c) => applyClause(m, c![1]!, c![2]!, umask, (mode & S.IFMT) === S.IFDIR), mode & 0o7777);
}

function applyClause(start: number, who: string, actions: string, mask: number, isDir: boolean): number {
    let m = start;
    for (const [, op, what] of actions.matchAll(/([-+=])([rwxXst]+|[ugo]|[0-7]+|)/g)) {
      const all = who === '' || who.includes('a');
      const affected = (all ? 0o777 : 0) | (who.includes('u') ? 0o700 : 0) | (who.includes('g') ? 0o070 : 0) | (who.includes('o') ? 0o007 : 0);
      const limited = who === '' ? affected & ~mask : affected;
      let bits: number;
      if (/^[0-7]+$/.test(what!) && what !== '') bits = parseInt(what!, 8);
      else {
        let three = 0;
        if (/^[ugo]$/.test(what!)) three = (m >> (what === 'u' ? 6 : what === 'g' ? 3 : 0)) & 7;
        else {
          if (what!.includes('r')) three |= 4;
          if (what!.includes('w')) three |= 2;
          if (what!.includes('x') || (what!.includes('X') && (isDir || (start & 0o111) !== 0))) three |= 1;
        }
        bits = (three * 0o111) & limited;
        if (what!.includes('s')) bits |= (all || who.includes('u') ? S.ISUID : 0) | (all || who.includes('g') ? S.ISGID : 0);
        if (what!.includes('t') && (who === '' || who.includes('a') || who.includes('o'))) bits |= S.ISVTX;
      }
      if (op === '+') m |= bits;
      else if (op === '-') m &= ~bits;
      else m = (m & ~(affected | (who.includes('u') || all ? S.ISUID : 0) | (who.includes('g') || all ? S.ISGID : 0))) | bits;
    }
    return m;
}
