/** A world under Node that real connections drive: virtual time follows the wall clock, and work begins when bytes arrive. */
import { createStandardWorld } from '../../engine/world/standard.ts';
import type { WorldOptions } from '../../engine/world/api.ts';
import type { SimWorld } from '../../engine/world/world.ts';
import { LinkTable } from '../../engine/worker/links.ts';
import { Pump } from '../../engine/worker/pump.ts';
import type { Socket } from 'node:net';
import { join } from './joint.ts';

/** The host's socket that clients are joined to. */
const DOCKER_SOCKET = '/var/run/docker.sock';

/** The world may fall behind and catch up again: clients compare its clock with their own. */
const LAG_MS = 10_000;

export interface BridgeOptions extends WorldOptions {
  /** Keep the log, so that the session can be saved; it grows by all that clients send. */
  readonly keepLog?: boolean;
}

export class BridgedWorld {
  readonly world: SimWorld;
  private readonly pump: Pump;
  private readonly links: LinkTable;
  private readonly keepLog: boolean;

  /** `failed` is called when the engine threw: the world stands still from then on. */
  constructor(options: BridgeOptions, failed: (error: unknown) => void) {
    const { keepLog = false, ...world } = options;
    this.keepLog = keepLog;
    this.world = createStandardWorld(world);
    const load = (name: string): Promise<void> => Promise.reject(new Error(`program ${name} cannot be loaded`));
    this.pump = new Pump(this.world, { afterSlice: () => this.flush(), blocked: () => false, load, failed }, LAG_MS);
    this.links = new LinkTable(this.world, (input) => {
      this.pump.catchUp();
      const link = this.world.input(input);
      this.pump.kick();
      return link;
    });
    this.pump.kick();
  }

  /** Connections that are open. */
  get connections(): number {
    return this.links.size;
  }

  /** Join a real connection to the host's Docker socket. */
  accept(socket: Socket): void {
    join(socket, (far) => this.links.open(this.world.options.hosts?.[0] ?? 'host', DOCKER_SOCKET, far), () => undefined);
  }

  stop(): void {
    this.pump.stop();
  }

  private flush(): void {
    this.links.flush();
    this.world.takeOutput();
    if (!this.keepLog) this.world.forgetLog();
  }
}
