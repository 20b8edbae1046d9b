/**
 * The tab's end of the bridge: a WebSocket to the server that serves the page, over which it hands in the connections of real clients. Loaded
 * when somebody switches the bridge on. The server listens only while this WebSocket is open.
 */
import type { FarEnd, LinkTable, NearEnd } from './links.ts';
import { FRAME, packCredit, packFrame, unpackFrame } from './frames.ts';
import type { BridgeState } from './protocol.ts';

/** The host's socket that clients are joined to. */
const DOCKER_SOCKET = '/var/run/docker.sock';
/** WebSocket close code for a policy of the server (RFC 6455, 7.4.1); its reason is for people. */
const POLICY_VIOLATION = 1008;

export class TabBridge {
  private socket: WebSocket | undefined;
  private readonly channels = new Map<number, NearEnd>();
  private dockerHost = '';

  /** `table` is the links of the present world, undefined while there is none; `tell` hears of every change. */
  constructor(
    private readonly host: () => { readonly name: string; readonly links: LinkTable } | undefined,
    private readonly tell: (state: BridgeState) => void,
  ) {}

  /** Ask the server at `base` (the page's address) for a token, and use it. */
  async on(base: string): Promise<void> {
    if (this.socket !== undefined) return;
    this.tell({ status: 'connecting' });
    try {
      const response = await fetch(new URL('bridge', base), { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
      const answer = (await response.json()) as { token?: string; message?: string };
      if (!response.ok || answer.token === undefined) throw new Error(answer.message ?? `the server answered ${response.status}`);
      this.connect(base, answer.token);
    } catch (error) {
      this.tell({ status: 'off', reason: error instanceof Error ? error.message : String(error) });
    }
  }

  off(): void {
    this.socket?.close(1000);
  }

  /** The world is another one: whoever spoke to the old one is cut off. */
  dropChannels(): void {
    for (const channel of this.channels.keys()) this.send(packFrame(FRAME.RESET, channel));
    this.channels.clear();
    this.report();
  }

  private connect(base: string, token: string): void {
    const url = new URL('bridge', base);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    url.searchParams.set('token', token);
    const socket = new WebSocket(url);
    this.socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.onmessage = (event: MessageEvent<string | ArrayBuffer>) => {
      if (typeof event.data === 'string') {
        this.dockerHost = (JSON.parse(event.data) as { dockerHost: string }).dockerHost;
        this.report();
      } else this.receive(new Uint8Array(event.data));
    };
    socket.onclose = (event) => {
      this.socket = undefined;
      this.dockerHost = '';
      for (const near of this.channels.values()) near.close();
      this.channels.clear();
      const reason = event.code === 1000 ? undefined : event.code === POLICY_VIOLATION ? event.reason : 'the connection to the server broke';
      this.tell({ status: 'off', ...(reason === undefined ? {} : { reason }) });
    };
  }

  private receive(message: Uint8Array): void {
    const frame = unpackFrame(message);
    if (frame === undefined) return;
    const { kind, channel } = frame;
    if (kind === FRAME.OPEN) {
      this.open(channel);
      return;
    }
    const near = this.channels.get(channel);
    if (near === undefined) return;
    if (kind === FRAME.DATA) near.data(frame.data);
    else if (kind === FRAME.END) near.end();
    else if (kind === FRAME.CREDIT) near.credit(frame.bytes);
    else {
      this.channels.delete(channel);
      near.close();
      this.report();
    }
  }

  private open(channel: number): void {
    const host = this.host();
    if (host === undefined) {
      this.send(packFrame(FRAME.RESET, channel));
      return;
    }
    const far: FarEnd = {
      data: (data) => this.send(packFrame(FRAME.DATA, channel, data)),
      end: () => this.send(packFrame(FRAME.END, channel)),
      credit: (bytes) => this.send(packCredit(channel, bytes)),
      close: (reset) => {
        this.send(packFrame(reset ? FRAME.RESET : FRAME.CLOSE, channel));
        if (this.channels.delete(channel)) this.report();
      },
    };
    this.channels.set(channel, host.links.open(host.name, DOCKER_SOCKET, far));
    this.report();
  }

  private send(frame: Uint8Array<ArrayBuffer>): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(frame);
  }

  private report(): void {
    if (this.dockerHost !== '') this.tell({ status: 'on', dockerHost: this.dockerHost, connections: this.channels.size });
  }
}
