/** The `--name=value` flags of Dockerfile instructions. */
import { DockerfileError, suggestion } from './error.ts';

export type FlagKind = 'bool' | 'string' | 'strings';

/** Values by name, as given. Throws {@link DockerfileError}. */
export function parseFlags(given: readonly string[], known: Readonly<Record<string, FlagKind>>): ReadonlyMap<string, string> {
  const out = new Map<string, string>();
  for (const arg of given) {
    if (arg === '--') break;
    if (!arg.startsWith('--')) throw new DockerfileError(`arg should start with -- : ${arg}`);
    const eq = arg.indexOf('=');
    const flag = eq < 0 ? arg : arg.slice(0, eq);
    const name = flag.slice(2);
    const kind = known[name];
    if (kind === undefined) throw new DockerfileError(`unknown flag: ${flag}${suggestion(name, Object.keys(known), true)}`);
    if (out.has(name) && kind !== 'strings') throw new DockerfileError(`duplicate flag specified: ${flag}`);
    const value = eq < 0 ? '' : arg.slice(eq + 1);
    if (kind === 'bool') {
      if (eq >= 0 && value === '') throw new DockerfileError(`missing a value on flag: ${flag}`);
      const word = value.toLowerCase();
      if (word !== '' && word !== 'true' && word !== 'false') throw new DockerfileError(`expecting boolean value for flag ${flag}, not: ${value}`);
      out.set(name, word === 'false' ? 'false' : 'true');
    } else {
      if (eq < 0) throw new DockerfileError(`missing a value on flag: ${flag}`);
      out.set(name, value);
    }
  }
  return out;
}
