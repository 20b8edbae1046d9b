/**
 * The program table: names in stubs to the code that plays them. A page may announce names before their code is loaded; the world stands
 * still when such a program is executed until its code is registered.
 */
import { assert } from '../base/assert.ts';
import type { Main } from '../abi/sys.ts';
import type { ProgramSource } from '../kernel/kernel.ts';
import type { Program } from '../userland/libc/program.ts';

export class ProgramTable implements ProgramSource {
  missing: string | undefined;
  private readonly programs = new Map<string, Program>();
  private readonly announced = new Set<string>();

  constructor(programs: Iterable<Program> = []) {
    this.register(programs);
  }

  /** Code that is here now. */
  register(programs: Iterable<Program>): void {
    for (const program of programs) {
      const known = this.programs.get(program.name);
      assert(known === undefined || known === program, `two programs are called ${program.name}`);
      this.programs.set(program.name, program);
      if (this.missing === program.name) this.missing = undefined;
    }
  }

  /** Names whose code can be loaded when it is needed. */
  announce(names: Iterable<string>): void {
    for (const name of names) this.announced.add(name);
  }

  find(name: string): Main | 'unknown' | 'loading' {
    const program = this.programs.get(name);
    if (program !== undefined) return program.main;
    if (!this.announced.has(name)) return 'unknown';
    this.missing = name;
    return 'loading';
  }

  /** Can a file be played by this name, now or after loading? */
  has(name: string): boolean {
    return this.programs.has(name) || this.announced.has(name);
  }

  /** All registered programs by name, for the support table. */
  list(): Program[] {
    return [...this.programs.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}
