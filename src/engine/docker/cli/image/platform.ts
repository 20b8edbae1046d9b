/** Platforms as flags have them, 'os[/arch[/variant]]', and as the API wants them. containerd's platforms package. */
import { CliError } from '../error.ts';
import { quote } from '../go/strconv.ts';

const SYSTEMS = new Set(['linux', 'windows', 'darwin', 'freebsd', 'netbsd', 'openbsd', 'solaris', 'aix', 'android', 'ios', 'plan9', 'wasip1', 'js', 'illumos', 'dragonfly']);
const ARCHES: Readonly<Record<string, readonly [string, string?]>> = { x86_64: ['amd64'], 'x86-64': ['amd64'], aarch64: ['arm64'], arm64: ['arm64'], armhf: ['arm', 'v7'], armel: ['arm', 'v6'], i386: ['386'] };

/** JSON of a platform; undefined for ''. Throws {@link CliError}. */
export function platformJson(text: string): string | undefined {
  if (text === '') return undefined;
  const bad = (): CliError => new CliError(`invalid platform: ${quote(text)}: cannot parse platform specifier: invalid argument`);
  const parts = text.split('/');
  if (parts.length > 3) throw bad();
  for (const p of parts) if (!/^[A-Za-z0-9_.-]+$/.test(p)) throw new CliError(`invalid platform: ${quote(p)} is an invalid component of ${quote(text)}: platform specifier component must match "^[A-Za-z0-9_-]+$": invalid argument`);
  const [first = '', second, variant] = parts.map((p) => p.toLowerCase());
  if (second === undefined && SYSTEMS.has(first)) return JSON.stringify({ architecture: 'amd64', os: first });
  const arch = second ?? first;
  const [architecture, implied] = ARCHES[arch] ?? [arch];
  const v = variant ?? implied;
  return JSON.stringify({ architecture, os: second === undefined ? 'linux' : first, ...(v === undefined ? {} : { variant: v }) });
}
