/** Files from the web for a build: ADD of a URL, and a remote context. builder/remotecontext/remote.go, dockerfile/copy.go's downloadSource. */
import { O } from '../../../abi/fs.ts';
import type { Task } from '../../../abi/sys.ts';
import { parseImfDate } from '../../../userland/libc/imfdate.ts';
import { writeAll } from '../../../userland/libc/stdio.ts';
import { percentDecode } from '../../http/message.ts';
import { getUrl } from '../../registry/fetch.ts';
import { removeAll } from '../../common/files.ts';
import { base } from '../../common/path.ts';
import { system } from '../errors.ts';
import { tempDir } from './context.ts';
import type { Builder } from './builder.ts';

const UNNAMED = '__unnamed__';

/** A downloaded file: its directory, its name there, and the name that the URL or the server gave ('' when neither did). */
export interface Download {
  readonly root: string;
  readonly file: string;
  readonly name: string;
}

/** Download a URL of an ADD into a directory of its own. */
export function* download(b: Builder, url: string): Task<Download> {
  const { sys } = b;
  const { response, close } = yield* getUrl(sys, url, system);
  const root = tempDir(sys, 'docker-remote');
  let done = false;
  try {
    const path = percentDecode(/^https?:\/\/[^/?#]*([^?#]*)/.exec(url)![1]!);
    const offered = /filename="?([^";]+)"?/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? '';
    const name = path !== '' && !path.endsWith('/') ? base(path) : offered === '' ? '' : base(offered);
    const file = name === '' ? UNNAMED : name;
    const total = Number(response.headers.get('content-length') ?? '-1');
    const fd = yield* sys.open(`${root}/${file}`, O.WRONLY | O.CREAT | O.EXCL | O.CLOEXEC, 0o600);
    let current = 0;
    try {
      for (;;) {
        const bytes = yield* response.read(1 << 16);
        if (bytes.length === 0) break;
        yield* writeAll(sys, fd, bytes);
        current += bytes.length;
        yield* b.output.message({ status: 'Downloading', progressDetail: total < 0 ? { current } : { current, total } });
      }
    } finally {
      sys.close(fd);
    }
    yield* b.output.out('\n');
    const modified = parseImfDate(response.headers.get('last-modified') ?? '') ?? 0;
    sys.utimens(`${root}/${file}`, { atime_ms: modified, mtime_ms: modified });
    done = true;
    return { root, file, name };
  } finally {
    close();
    if (!done) removeAll(sys, root);
  }
}
