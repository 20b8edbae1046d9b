/**
 * Log drivers: which options each takes, and what it opens when a container starts. json-file, local and none are played; the others of the real
 * daemon (journald, syslog, fluentd, gelf, awslogs, splunk, gcplogs) need services that are not there.
 */
import type { Sys } from '../../../abi/sys.ts';
import { mkdirAll } from '../../common/files.ts';
import { ramInBytes } from '../../units.ts';
import { invalid, notSimulated, system } from '../errors.ts';
import type { ApiError } from '../errors.ts';
import type { Container } from './container.ts';
import { JsonCodec } from './jsonlog.ts';
import { LocalCodec } from './locallog.ts';
import { LogFile } from './logfile.ts';
import type { LogCodec, LogLimits } from './logfile.ts';

type Options = Readonly<Record<string, string>>;

const JSON_OPTIONS = new Set(['max-file', 'max-size', 'compress', 'labels', 'labels-regex', 'env', 'env-regex', 'tag']);
const LOCAL_OPTIONS = new Set(['max-file', 'max-size', 'compress']);
const OTHERS = new Set(['awslogs', 'fluentd', 'gcplogs', 'gelf', 'journald', 'splunk', 'syslog']);
/** Options of every driver: how a container waits for a slow log. */
const COMMON = new Set(['mode', 'max-buffer-size']);

/** Check what can be checked before a container starts. Throws a 400. */
export function validateLogOptions(type: string, options: Options): void {
  const mode = options['mode'] ?? '';
  if (!['', 'blocking', 'non-blocking'].includes(mode)) throw invalid(`logger: logging mode not supported: ${mode}`);
  const buffer = options['max-buffer-size'];
  if (buffer !== undefined) {
    if (mode !== 'non-blocking') throw invalid("logger: max-buffer-size option is only supported with 'mode=non-blocking'");
    const size = ramInBytes(buffer);
    if (typeof size !== 'number') throw invalid(`error parsing option max-buffer-size: ${size.error}`);
  }
  if (OTHERS.has(type)) throw notSimulated(`the log driver ${type}`);
  if (!['json-file', 'local', 'none'].includes(type)) throw invalid(`error looking up logging plugin ${type}: plugin ${JSON.stringify(type)} not found`);
  for (const key of Object.keys(options)) {
    if (COMMON.has(key) || type === 'none') continue;
    if (type === 'json-file' && !JSON_OPTIONS.has(key)) throw invalid(`unknown log opt '${key}' for json-file log driver`);
    if (type === 'local' && !LOCAL_OPTIONS.has(key)) throw invalid(`unknown log opt '${key}' for log driver local`);
  }
}

const failed = (why: string): ApiError => system(`failed to create task for container: failed to initialize logging driver: ${why}`);

function integer(text: string, wrap: (why: string) => string): number {
  if (!/^[+-]?\d+$/.test(text)) throw failed(wrap(`strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`));
  return Number(text);
}

function size(text: string, wrap: (why: string) => string): number {
  const n = /^-/.test(text) ? -1 : ramInBytes(text);
  if (typeof n !== 'number') throw failed(wrap(n.error));
  return n;
}

function truth(text: string, wrap: (why: string) => string): boolean {
  if (/^(1|t|T|TRUE|true|True)$/.test(text)) return true;
  if (/^(0|f|F|FALSE|false|False)$/.test(text)) return false;
  throw failed(wrap(`strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax`));
}

/** Limits of json-file. Throws a 500. */
function jsonLimits(o: Options): LogLimits {
  const same = (why: string): string => why;
  const size_bytes = o['max-size'] === undefined ? 0 : Math.max(0, size(o['max-size'], same));
  const files = o['max-file'] === undefined ? 1 : integer(o['max-file'], same);
  if (files < 1) throw failed('max-file cannot be less than 1');
  const compress = o['compress'] === undefined ? false : truth(o['compress'], same);
  if (compress && size_bytes === 0) throw failed('compress cannot be true when max-size is not set');
  if (compress && files < 2) throw failed('compress cannot be true when max-file is less than 2');
  return { size_bytes, files, compress };
}

/** Limits of local. Throws a 500. */
function localLimits(o: Options): LogLimits {
  const of = (name: string) => (why: string) => `invalid value for ${name}: ${o[name]}: ${why}`;
  const size_bytes = o['max-size'] === undefined ? 20 * 1024 * 1024 : size(o['max-size'], of('max-size'));
  const files = o['max-file'] === undefined ? 5 : integer(o['max-file'], of('max-file'));
  const compress = o['compress'] === undefined ? true : truth(o['compress'], (why) => `error reading compress log option: ${why}`);
  if (compress && files <= 1) throw failed('compression cannot be enabled when max file count is 1');
  return { size_bytes, files, compress };
}

/** What --log-opt labels, env and tag put into each line of json-file. */
function attributes(c: Container, o: Options): Record<string, string> {
  const out: Record<string, string> = {};
  const labels = c.config.Labels ?? {};
  const env = Object.fromEntries((c.config.Env ?? []).map((e) => [e.split('=', 1)[0]!, e.slice(e.indexOf('=') + 1)]));
  const take = (from: Readonly<Record<string, string>>, names: string | undefined, pattern: string | undefined): void => {
    for (const name of (names ?? '').split(',')) if (name !== '' && from[name] !== undefined) out[name] = from[name];
    if (pattern === undefined) return;
    const regex = new RegExp(pattern);
    for (const [name, value] of Object.entries(from)) if (regex.test(name)) out[name] = value;
  };
  take(labels, o['labels'], o['labels-regex']);
  take(env, o['env'], o['env-regex']);
  if ((o['tag'] ?? '') !== '') out['tag'] = tagOf(c, o['tag']!);
  return Object.fromEntries(Object.entries(out).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function tagOf(c: Container, template: string): string {
  const image = c.record.Image.replace(/^sha256:/, '');
  const values: Readonly<Record<string, string>> = { ID: c.id.slice(0, 12), FullID: c.id, Name: c.name, ImageID: image.slice(0, 12), ImageFullID: c.record.Image, ImageName: c.config.Image, DaemonName: 'docker' };
  return template.replace(/\{\{\s*\.(\w+)\s*\}\}/g, (whole, name: string) => values[name] ?? whole);
}

/** How the lines of a container's log are written and read; undefined for one that cannot be read. */
export function logCodec(c: Container): LogCodec | undefined {
  const { Type, Config } = c.hostConfig.LogConfig;
  if (Type === 'none') return undefined;
  return Type === 'local' ? new LocalCodec() : new JsonCodec(attributes(c, Config));
}

/** Path of a container's log; '' for a driver without a file. */
export function logPath(c: Container): string {
  const { Type } = c.hostConfig.LogConfig;
  return Type === 'none' ? '' : Type === 'local' ? `${c.dir}/local-logs/container.log` : `${c.dir}/${c.id}-json.log`;
}

/** The log of a container that is being started, not yet open; undefined for none. Throws a 500 for options that are no good. */
export function createLog(sys: Sys, c: Container): LogFile | undefined {
  const { Type, Config } = c.hostConfig.LogConfig;
  const codec = logCodec(c);
  if (codec === undefined) return undefined;
  const limits = Type === 'local' ? localLimits(Config) : jsonLimits(Config);
  if (Type === 'local') mkdirAll(sys, `${c.dir}/local-logs`, 0o700);
  return new LogFile(logPath(c), limits, codec);
}
