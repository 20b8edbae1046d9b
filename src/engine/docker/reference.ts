/**
 * Image references: `[domain/]path[:tag][@digest]`, as github.com/distribution/reference parses and shortens them. "Familiar" is what
 * people type (ubuntu), "canonical" is what a registry is asked for (docker.io/library/ubuntu:latest).
 */

/** A parsed reference. */
export interface Reference {
  /** 'docker.io', 'localhost:5000'. */
  readonly domain: string;
  /** 'library/ubuntu'. */
  readonly path: string;
  readonly tag: string | undefined;
  /** 'sha256:<64 hex>'. */
  readonly digest: string | undefined;
}

/** Why a text is no reference: Docker's own words. */
export class InvalidReference {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

const DOMAIN_PART = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const DOMAIN = `(?:${DOMAIN_PART}(?:\\.${DOMAIN_PART})*|\\[(?:[a-fA-F0-9:]+)\\])(?::[0-9]+)?`;
const PATH_PART = '[a-z0-9]+(?:(?:[._]|__|[-]+)[a-z0-9]+)*';
const PATH = `${PATH_PART}(?:/${PATH_PART})*`;
const TAG = '[\\w][\\w.-]{0,127}';
const DIGEST = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}';
const REFERENCE = new RegExp(`^((?:${DOMAIN}/)?${PATH})(?::(${TAG}))?(?:@(${DIGEST}))?$`);
const REPO_PARTS = new RegExp(`^(?:(${DOMAIN})/)?(${PATH})$`);
const IDENTIFIER = /^[a-f0-9]{64}$/;
const TAG_ONLY = new RegExp(`^${TAG}$`);

const DEFAULT_DOMAIN = 'docker.io';
const OFFICIAL = 'library/';
const MAX_NAME = 255;

function splitDomain(name: string): readonly [string, string] {
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  let domain = DEFAULT_DOMAIN;
  let rest = name;
  if (slash >= 0 && (/[.:]/.test(first) || first === 'localhost' || first.toLowerCase() !== first)) {
    domain = first;
    rest = name.slice(slash + 1);
  }
  if (domain === 'index.docker.io') domain = DEFAULT_DOMAIN;
  if (domain === DEFAULT_DOMAIN && !rest.includes('/')) rest = OFFICIAL + rest;
  return [domain, rest];
}

/** ParseNormalizedNamed. Throws {@link InvalidReference}. */
export function parseReference(text: string): Reference {
  if (IDENTIFIER.test(text)) throw new InvalidReference(`invalid repository name (${text}), cannot specify 64-byte hexadecimal strings`);
  const [domain, rest] = splitDomain(text);
  const end = rest.search(/[:@]/);
  const remote = end < 0 ? rest : rest.slice(0, end);
  if (remote.toLowerCase() !== remote) throw new InvalidReference('invalid reference format: repository name (' + remote + ') must be lowercase');
  const m = REFERENCE.exec(`${domain}/${rest}`);
  if (m === null) {
    if (REFERENCE.test(`${domain}/${rest}`.toLowerCase())) throw new InvalidReference('invalid reference format: repository name must be lowercase');
    throw new InvalidReference('invalid reference format');
  }
  const parts = REPO_PARTS.exec(m[1]!);
  const path = parts?.[2] ?? m[1]!;
  if (path.length > MAX_NAME) throw new InvalidReference(`repository name must not be more than ${MAX_NAME} characters`);
  const digest = m[3];
  if (digest !== undefined && !/^(sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128})$/.test(digest)) {
    throw new InvalidReference(/^sha(256|384|512):/.test(digest) ? 'invalid checksum digest length' : 'unsupported digest algorithm');
  }
  return { domain: parts?.[1] ?? domain, path, tag: m[2], digest };
}

/** As {@link parseReference}, undefined when the text is no reference. */
export function tryParseReference(text: string): Reference | undefined {
  try {
    return parseReference(text);
  } catch (e) {
    if (e instanceof InvalidReference) return undefined;
    throw e;
  }
}

/** Is it a valid tag? */
export function isTag(text: string): boolean {
  return TAG_ONLY.test(text);
}

/** TagNameOnly: ':latest' when there is neither a tag nor a digest. */
export function withDefaultTag(ref: Reference): Reference {
  return ref.tag === undefined && ref.digest === undefined ? { ...ref, tag: 'latest' } : ref;
}

/** FamiliarName: 'ubuntu', 'user/app', 'localhost:5000/app'. */
export function familiarName(ref: Reference): string {
  if (ref.domain !== DEFAULT_DOMAIN) return `${ref.domain}/${ref.path}`;
  return ref.path.startsWith(OFFICIAL) && !ref.path.slice(OFFICIAL.length).includes('/') ? ref.path.slice(OFFICIAL.length) : ref.path;
}

/** FamiliarString: the familiar name with tag and digest. */
export function familiarString(ref: Reference): string {
  return familiarName(ref) + suffix(ref);
}

/** 'docker.io/library/ubuntu:latest'. */
export function canonicalString(ref: Reference): string {
  return `${ref.domain}/${ref.path}${suffix(ref)}`;
}

function suffix(ref: Reference): string {
  return (ref.tag === undefined ? '' : `:${ref.tag}`) + (ref.digest === undefined ? '' : `@${ref.digest}`);
}
