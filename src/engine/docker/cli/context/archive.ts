/**
 * Contexts as tar archives: meta.json and the TLS files under tls/. What `docker context export` writes and `import` reads. Left out: zip archives.
 */
import type { Task } from '../../../abi/sys.ts';
import { concatBytes, decodeUtf8, encodeUtf8 } from '../../../base/bytes.ts';
import { readTar, TAR_BLOCK, TAR_END, TarError, tarHeader, tarPadding } from '../../../userland/libc/tar.ts';
import type { DockerCli } from '../cli.ts';
import { CliError } from '../error.ts';
import { checkContextName, goJson, parseContext, readTls, tlsListing, writeContext, writeTls, type ContextMeta, type TlsFiles } from './store.ts';

function entry(name: string, mode: number, type: '0' | '5', body: Uint8Array): Uint8Array[] {
  return [tarHeader({ name, mode, uid: 0, gid: 0, size: body.length, mtime_s: 0, type, linkname: '', uname: '', gname: '', devmajor: 0, devminor: 0 }), body, tarPadding(body.length)];
}

const NOTHING = new Uint8Array(0);

/** The archive of a context; `stored` says that it has files in the store. Throws SysError. */
export function* packContext(cli: DockerCli, context: ContextMeta, stored: boolean): Task<Uint8Array> {
  const parts = [...entry('meta.json', 0o644, '0', encodeUtf8(goJson(context))), ...entry('tls', 0o700, '5', NOTHING)];
  for (const [endpoint, files] of Object.entries(stored ? tlsListing(cli.sys, cli.configDir(), context.Name) : {})) {
    parts.push(...entry(`tls/${endpoint}`, 0o700, '5', NOTHING));
    for (const file of files) parts.push(...entry(`tls/${endpoint}/${file}`, 0o600, '0', yield* readTls(cli.sys, cli.configDir(), context.Name, endpoint, file)));
  }
  return concatBytes([...parts, TAR_END]);
}

function checkMember(name: string): void {
  if (name !== 'meta.json' && !name.startsWith('tls/')) throw new CliError(`${name}: unexpected context file`);
  if (name.split('/').some((part) => part === '' || part === '.' || part === '..')) throw new CliError(`${name}: unexpected path format`);
  if (name.includes('\\')) throw new CliError(`${name}: unexpected '\\' in path`);
}

/** Put the context of an archive into the store as `name`. Throws {@link CliError} for what is no such archive. */
export function* unpackContext(cli: DockerCli, name: string, archive: Uint8Array): Task<void> {
  const tls = new Map<string, Map<string, Uint8Array>>();
  let found = false;
  if (archive.length % TAR_BLOCK !== 0) throw new CliError('unexpected EOF');
  try {
    for (const { header, body } of readTar(archive)) {
      if (header.type !== '0') continue;
      checkMember(header.name);
      if (header.name === 'meta.json') {
        checkContextName(name);
        yield* writeContext(cli.sys, cli.configDir(), { ...parseContext(decodeUtf8(body)), Name: name });
        found = true;
        continue;
      }
      const [, endpoint, ...file] = header.name.split('/');
      if (file.length === 0) throw new CliError('archive format is invalid');
      tls.set(endpoint!, new Map<string, Uint8Array>([...(tls.get(endpoint!) ?? []), [file.join('/'), body]]));
    }
  } catch (e) {
    if (e instanceof TarError) throw new CliError('archive/tar: invalid tar header');
    throw e instanceof SyntaxError ? new CliError(e.message) : e;
  }
  if (!found) throw new CliError('invalid context: no metadata found');
  yield* writeTls(cli.sys, cli.configDir(), name, tls as ReadonlyMap<string, TlsFiles>);
}
