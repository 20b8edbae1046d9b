/** The configuration that a build changes step by step, its JSON as Go writes it, and when two are the same for the cache (image/cache/compare.go). */
import type { HealthConfig, ImageRunConfig } from '../../api/types.ts';

/** `container.Config` with every member that Go always writes, in Go's order. */
export function goConfig(c: ImageRunConfig): ImageRunConfig {
  const set = <K extends keyof ImageRunConfig>(name: K, empty: boolean): Partial<ImageRunConfig> => (empty || c[name] === undefined ? {} : { [name]: c[name] });
  return {
    Hostname: c.Hostname ?? '',
    Domainname: c.Domainname ?? '',
    User: c.User ?? '',
    AttachStdin: c.AttachStdin ?? false,
    AttachStdout: c.AttachStdout ?? false,
    AttachStderr: c.AttachStderr ?? false,
    ...(Object.keys(c.ExposedPorts ?? {}).length === 0 ? {} : { ExposedPorts: sortKeys(c.ExposedPorts!) }),
    Tty: c.Tty ?? false,
    OpenStdin: c.OpenStdin ?? false,
    StdinOnce: c.StdinOnce ?? false,
    Env: c.Env ?? null,
    Cmd: c.Cmd ?? null,
    ...set('Healthcheck', false),
    ...(c.ArgsEscaped === true ? { ArgsEscaped: true } : {}),
    Image: c.Image ?? '',
    Volumes: c.Volumes === undefined || c.Volumes === null ? null : sortKeys(c.Volumes),
    WorkingDir: c.WorkingDir ?? '',
    Entrypoint: c.Entrypoint ?? null,
    OnBuild: c.OnBuild ?? null,
    Labels: c.Labels === undefined || c.Labels === null ? null : sortKeys(c.Labels),
    ...set('StopSignal', c.StopSignal === ''),
    ...(c.Shell === undefined || c.Shell.length === 0 ? {} : { Shell: c.Shell }),
  };
}

/** Members sorted by name, as Go marshals a map. */
export function sortKeys<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) as T;
}

/** A copy that can be changed. */
export function copyConfig(c: ImageRunConfig, changes: Partial<ImageRunConfig> = {}): ImageRunConfig {
  const list = (l: string[] | null | undefined): string[] | null => (l === null || l === undefined ? null : [...l]);
  return {
    ...c,
    Cmd: list(c.Cmd),
    Env: list(c.Env),
    Entrypoint: list(c.Entrypoint),
    OnBuild: list(c.OnBuild),
    ...(c.Shell === undefined ? {} : { Shell: [...c.Shell] }),
    ...(c.Volumes ? { Volumes: { ...c.Volumes } } : {}),
    ...(c.ExposedPorts ? { ExposedPorts: { ...c.ExposedPorts } } : {}),
    ...(c.Labels ? { Labels: { ...c.Labels } } : {}),
    ...changes,
  };
}

/** The shell of shell forms. */
export function shellOf(c: ImageRunConfig): readonly string[] {
  return c.Shell === undefined || c.Shell.length === 0 ? ['/bin/sh', '-c'] : c.Shell;
}

const same = (a: readonly string[] | null | undefined, b: readonly string[] | null | undefined): boolean => JSON.stringify(a ?? []) === JSON.stringify(b ?? []);
const sameMap = (a: object | null | undefined, b: object | null | undefined): boolean => JSON.stringify(sortKeys(a ?? {})) === JSON.stringify(sortKeys(b ?? {}));

function healthText(h: HealthConfig | undefined): string {
  return h === undefined ? '' : JSON.stringify([h.Test ?? [], h.Interval ?? 0, h.Timeout ?? 0, h.StartPeriod ?? 0, h.StartInterval ?? 0, h.Retries ?? 0]);
}

/** Would two steps with these configurations do the same? */
export function sameConfig(a: ImageRunConfig, b: ImageRunConfig): boolean {
  return (
    same(a.Env, b.Env) &&
    same(a.Cmd, b.Cmd) &&
    same(a.Entrypoint, b.Entrypoint) &&
    same(a.Shell, b.Shell) &&
    same(a.OnBuild, b.OnBuild) &&
    sameMap(a.ExposedPorts, b.ExposedPorts) &&
    sameMap(a.Volumes, b.Volumes) &&
    sameMap(a.Labels, b.Labels) &&
    (a.User ?? '') === (b.User ?? '') &&
    (a.WorkingDir ?? '') === (b.WorkingDir ?? '') &&
    (a.StopSignal ?? '') === (b.StopSignal ?? '') &&
    (a.Tty ?? false) === (b.Tty ?? false) &&
    (a.OpenStdin ?? false) === (b.OpenStdin ?? false) &&
    (a.ArgsEscaped ?? false) === (b.ArgsEscaped ?? false) &&
    healthText(a.Healthcheck) === healthText(b.Healthcheck)
  );
}
