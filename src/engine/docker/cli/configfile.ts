/**
 * ~/.docker/config.json: what the client keeps between its runs. Members that this client does not use stay in the file when it is written again.
 * Like cli/config of docker/cli. Left out: credential helpers and stores.
 */
import type { Sys, Task } from '../../abi/sys.ts';
import { writeFileAtomic, mkdirAll } from '../common/files.ts';

/** The members that are used. */
export interface ConfigFile {
  auths?: Readonly<Record<string, { readonly auth?: string; readonly identitytoken?: string }>>;
  HttpHeaders?: Readonly<Record<string, string>>;
  psFormat?: string;
  imagesFormat?: string;
  networksFormat?: string;
  pluginsFormat?: string;
  volumesFormat?: string;
  statsFormat?: string;
  detachKeys?: string;
  credsStore?: string;
  credHelpers?: Readonly<Record<string, string>>;
  pruneFilters?: readonly string[];
  proxies?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  currentContext?: string;
  aliases?: Readonly<Record<string, string>>;
  features?: Readonly<Record<string, string>>;
}

/** Members in the order of the real file; others go behind them. */
const ORDER = 'auths HttpHeaders psFormat imagesFormat networksFormat pluginsFormat volumesFormat statsFormat detachKeys credsStore credHelpers serviceInspectFormat servicesFormat tasksFormat secretFormat configFormat nodesFormat pruneFilters proxies currentContext cliPluginsExtraDirs plugins aliases features experimental'.split(' ');

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);
}

/** The text of the file: members without a value are left out, but for `auths`. */
export function configText(config: ConfigFile): string {
  const members = { auths: {}, ...config } as Readonly<Record<string, unknown>>;
  const out: Record<string, unknown> = {};
  for (const name of [...ORDER, ...Object.keys(members).filter((n) => !ORDER.includes(n))]) {
    if (name === 'auths' || !isEmpty(members[name])) out[name] = members[name];
  }
  return JSON.stringify(out, undefined, '\t');
}

/** Write the file anew into `folder`, readable by its owner alone. Throws SysError. */
export function* saveConfig(sys: Sys, folder: string, config: ConfigFile): Task<void> {
  mkdirAll(sys, folder, 0o700);
  yield* writeFileAtomic(sys, `${folder}/config.json`, configText(config), 0o600);
}
