/**
 * The store of contexts: a folder per context under contexts/meta and contexts/tls of the configuration's folder, named by the SHA-256 of the context's
 * name. Like cli/context/store of docker/cli. The default context is not in it.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { isSysError, SysError } from '../../../abi/errno.ts';
import type { Sys, Task } from '../../../abi/sys.ts';
import { encodeUtf8 } from '../../../base/bytes.ts';
import { exists, isDirectory, mkdirAll, readFile, readText, removeAll, writeFileAtomic } from '../../common/files.ts';
import { CliError } from '../error.ts';
import { quote } from '../go/strconv.ts';

/** Where a daemon is. */
export interface EndpointMeta {
  readonly Host?: string;
  readonly SkipTLSVerify: boolean;
}

/** What is kept of a context. */
export interface ContextMeta {
  readonly Name: string;
  /** A description, and whatever else somebody wrote there. */
  readonly Metadata: Readonly<Record<string, unknown>>;
  readonly Endpoints: Readonly<Record<string, EndpointMeta>>;
}

/** TLS files by name, of the endpoint `docker`. */
export type TlsFiles = ReadonlyMap<string, Uint8Array>;

function idOf(name: string): string {
  return bytesToHex(sha256(encodeUtf8(name)));
}

/** The folders of a context. */
export function contextFolders(config: string, name: string): { readonly meta: string; readonly tls: string } {
  return { meta: `${config}/contexts/meta/${idOf(name)}`, tls: `${config}/contexts/tls/${idOf(name)}` };
}

const member = (record: Readonly<Record<string, unknown>>, name: string): unknown => record[name] ?? record[name.toLowerCase()];

/** A meta.json's text as a context. Throws SyntaxError. */
export function parseContext(text: string): ContextMeta {
  const record = JSON.parse(text) as Readonly<Record<string, unknown>>;
  const endpoints = (member(record, 'Endpoints') ?? {}) as Readonly<Record<string, EndpointMeta>>;
  const typed = Object.fromEntries(Object.entries(endpoints).map(([k, e]) => [k, { ...((e.Host ?? '') === '' ? {} : { Host: e.Host }), SkipTLSVerify: e.SkipTLSVerify ?? false }]));
  return { Name: (member(record, 'Name') ?? '') as string, Metadata: (member(record, 'Metadata') ?? {}) as Readonly<Record<string, unknown>>, Endpoints: typed };
}

/** JSON as Go's encoder writes it: <, > and & escaped. */
export function goJson(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`);
}

function* readMeta(sys: Sys, file: string): Task<ContextMeta> {
  try {
    return parseContext(yield* readText(sys, file));
  } catch (e) {
    if (isSysError(e, 'ENOENT')) throw new CliError(`context not found: open ${file}: no such file or directory`);
    if (e instanceof SysError) throw new CliError(`open ${file}: ${e.message.toLowerCase()}`);
    throw e instanceof SyntaxError ? new CliError(`parsing ${file}: ${e.message}`) : e;
  }
}

/** A context by its name. Throws {@link CliError} when there is none, or it cannot be read. */
export function* readContext(sys: Sys, config: string, name: string): Task<ContextMeta> {
  try {
    return yield* readMeta(sys, `${contextFolders(config, name).meta}/meta.json`);
  } catch (e) {
    throw e instanceof CliError ? new CliError(`context ${quote(name)}: ${e.message}`) : e;
  }
}

/** All contexts but the default one, in no order. Throws {@link CliError} for one that cannot be read. */
export function* listContexts(sys: Sys, config: string): Task<ContextMeta[]> {
  const root = `${config}/contexts/meta`;
  const out: ContextMeta[] = [];
  if (!isDirectory(sys, root)) return out;
  for (const { name } of sys.readdir(root)) {
    const file = `${root}/${name}/meta.json`;
    if (name === '.' || name === '..' || !exists(sys, file)) continue;
    try {
      out.push(yield* readMeta(sys, file));
    } catch (e) {
      throw e instanceof CliError ? new CliError(`failed to read metadata: ${e.message}`) : e;
    }
  }
  return out;
}

/** Names of the TLS files of each endpoint. */
export function tlsListing(sys: Sys, config: string, name: string): Record<string, string[]> {
  const { tls } = contextFolders(config, name);
  const names = (folder: string): string[] => (isDirectory(sys, folder) ? sys.readdir(folder).map((e) => e.name).filter((n) => n !== '.' && n !== '..').sort() : []);
  return Object.fromEntries(names(tls).map((endpoint) => [endpoint, names(`${tls}/${endpoint}`)]));
}

/** A TLS file of a context. Throws SysError. */
export function* readTls(sys: Sys, config: string, name: string, endpoint: string, file: string): Task<Uint8Array> {
  return yield* readFile(sys, `${contextFolders(config, name).tls}/${endpoint}/${file}`);
}

/** Write a context, in place of what it was. Throws SysError. */
export function* writeContext(sys: Sys, config: string, context: ContextMeta): Task<void> {
  const { meta } = contextFolders(config, context.Name);
  mkdirAll(sys, meta, 0o755);
  yield* writeFileAtomic(sys, `${meta}/meta.json`, goJson(context), 0o644);
}

/** Replace a context's TLS files; none removes them. Throws SysError. */
export function* writeTls(sys: Sys, config: string, name: string, files: ReadonlyMap<string, TlsFiles>): Task<void> {
  const { tls } = contextFolders(config, name);
  if (exists(sys, tls)) removeAll(sys, tls);
  for (const [endpoint, list] of files) {
    for (const [file, data] of list) {
      mkdirAll(sys, `${tls}/${endpoint}`, 0o700);
      yield* writeFileAtomic(sys, `${tls}/${endpoint}/${file}`, data, 0o600);
    }
  }
}

/** Remove a context. Throws SysError. */
export function removeContext(sys: Sys, config: string, name: string): void {
  const { meta, tls } = contextFolders(config, name);
  if (exists(sys, meta)) removeAll(sys, meta);
  if (exists(sys, tls)) removeAll(sys, tls);
}

const NAME = '^[a-zA-Z0-9][a-zA-Z0-9_.+-]+$';

/** Refuse a name that a context cannot have. Throws {@link CliError}. */
export function checkContextName(name: string): void {
  if (name === '') throw new CliError('context name cannot be empty');
  if (name === 'default') throw new CliError('"default" is a reserved context name');
  if (!new RegExp(NAME).test(name)) throw new CliError(`context name ${quote(name)} is invalid, names are validated against regexp ${quote(NAME)}`);
}
