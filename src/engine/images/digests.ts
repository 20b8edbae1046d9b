export const LAYER_DIGESTS: Readonly<Record<string, readonly [diffId: string, digest: string, size: number, contentSize: number]>> = {};
