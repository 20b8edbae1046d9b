/** `docker commit --change`: Dockerfile instructions that change an image's configuration. builder/dockerfile's BuildFromConfig. */
import type { ImageRunConfig } from '../../api/types.ts';
import { invalid } from '../errors.ts';

const ALLOWED = new Set(['CMD', 'ENTRYPOINT', 'ENV', 'EXPOSE', 'LABEL', 'ONBUILD', 'STOPSIGNAL', 'USER', 'VOLUME', 'WORKDIR']);

/** Exec form `["a","b"]`, or shell form for /bin/sh -c. */
function command(text: string): string[] {
  if (text.startsWith('[')) {
    try {
      const list = JSON.parse(text) as unknown;
      if (Array.isArray(list) && list.every((s) => typeof s === 'string')) return list;
    } catch {
      // not JSON: shell form
    }
  }
  return ['/bin/sh', '-c', text];
}

/** Words with quotes taken away. */
function words(text: string): string[] {
  return [...text.matchAll(/(?:[^\s"']+|"(?:\\.|[^"\\])*"|'[^']*')+/g)].map(([w]) => w.replace(/"((?:\\.|[^"\\])*)"|'([^']*)'/g, (_m, d: string | undefined, s: string | undefined) => (d === undefined ? s! : d.replace(/\\(.)/g, '$1'))));
}

/** `a=b c=d`, or the old `a b c`. */
function pairs(verb: string, text: string): [string, string][] {
  const list = words(text);
  if (list.length === 0) throw invalid(`${verb} requires at least one argument`);
  if (!list[0]!.includes('=')) {
    if (list.length < 2) throw invalid(`dockerfile parse error on line 1: ${verb} must have two arguments`);
    const cut = text.search(/\s/);
    return [[list[0]!, words(text.slice(cut)).join(' ')]];
  }
  return list.map((w) => {
    const eq = w.indexOf('=');
    if (eq <= 0) throw invalid(`dockerfile parse error on line 1: Syntax error - can't find = in ${JSON.stringify(w)}. Must be of the form: name=value`);
    return [w.slice(0, eq), w.slice(eq + 1)];
  });
}

/** Apply the instructions in order. Throws a 400. */
export function applyChanges(config: ImageRunConfig, changes: readonly string[]): ImageRunConfig {
  const c: ImageRunConfig = { ...config };
  let cmdSet = false;
  for (const line of changes) {
    const text = line.trim();
    if (text === '' || text.startsWith('#')) continue;
    const m = /^(\S+)\s*([\s\S]*)$/.exec(text)!;
    const verb = m[1]!.toUpperCase();
    const rest = m[2]!.trim();
    if (!ALLOWED.has(verb)) throw invalid(`${verb} is not a valid change command`);
    switch (verb) {
      case 'CMD':
        c.Cmd = command(rest);
        cmdSet = true;
        break;
      case 'ENTRYPOINT':
        c.Entrypoint = command(rest);
        if (!cmdSet) c.Cmd = null; // it was meant for the old entrypoint
        break;
      case 'ENV':
        for (const [name, value] of pairs(verb, rest)) c.Env = [...(c.Env ?? []).filter((e) => !e.startsWith(`${name}=`)), `${name}=${value}`];
        break;
      case 'LABEL':
        for (const [name, value] of pairs(verb, rest)) c.Labels = { ...c.Labels, [name]: value };
        break;
      case 'EXPOSE':
        for (const port of words(rest)) c.ExposedPorts = { ...c.ExposedPorts, [port.includes('/') ? port : `${port}/tcp`]: {} };
        break;
      case 'VOLUME':
        for (const path of rest.startsWith('[') ? command(rest) : words(rest)) c.Volumes = { ...c.Volumes, [path]: {} };
        break;
      case 'USER':
        c.User = rest;
        break;
      case 'WORKDIR':
        c.WorkingDir = rest.startsWith('/') ? rest : `${(c.WorkingDir ?? '').replace(/\/$/, '')}/${rest}`;
        break;
      case 'STOPSIGNAL':
        c.StopSignal = rest;
        break;
      case 'ONBUILD':
        c.OnBuild = [...(c.OnBuild ?? []), rest];
        break;
    }
  }
  return c;
}
