/** alias, unalias. */
import type { Shell } from '../state/shell.ts';
import type { Builtin } from './table.ts';
import { options, usage } from './util.ts';

function show(sh: Shell, name: string): void {
  sh.print(`${sh.bash ? 'alias ' : ''}${name}=${aliasValue(sh.aliases.get(name)!)}\n`);
}

function aliasValue(text: string): string {
  return `'${text.replace(/'/g, "'\\''")}'`;
}

function alias(sh: Shell, argv: readonly string[]): number {
  const o = sh.bash ? options(sh, argv, 'p') : { flags: new Set<string>(), values: new Map<string, string>(), rest: argv.slice(1) };
  if (typeof o === 'number') return o;
  if (o.rest.length === 0 || o.flags.has('p')) {
    for (const name of [...sh.aliases.keys()].sort()) show(sh, name);
    if (o.rest.length === 0) return 0;
  }
  let status = 0;
  for (const a of o.rest) {
    const eq = a.indexOf('=');
    if (eq > 0) {
      const name = a.slice(0, eq);
      if (sh.bash && /[ \t\n$`=\\"'/&|;()<>]/.test(name)) {
        status = sh.fail(`\`${name}': invalid alias name`);
        continue;
      }
      sh.aliases.set(name, a.slice(eq + 1));
    } else if (sh.aliases.has(a)) show(sh, a);
    else if (sh.bash) status = sh.fail(`${a}: not found`);
    else {
      sh.print(`alias: ${a} not found\n`, 2);
      status = 1;
    }
  }
  return status;
}

function unalias(sh: Shell, argv: readonly string[]): number {
  const o = options(sh, argv, 'a');
  if (typeof o === 'number') return o;
  if (o.flags.has('a')) {
    sh.aliases.clear();
    return 0;
  }
  if (o.rest.length === 0) return sh.bash ? usage(sh) : 0;
  let status = 0;
  for (const name of o.rest) {
    if (sh.aliases.delete(name)) continue;
    status = 1;
    if (sh.bash) sh.fail(`${name}: not found`);
    else sh.print(`unalias: ${name} not found\n`, 2);
  }
  return status;
}

export const aliasBuiltins: Record<string, Builtin> = {
  alias: { run: alias, usage: '[-p] [name[=value] ... ]', about: 'Define aliases or show them.' },
  unalias: { run: unalias, usage: '[-a] name [name ...]', about: 'Remove aliases.' },
};

