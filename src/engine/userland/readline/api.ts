/**
 * Reading a line from a terminal, as programs ask for it: bash, read -e, and whatever else edits lines. This is the interface; the
 * editor (keys, history, completion) is behind it. A descriptor that is no terminal is read line by line without editing.
 */
import { isSysError } from '../../abi/errno.ts';
import type { Sys, Task } from '../../abi/sys.ts';
import { concatBytes, decodeUtf8, encodeUtf8 } from '../../base/bytes.ts';
import { isatty } from '../libc/stdio.ts';
import { Editor } from './editor.ts';

/** A way to complete the word at the cursor. */
export interface Candidate {
  /** What is inserted, quoted as the shell needs it. */
  readonly text: string;
  /** What a list shows, when it is not `text`. */
  readonly shown?: string | undefined;
  /** A directory, or an unfinished word: no blank is added after it. */
  readonly noSpace?: boolean | undefined;
}

/** Completions for the text from `start` to the cursor. */
export interface Completion {
  readonly start: number;
  readonly candidates: readonly Candidate[];
}

/** What a reader asks for. */
export interface ReadlineOptions {
  /** Descriptor to read from, a terminal as a rule. */
  readonly fd: number;
  /** Descriptor for prompt and echo. */
  readonly outFd: number;
  /** The prompt, expanded; parts between \x01 and \x02 take no room on the screen. */
  readonly prompt: string;
  /** Lines to go back to, oldest first. Not changed. */
  readonly history: readonly string[];
  /** False: the terminal's own line discipline is all the editing there is (bash --noediting, dash). Default true. */
  readonly edit?: boolean | undefined;
  /** False: the terminal is not asked to bracket what is pasted (busybox). Default true. */
  readonly bracketedPaste?: boolean | undefined;
  /** Text to start with. */
  readonly initial?: string | undefined;
  /** Completions for `line` with the cursor at `at`. May block (it may run commands). */
  readonly complete?: ((line: string, at: number) => Task<Completion>) | undefined;
  /** True once a signal asked the reader to give up (SIGINT with a trap of the program's own). Looked at after EINTR. */
  readonly interrupted?: (() => boolean) | undefined;
}

/** What came: a line without its newline; the end (^D on an empty line, hang-up); or ^C. */
export type ReadlineResult = { readonly kind: 'line'; readonly line: string } | { readonly kind: 'eof' } | { readonly kind: 'interrupted' };

/** Read one line. The prompt has not been printed yet. A terminal that was hung up is at its end. */
export function* readline(sys: Sys, options: ReadlineOptions): Task<ReadlineResult> {
  try {
    return yield* read(sys, options);
  } catch (e) {
    if (isSysError(e, 'EIO')) return { kind: 'eof' };
    throw e;
  }
}

function* read(sys: Sys, options: ReadlineOptions): Task<ReadlineResult> {
  if (options.edit !== false && isatty(sys, options.fd)) return yield* new Editor(sys, options).read();
  const prompt = encodeUtf8(options.prompt.replace(/[\x01\x02]/g, ''));
  let done = 0;
  while (done < prompt.length) done += yield* sys.write(options.outFd, prompt.subarray(done));
  const parts: Uint8Array[] = [];
  for (;;) {
    let data: Uint8Array;
    try {
      data = yield* sys.read(options.fd, 4096);
    } catch (e) {
      if (isSysError(e, 'EINTR')) {
        if (options.interrupted?.() !== false) return { kind: 'interrupted' };
        continue;
      }
      throw e;
    }
    if (data.length === 0) {
      if (parts.length === 0) return { kind: 'eof' };
      break;
    }
    parts.push(data);
    if (data[data.length - 1] === 10) break;
  }
  const line = decodeUtf8(concatBytes(parts));
  return { kind: 'line', line: line.endsWith('\n') ? line.slice(0, -1) : line };
}
