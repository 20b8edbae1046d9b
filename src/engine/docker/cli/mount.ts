/** `--mount type=bind,source=...,target=...`: the text to the API's record. */
import { csvFields, GoError, parseBool } from './go/strconv.ts';
import { ramInBytes } from '../units.ts';
import type { MountSpec } from '../api/types.ts';

interface Draft {
  Type: string;
  Source?: string;
  Target?: string;
  ReadOnly?: boolean;
  Consistency?: string;
  BindOptions?: { Propagation?: string; NonRecursive?: boolean; ReadOnlyNonRecursive?: boolean; ReadOnlyForceRecursive?: boolean };
  VolumeOptions?: { NoCopy?: boolean; Labels: Record<string, string>; DriverConfig: { Name?: string; Options?: Record<string, string> }; Subpath?: string };
  ImageOptions?: { Subpath?: string };
  TmpfsOptions?: { SizeBytes?: number; Mode?: number };
}

function flag(key: string, value: string): boolean {
  try {
    return parseBool(value);
  } catch {
    throw new GoError(`invalid value for ${key}: ${value}`);
  }
}

function put(target: Record<string, string>, text: string): void {
  const at = text.indexOf('=');
  const key = at < 0 ? text : text.slice(0, at);
  if (key !== '') target[key] = at < 0 ? '' : text.slice(at + 1);
}

const RECURSIVE = ['enabled', 'disabled', 'writable', 'readonly'];

function setField(m: Draft, key: string, value: string, field: string, abs: (path: string) => string): void {
  const bind = (): NonNullable<Draft['BindOptions']> => (m.BindOptions ??= {});
  const volume = (): NonNullable<Draft['VolumeOptions']> => (m.VolumeOptions ??= { Labels: {}, DriverConfig: {} });
  const tmpfs = (): NonNullable<Draft['TmpfsOptions']> => (m.TmpfsOptions ??= {});
  switch (key) {
    case 'type':
      m.Type = value.toLowerCase();
      return;
    case 'source':
    case 'src':
      m.Source = value[0] === '.' ? abs(value) : value;
      return;
    case 'target':
    case 'dst':
    case 'destination':
      m.Target = value;
      return;
    case 'readonly':
    case 'ro':
      m.ReadOnly = flag(key, value);
      return;
    case 'consistency':
      m.Consistency = value.toLowerCase();
      return;
    case 'bind-propagation':
      bind().Propagation = value.toLowerCase();
      return;
    case 'bind-nonrecursive':
      bind().NonRecursive = flag(key, value);
      return;
    case 'bind-recursive':
      if (!RECURSIVE.includes(value)) throw new GoError(`invalid value for ${key}: ${value} (must be "enabled", "disabled", "writable", or "readonly")`);
      if (value === 'disabled') bind().NonRecursive = true;
      else if (value === 'writable') bind().ReadOnlyNonRecursive = true;
      else if (value === 'readonly') bind().ReadOnlyForceRecursive = true;
      return;
    case 'volume-subpath':
      volume().Subpath = value;
      return;
    case 'volume-nocopy':
      volume().NoCopy = flag(key, value);
      return;
    case 'volume-label':
      put(volume().Labels, value);
      return;
    case 'volume-driver':
      volume().DriverConfig.Name = value;
      return;
    case 'volume-opt':
      put((volume().DriverConfig.Options ??= {}), value);
      return;
    case 'image-subpath':
      (m.ImageOptions ??= {}).Subpath = value;
      return;
    case 'tmpfs-size': {
      const n = ramInBytes(value);
      if (typeof n !== 'number') throw new GoError(`invalid value for ${key}: ${value}`);
      tmpfs().SizeBytes = n;
      return;
    }
    case 'tmpfs-mode':
      if (!/^[0-7]{1,11}$/.test(value)) throw new GoError(`invalid value for ${key}: ${value}`);
      tmpfs().Mode = Number.parseInt(value, 8);
      return;
    default:
      throw new GoError(`unexpected key '${key}' in '${field}'`);
  }
}

/** Parse the value of one `--mount`. `abs` makes a relative source absolute. */
export function parseMount(text: string, abs: (path: string) => string): MountSpec {
  const m: Draft = { Type: 'volume' };
  for (const field of csvFields(text)) {
    const eq = field.indexOf('=');
    const key = (eq < 0 ? field : field.slice(0, eq)).toLowerCase();
    if (eq >= 0) setField(m, key, field.slice(eq + 1), field, abs);
    else if (key === 'readonly' || key === 'ro' || key === 'volume-nocopy' || key === 'bind-nonrecursive') setField(m, key, 'true', field, abs);
    else throw new GoError(`invalid field '${field}' must be a key=value pair`);
  }
  if (m.Type === '') throw new GoError('type is required');
  if (m.Target === undefined || m.Target === '') throw new GoError('target is required');
  for (const [options, type] of [
    [m.VolumeOptions, 'volume'],
    [m.ImageOptions, 'image'],
    [m.BindOptions, 'bind'],
    [m.TmpfsOptions, 'tmpfs'],
  ] as const) {
    if (options !== undefined && m.Type !== type) throw new GoError(`cannot mix '${type}-*' options with mount type '${m.Type}'`);
  }
  const bind = m.BindOptions;
  if (bind?.ReadOnlyNonRecursive && !m.ReadOnly) throw new GoError(`option 'bind-recursive=writable' requires 'readonly' to be specified in conjunction`);
  if (bind?.ReadOnlyForceRecursive) {
    if (!m.ReadOnly) throw new GoError(`option 'bind-recursive=readonly' requires 'readonly' to be specified in conjunction`);
    if (bind.Propagation !== 'rprivate') throw new GoError(`option 'bind-recursive=readonly' requires 'bind-propagation=rprivate' to be specified in conjunction`);
  }
  return m as MountSpec;
}
