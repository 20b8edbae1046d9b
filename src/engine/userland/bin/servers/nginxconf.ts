/** nginx's configuration, as far as the static server needs it: directives and blocks with `include`. */
import type { Sys, Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { fnmatch } from '../../libc/fnmatch.ts';
import { baseName, dirName, joinPath } from '../../libc/path.ts';
import { readTextFile } from '../../libc/stdio.ts';

/** A directive with its block, if it has one. */
export interface Directive {
  readonly name: string;
  readonly args: readonly string[];
  readonly block: readonly Directive[] | undefined;
}

/** Why nginx does not start, in its words, without the level. */
export class ConfError {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

interface Token {
  readonly text: string;
  readonly line: number;
  readonly quoted: boolean;
}

function tokens(text: string, file: string): Token[] {
  const out: Token[] = [];
  let line = 1;
  const pattern = /(\n)|[ \t\r]+|#[^\n]*|([{};])|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|((?:\\.|\$\{[^}]*\}|[^\s{};])+)/gy;
  for (let at = 0; at < text.length; at = pattern.lastIndex) {
    pattern.lastIndex = at;
    const m = pattern.exec(text);
    if (m === null) throw new ConfError(`unexpected end of file, expecting ";" or "}" in ${file}:${line}`);
    if (m[1] !== undefined) line++;
    else if (m[2] !== undefined) out.push({ text: m[2], line, quoted: false });
    else if (m[3] !== undefined || m[4] !== undefined) out.push({ text: (m[3] ?? m[4])!, line, quoted: true });
    else if (m[5] !== undefined) out.push({ text: m[5], line, quoted: false });
  }
  return out;
}

const KNOWN = new Set('access_log add_header alias autoindex charset client_max_body_size daemon default_type error_log error_page events fastcgi_pass gzip http include index keepalive_timeout listen location log_format pid proxy_pass proxy_set_header return rewrite root sendfile server server_name server_tokens tcp_nopush tcp_nodelay try_files types types_hash_max_size upstream user worker_connections worker_processes worker_rlimit_nofile'.split(' '));

function* included(sys: Sys, pattern: string, place: string): Task<readonly string[]> {
  const path = pattern.startsWith('/') ? pattern : joinPath('/etc/nginx', pattern);
  if (!/[*?[]/.test(path)) return [path];
  try {
    return sys.readdir(dirName(path)).map((d) => d.name).filter((n) => n !== '.' && n !== '..' && fnmatch(baseName(path), n)).sort().map((n) => joinPath(dirName(path), n));
  } catch (e) {
    if (!isSysError(e)) throw e;
    if (e.code === 'ENOENT') return [];
    throw new ConfError(`glob() "${path}" failed (${e.errno}: ${e.message}) in ${place}`);
  }
}

/** Read a configuration file with what it includes. Throws {@link ConfError}. */
export function* readConf(sys: Sys, file: string, inTypes = false): Task<Directive[]> {
  let text: string;
  try {
    text = yield* readTextFile(sys, file);
  } catch (e) {
    if (!isSysError(e)) throw e;
    throw new ConfError(`open() "${file}" failed (${e.errno}: ${e.message})`);
  }
  return yield* parseConf(sys, text, file, inTypes);
}

/** The directives of a text; `file` is for messages. */
export function* parseConf(sys: Sys, text: string, file: string, inTypes = false): Task<Directive[]> {
  const all = tokens(text, file);
  let at = 0;
  function* block(depth: number, types: boolean): Task<Directive[]> {
    const out: Directive[] = [];
    let words: string[] = [];
    for (; at < all.length; ) {
      const { text: word, line, quoted } = all[at++]!;
      const place = `${file}:${line}`;
      if (quoted || !/^[{};]$/.test(word)) {
        words.push(word);
        continue;
      }
      if (word === '}') {
        if (words.length > 0 || depth === 0) throw new ConfError(`unexpected "}" in ${place}`);
        return out;
      }
      const [name, ...args] = words;
      if (name === undefined) throw new ConfError(`unexpected "${word}" in ${place}`);
      if (!types && !KNOWN.has(name)) throw new ConfError(`unknown directive "${name}" in ${place}`);
      words = [];
      if (word === '{') out.push({ name, args, block: yield* block(depth + 1, name === 'types') });
      else if (name === 'include') for (const path of yield* included(sys, args[0] ?? '', place)) out.push(...(yield* readConf(sys, path, types)));
      else out.push({ name, args, block: undefined });
    }
    if (depth > 0 || words.length > 0) throw new ConfError(`unexpected end of file, expecting ${words.length > 0 ? '";" or "}"' : '"}"'} in ${file}:${text.split('\n').length}`);
    return out;
  }
  return yield* block(0, inTypes);
}

export const find = (block: readonly Directive[], name: string): Directive | undefined => block.find((d) => d.name === name);
