/**
 * The catalogue's records: repositories on the simulated Docker Hub, with the image configuration and layers that their tags name (OCI image
 * specification). Digests are sha256 of the bytes they name; those of layers were computed once (digests.ts) because a layer may be large.
 */
import type { ContentSource } from '../base/content.ts';
import type { TreeEntry } from '../base/tree.ts';

/** A layer as the catalogue describes it. */
export interface LayerSource {
  /** Stable name, as 'debian:bookworm/0'. */
  readonly key: string;
  /** The files, made anew at each call; whiteouts are files named `.wh.NAME`, as in a layer's tar. */
  entries(): TreeEntry[];
}

/** One line of an image's history (image configuration, `history`). */
export interface HistoryLine {
  readonly created: string;
  readonly created_by: string;
  readonly comment?: string;
  /** True for a line that made no layer. */
  readonly empty_layer?: boolean;
}

/** The `config` object of an image configuration. */
export interface RunConfig {
  readonly Cmd?: readonly string[];
  readonly Entrypoint?: readonly string[];
  readonly Env?: readonly string[];
  readonly ExposedPorts?: Readonly<Record<string, object>>;
  readonly Labels?: Readonly<Record<string, string>>;
  readonly StopSignal?: string;
  readonly Volumes?: Readonly<Record<string, object>>;
  readonly WorkingDir?: string;
}

/** An image before its digests are known. */
export interface ImageSource {
  /** Repository on Docker Hub, as 'library/ubuntu'. */
  readonly repository: string;
  readonly tags: readonly string[];
  /** RFC 3339. */
  readonly created: string;
  readonly config: RunConfig;
  readonly history: readonly HistoryLine[];
  readonly layers: readonly LayerSource[];
}

/** A layer with its digests. */
export interface CatalogueLayer extends LayerSource {
  /** sha256 of the uncompressed tar. */
  readonly diffId: string;
  /** sha256 of the gzipped tar: the blob's name in the registry. */
  readonly digest: string;
  /** Length of the gzipped tar in bytes. */
  readonly size: number;
  /** Sum of the sizes of its files in bytes: what `docker images` adds up. */
  readonly contentSize: number;
  /** The blob: declared content whose key is its digest; reading it makes and compresses the tar. */
  readonly blob: ContentSource & { readonly digest: string };
}

/** An image with its digests and the exact bytes of its configuration and manifest. */
export interface CatalogueImage {
  readonly repository: string;
  readonly tags: readonly string[];
  readonly created: string;
  /** The image's id: sha256 of `configJson`. */
  readonly configDigest: string;
  readonly configJson: string;
  readonly manifestDigest: string;
  readonly manifestJson: string;
  readonly layers: readonly CatalogueLayer[];
}
