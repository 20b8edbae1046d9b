/**
 * What goes over the WebSocket between a tab and the server that holds real connections: one binary message a frame, with a kind, the number of
 * a connection (by the server, from 1) and what belongs to the kind. Windows are those of links: neither side sends more than it was credited.
 */

/** Kinds of frames. OPEN comes from the server alone. */
export const FRAME = { OPEN: 1, DATA: 2, END: 3, CLOSE: 4, RESET: 5, CREDIT: 6 } as const;
export type FrameKind = (typeof FRAME)[keyof typeof FRAME];

export interface Frame {
  readonly kind: FrameKind;
  readonly channel: number;
  /** Of DATA. */
  readonly data: Uint8Array;
  /** Of CREDIT. */
  readonly bytes: number;
}

const HEADER = 5;
const NOTHING = new Uint8Array(0);

/** A frame of DATA, or one without content. */
export function packFrame(kind: FrameKind, channel: number, data: Uint8Array = NOTHING): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(HEADER + data.length);
  out[0] = kind;
  new DataView(out.buffer).setUint32(1, channel);
  out.set(data, HEADER);
  return out;
}

/** A frame of CREDIT. */
export function packCredit(channel: number, bytes: number): Uint8Array<ArrayBuffer> {
  const out = packFrame(FRAME.CREDIT, channel, new Uint8Array(4));
  new DataView(out.buffer).setUint32(HEADER, bytes);
  return out;
}

/** Undefined for what is no frame. */
export function unpackFrame(message: Uint8Array): Frame | undefined {
  const kind = message[0] as FrameKind | undefined;
  if (message.length < HEADER || kind === undefined || kind < FRAME.OPEN || kind > FRAME.CREDIT) return undefined;
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  const credit = kind === FRAME.CREDIT;
  if (credit ? message.length !== HEADER + 4 : kind !== FRAME.DATA && message.length !== HEADER) return undefined;
  return { kind, channel: view.getUint32(1), data: kind === FRAME.DATA ? message.subarray(HEADER) : NOTHING, bytes: credit ? view.getUint32(HEADER) : 0 };
}
