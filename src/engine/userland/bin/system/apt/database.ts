/** dpkg's database: /var/lib/dpkg/status and info/. Like libdpkg, with a whole-file rewrite for each change. Left out: triggers' files but ldconfig's, diversions, conffiles. */
import type { Sys, Task } from '../../../../abi/sys.ts';
import { O } from '../../../../abi/fs.ts';
import { isSysError } from '../../../../abi/errno.ts';
import { writeFile } from '../../../libc/stdio.ts';
import { archName, formatControl, parseControl, textOr } from './control.ts';
import type { Paragraph } from './control.ts';

export const ADMIN = '/var/lib/dpkg';

export class Database {
  readonly sys: Sys;
  readonly packages: Map<string, Paragraph>;
  private lists: Map<string, readonly string[]> | undefined;
  private constructor(sys: Sys, packages: Map<string, Paragraph>) {
    this.sys = sys;
    this.packages = packages;
  }
  static *load(sys: Sys): Task<Database> {
    const packages = new Map(parseControl(yield* textOr(sys, `${ADMIN}/status`)).map((p): [string, Paragraph] => [p.get('Package')!, p]));
    return new Database(sys, packages);
  }
  /** The record of an installed package. */
  installed(name: string): Paragraph | undefined {
    const p = this.packages.get(name.replace(/:(amd64|all)$/, ''));
    return p !== undefined && p.get('Status')!.endsWith(' installed') ? p : undefined;
  }
  get names(): string[] {
    return [...this.packages.keys()].sort();
  }
  *save(): Task<void> {
    yield* writeFile(this.sys, `${ADMIN}/status-new`, this.names.map((n) => `${formatControl(this.packages.get(n)!)}\n`).join(''), 0o644);
    this.sys.rename(`${ADMIN}/status-new`, `${ADMIN}/status`);
  }
  infoPath(p: Paragraph, kind: string): string {
    return `${ADMIN}/info/${archName(p)}.${kind}`;
  }
  /** A package's paths. */
  *files(p: Paragraph): Task<string[]> {
    return (yield* textOr(this.sys, this.infoPath(p, 'list'))).split('\n').filter((l) => l !== '');
  }
  /** All packages' paths, by package. */
  *allFiles(): Task<Map<string, readonly string[]>> {
    if (this.lists !== undefined) return this.lists;
    this.lists = new Map();
    for (const name of this.names) this.lists.set(name, yield* this.files(this.packages.get(name)!));
    return this.lists;
  }
  forget(): void {
    this.lists = undefined;
  }
  /** How many files and directories are installed. */
  *count(): Task<number> {
    const all = new Set<string>();
    for (const list of (yield* this.allFiles()).values()) for (const path of list) all.add(path);
    return all.size;
  }
}

/** Opens a lock file; the error text when it cannot. */
export function* lock(sys: Sys, path: string): Task<string | undefined> {
  try {
    const fd = yield* sys.open(path, O.RDWR | O.CREAT | O.CLOEXEC, 0o640);
    try {
      yield* sys.flock(fd, 'ex', true);
    } catch (e) {
      if (!isSysError(e)) throw e;
      return `Could not get lock ${path} - open (${e.errno}: ${e.message})`;
    }
    return undefined;
  } catch (e) {
    if (!isSysError(e)) throw e;
    return `Could not open lock file ${path} - open (${e.errno}: ${e.message})`;
  }
}
