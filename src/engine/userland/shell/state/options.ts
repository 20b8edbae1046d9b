/** Options of set(1) and shopt(1): names, letters, defaults, and the flags the evaluator asks for on its hot paths. */

/** Options of `set -o`, in the order in which bash lists them, with their letters. */
export const SET_OPTIONS: readonly (readonly [name: string, letter: string])[] = [
  ['allexport', 'a'], ['braceexpand', 'B'], ['emacs', ''], ['errexit', 'e'], ['errtrace', 'E'], ['functrace', 'T'], ['hashall', 'h'],
  ['histexpand', 'H'], ['history', ''], ['ignoreeof', ''], ['interactive-comments', ''], ['keyword', 'k'], ['monitor', 'm'],
  ['noclobber', 'C'], ['noexec', 'n'], ['noglob', 'f'], ['nolog', ''], ['notify', 'b'], ['nounset', 'u'], ['onecmd', 't'],
  ['physical', 'P'], ['pipefail', ''], ['posix', ''], ['privileged', 'p'], ['verbose', 'v'], ['vi', ''], ['xtrace', 'x'],
];

/** Options of dash's `set -o`. */
export const DASH_OPTIONS: readonly (readonly [name: string, letter: string])[] = [
  ['errexit', 'e'], ['noglob', 'f'], ['ignoreeof', 'I'], ['interactive', 'i'], ['monitor', 'm'], ['noexec', 'n'], ['stdin', 's'],
  ['xtrace', 'x'], ['verbose', 'v'], ['vi', 'V'], ['emacs', 'E'], ['noclobber', 'C'], ['allexport', 'a'], ['notify', 'b'],
  ['nounset', 'u'], ['nolog', ''], ['debug', ''],
];

/** Options of shopt, sorted, with their defaults in a non-interactive shell. */
const SHOPT_DEFAULTS: Readonly<Record<string, boolean>> = {
  autocd: false, assoc_expand_once: false, cdable_vars: false, cdspell: false, checkhash: false, checkjobs: false, checkwinsize: true,
  cmdhist: true, compat31: false, compat32: false, compat40: false, compat41: false, compat42: false, compat43: false, compat44: false,
  complete_fullquote: true, direxpand: false, dirspell: false, dotglob: false, execfail: false, expand_aliases: false, extdebug: false,
  extglob: false, extquote: true, failglob: false, force_fignore: true, globasciiranges: true, globskipdots: true, globstar: false,
  gnu_errfmt: false, histappend: false, histreedit: false, histverify: false, hostcomplete: true, huponexit: false,
  inherit_errexit: false, interactive_comments: true, lastpipe: false, lithist: false, localvar_inherit: false, localvar_unset: false,
  login_shell: false, mailwarn: false, no_empty_cmd_completion: false, nocaseglob: false, nocasematch: false, noexpand_translation: false,
  nullglob: false, patsub_replacement: true, progcomp: true, progcomp_alias: false, promptvars: true, restricted_shell: false,
  shift_verbose: false, sourcepath: true, varredir_close: false, xpg_echo: false,
};

/** Names of all shopt options, sorted as bash prints them. */
export const SHOPT_NAMES: readonly string[] = Object.keys(SHOPT_DEFAULTS);

export class Options {
  errexit = false;
  nounset = false;
  xtrace = false;
  verbose = false;
  noglob = false;
  noexec = false;
  noclobber = false;
  allexport = false;
  pipefail = false;
  monitor = false;
  braceexpand = true;
  errtrace = false;
  functrace = false;
  extglob = false;
  /** Options that are only remembered, by name. */
  readonly other = new Map<string, boolean>([['hashall', true], ['interactive-comments', true]]);
  readonly shopt = new Map<string, boolean>(Object.entries(SHOPT_DEFAULTS));

  copy(): Options {
    const o = new Options();
    for (const key of FAST) o[key] = this[key];
    for (const [k, v] of this.other) o.other.set(k, v);
    for (const [k, v] of this.shopt) o.shopt.set(k, v);
    return o;
  }

  /** The state of a `set -o` option. */
  get(name: string): boolean {
    return isFast(name) ? this[name] : (this.other.get(name) ?? false);
  }

  setOption(name: string, on: boolean): void {
    if (isFast(name)) this[name] = on;
    else this.other.set(name, on);
  }

  /** The state of a shopt option. */
  opt(name: string): boolean {
    return this.shopt.get(name) ?? false;
  }

  setShopt(name: string, on: boolean): void {
    this.shopt.set(name, on);
    if (name === 'extglob') this.extglob = on;
  }
}

const FAST = ['errexit', 'nounset', 'xtrace', 'verbose', 'noglob', 'noexec', 'noclobber', 'allexport', 'pipefail', 'monitor', 'braceexpand', 'errtrace', 'functrace', 'extglob'] as const;
type Fast = (typeof FAST)[number];
function isFast(name: string): name is Fast {
  return name !== 'extglob' && (FAST as readonly string[]).includes(name);
}

/** `$-` without the letters for how the shell was started. */
export function dollarDash(o: Options, interactive: boolean, dash: boolean, start: string): string {
  const order = dash ? 'ubaCEVvxsnmiIfe' : 'abefhikmnptuvxBCEHPT';
  const table = dash ? DASH_OPTIONS : SET_OPTIONS;
  let out = '';
  for (const letter of order) {
    if (letter === 'i' ? interactive : letter === 's' ? start.includes('s') : table.some(([name, l]) => l === letter && o.get(name))) out += letter;
  }
  return dash ? out : out + start;
}
