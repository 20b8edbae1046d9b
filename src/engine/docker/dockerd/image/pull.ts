import type { Task } from '../../../abi/sys.ts';
import { notSimulated } from '../errors.ts';
import type { Context } from '../routes/route.ts';
export function* pullImage(_c: Context, _name: string, _tag: string, _platform: string): Task<void> {
  throw notSimulated('docker pull');
}
