/** Build arguments: what --build-arg gave, what ARG allows, and which were used. builder/dockerfile/buildargs.go. */

/** May be given without an ARG. */
const BUILTIN = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'FTP_PROXY', 'ftp_proxy', 'NO_PROXY', 'no_proxy', 'ALL_PROXY', 'all_proxy'];

type Allowed = Map<string, string | undefined>;

export class BuildArgs {
  private readonly given: ReadonlyMap<string, string | undefined>;
  private readonly allowed: Allowed;
  private readonly meta: Allowed;
  private readonly referenced: Set<string>;

  /** `given`: null values are names whose value was not set. */
  constructor(given: ReadonlyMap<string, string | undefined>, allowed: Allowed = new Map(), meta: Allowed = new Map(), referenced = new Set<string>()) {
    this.given = given;
    this.allowed = allowed;
    this.meta = meta;
    this.referenced = referenced;
  }

  /** For a new stage: nothing is allowed yet, the ARGs before FROM and what was referenced are kept. */
  forStage(): BuildArgs {
    return new BuildArgs(this.given, new Map(), new Map(this.meta), new Set(this.referenced));
  }

  /** Take over what another stage referenced. */
  mergeReferenced(other: BuildArgs): void {
    for (const name of other.referenced) this.referenced.add(name);
  }

  addMeta(name: string, value: string | undefined): void {
    this.meta.set(name, value);
  }

  add(name: string, value: string | undefined): void {
    this.allowed.set(name, value);
    this.referenced.add(name);
  }

  private value(name: string, from: Allowed): string | undefined {
    return this.given.get(name) ?? from.get(name) ?? (from.has(name) || BUILTIN.includes(name) ? this.meta.get(name) : undefined);
  }

  private all(from: Allowed): [string, string][] {
    const out: [string, string][] = [];
    for (const name of new Set([...from.keys(), ...BUILTIN])) {
      const value = this.value(name, from);
      if (value !== undefined) out.push([name, value]);
    }
    return out;
  }

  /** `NAME=value` of the ARGs before the first FROM. */
  metaEntries(): string[] {
    return this.all(this.meta).map(([k, v]) => `${k}=${v}`);
  }

  /** `NAME=value` of what is allowed here and not in the environment. */
  entries(env: readonly string[] = []): string[] {
    const names = new Set(env.map((e) => e.split('=', 1)[0]!));
    return this.all(this.allowed).filter(([k]) => !names.has(k)).map(([k, v]) => `${k}=${v}`);
  }

  /** Does the argument count for the cache? */
  counts(name: string): boolean {
    return this.allowed.has(name) || !BUILTIN.includes(name);
  }

  /** Given, and used by no ARG; sorted. */
  unused(): string[] {
    return [...this.given.keys()].filter((name) => !BUILTIN.includes(name) && !this.referenced.has(name)).sort();
  }
}
