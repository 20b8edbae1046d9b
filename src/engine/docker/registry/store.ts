/** The files of a registry, in the layout of the distribution project's registry: blobs by digest, and links to them in each repository. */
import { isSysError } from '../../abi/errno.ts';
import type { Sys, Task } from '../../abi/sys.ts';
import { exists, listNames, mkdirAll, readText, writeFile } from '../common/files.ts';

export class Store {
  private readonly root: string;

  /** `directory` is what the configuration calls rootdirectory. */
  constructor(directory: string) {
    this.root = `${directory}/docker/registry/v2`;
  }

  blobPath(digest: string): string {
    return `${this.root}/blobs/sha256/${digest.slice(7, 9)}/${digest.slice(7)}/data`;
  }

  private repository(name: string): string {
    return `${this.root}/repositories/${name}`;
  }

  private *link(sys: Sys, path: string): Task<string | undefined> {
    try {
      return yield* readText(sys, path);
    } catch (e) {
      if (!isSysError(e)) throw e;
      return undefined;
    }
  }

  private *writeLink(sys: Sys, path: string, digest: string): Task<void> {
    mkdirAll(sys, path.slice(0, path.lastIndexOf('/')));
    yield* writeFile(sys, path, digest);
  }

  /** Digest of the manifest that a tag or digest names. */
  *manifest(sys: Sys, name: string, reference: string): Task<string | undefined> {
    const base = `${this.repository(name)}/_manifests`;
    return yield* this.link(sys, reference.startsWith('sha256:') ? `${base}/revisions/${reference.replace(':', '/')}/link` : `${base}/tags/${reference}/current/link`);
  }

  /** Does the repository hold the blob? */
  *hasBlob(sys: Sys, name: string, digest: string): Task<boolean> {
    return (yield* this.link(sys, `${this.repository(name)}/_layers/${digest.replace(':', '/')}/link`)) !== undefined;
  }

  *linkBlob(sys: Sys, name: string, digest: string): Task<void> {
    yield* this.writeLink(sys, `${this.repository(name)}/_layers/${digest.replace(':', '/')}/link`, digest);
  }

  /** Make a manifest, whose bytes are stored already, the repository's; `tag` undefined when it was put by digest. */
  *linkManifest(sys: Sys, name: string, digest: string, tag: string | undefined): Task<void> {
    const base = `${this.repository(name)}/_manifests`;
    yield* this.writeLink(sys, `${base}/revisions/${digest.replace(':', '/')}/link`, digest);
    if (tag === undefined) return;
    yield* this.writeLink(sys, `${base}/tags/${tag}/index/${digest.replace(':', '/')}/link`, digest);
    yield* this.writeLink(sys, `${base}/tags/${tag}/current/link`, digest);
  }

  /** Tags of a repository, sorted; undefined when there is no such repository. */
  tags(sys: Sys, name: string): string[] | undefined {
    const path = `${this.repository(name)}/_manifests/tags`;
    return exists(sys, path) ? listNames(sys, path).sort() : undefined;
  }

  /** All repositories, sorted. */
  catalog(sys: Sys): string[] {
    const out: string[] = [];
    const visit = (dir: string, name: string): void => {
      for (const entry of listNames(sys, dir)) {
        if (entry === '_manifests') out.push(name);
        else if (!entry.startsWith('_')) visit(`${dir}/${entry}`, name === '' ? entry : `${name}/${entry}`);
      }
    };
    visit(`${this.root}/repositories`, '');
    return out.sort();
  }

  /** The file of an upload that goes on. */
  uploadPath(name: string, id: string): string {
    return `${this.repository(name)}/_uploads/${id}/data`;
  }

  /** Put a finished upload's bytes in their place. */
  keep(sys: Sys, from: string, digest: string): void {
    const to = this.blobPath(digest);
    mkdirAll(sys, to.slice(0, to.lastIndexOf('/')));
    if (exists(sys, to)) sys.unlink(from);
    else sys.rename(from, to);
    sys.rmdir(from.slice(0, from.lastIndexOf('/')));
  }
}
