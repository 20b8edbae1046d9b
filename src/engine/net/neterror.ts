/** Errors of network configuration: an errno with the kernel's extended acknowledgement (struct netlink_ext_ack). */
import { SysError } from '../abi/errno.ts';
import type { ErrnoName } from '../abi/errno.ts';

export class NetError extends SysError {
  /** As iproute2 prints it after "Error: ". */
  readonly detail: string;

  constructor(name: ErrnoName, detail: string) {
    super(name);
    this.detail = detail;
  }
}

/** Throw an error with its explanation. */
export function refuse(name: ErrnoName, detail: string): never {
  throw new NetError(name, detail);
}
