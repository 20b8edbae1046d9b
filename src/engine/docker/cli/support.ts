/** The table of docker's commands and how far each is simulated, from which the page in the docs is made. */
import { nameOf, type Command, type CommandSupport } from './command.ts';
import { ROOT } from './root.ts';

/** A line of the table. */
export interface SupportRow {
  /** As typed: 'docker container ls'. */
  readonly command: string;
  readonly support: CommandSupport;
}

function collect(command: Command, path: string, out: SupportRow[]): void {
  for (const c of command.sub ?? []) {
    const name = `${path} ${nameOf(c)}`;
    if (c.sub === undefined || c.support !== undefined) out.push({ command: name, support: c.support ?? { level: 'full' } });
    collect(c, name, out);
  }
}

/** Every command, sorted. */
export function dockerSupport(): readonly SupportRow[] {
  const out: SupportRow[] = [];
  collect(ROOT, 'docker', out);
  return out.sort((a, b) => (a.command < b.command ? -1 : 1));
}
