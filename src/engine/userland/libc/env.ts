/**
 * The environment of a process, parsed once: getenv(3), and what setlocale(3) would make of LC_ALL, LC_CTYPE and LANG. Two locales are
 * known: C (also POSIX) and UTF-8 ones; collation is always by bytes, as in C and C.UTF-8.
 */

/** A parsed environment. The first of two entries with the same name wins, as in getenv(3). */
export class Env {
  private readonly vars = new Map<string, string>();
  constructor(envp: readonly string[]) {
    for (const entry of envp) {
      const eq = entry.indexOf('=');
      if (eq <= 0) continue;
      const name = entry.slice(0, eq);
      if (!this.vars.has(name)) this.vars.set(name, entry.slice(eq + 1));
    }
  }
  /** The value, or undefined. */
  get(name: string): string | undefined {
    return this.vars.get(name);
  }
  /** Does LC_CTYPE say UTF-8? */
  get utf8(): boolean {
    const value = this.vars.get('LC_ALL') || this.vars.get('LC_CTYPE') || this.vars.get('LANG') || '';
    return /utf-?8/i.test(value);
  }
}

/** `envp` with NAME set to `value` in place, or appended. */
export function setEnv(envp: readonly string[], name: string, value: string): string[] {
  const prefix = `${name}=`;
  const entry = prefix + value;
  const at = envp.findIndex((e) => e.startsWith(prefix));
  if (at < 0) return [...envp, entry];
  return envp.map((e, i) => (i === at ? entry : e));
}
