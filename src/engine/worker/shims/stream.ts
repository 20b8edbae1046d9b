/** node:stream for memfs, whose streams are never used here. */
export class Readable {}
export class Writable {}
