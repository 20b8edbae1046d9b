/** update-alternatives: --install --remove --set --auto --display --list. Links in /etc/alternatives, state in /var/lib/dpkg/alternatives. Left out: slaves, --config's dialogue. */
import type { Sys, Task } from '../../../../abi/sys.ts';
import { isSysError } from '../../../../abi/errno.ts';
import { writeFile, writeText } from '../../../libc/stdio.ts';
import { tool } from '../../../libc/tool.ts';
import type { Tool } from '../../../libc/tool.ts';
import { textOr } from './control.ts';

const STATE = '/var/lib/dpkg/alternatives';

interface Group {
  mode: 'auto' | 'manual';
  link: string;
  choices: Map<string, number>;
}

function* load(sys: Sys, name: string): Task<Group | undefined> {
  const lines = (yield* textOr(sys, `${STATE}/${name}`)).split('\n');
  if (lines.length < 3) return undefined;
  const choices = new Map<string, number>();
  for (let i = 3; i + 1 < lines.length && lines[i] !== ''; i += 2) choices.set(lines[i]!, Number(lines[i + 1]));
  return { mode: lines[0] === 'manual' ? 'manual' : 'auto', link: lines[1]!, choices };
}

function* save(sys: Sys, name: string, g: Group): Task<void> {
  if (g.choices.size === 0) drop(sys, `${STATE}/${name}`);
  else yield* writeFile(sys, `${STATE}/${name}`, `${g.mode}\n${g.link}\n\n${[...g.choices].map(([path, priority]) => `${path}\n${priority}\n`).join('')}\n`, 0o644);
}

function drop(sys: Sys, path: string): void {
  try {
    sys.unlink(path);
  } catch (e) {
    if (!isSysError(e)) throw e;
  }
}

function target(sys: Sys, path: string): string | undefined {
  try {
    return sys.readlink(path);
  } catch (e) {
    if (!isSysError(e)) throw e;
    return undefined;
  }
}

const best = (g: Group): string | undefined => [...g.choices].sort((a, b) => b[1] - a[1])[0]?.[0];

function* point(t: Tool, name: string, g: Group, to: string): Task<void> {
  const own = `/etc/alternatives/${name}`;
  const before = target(t.sys, own);
  if (target(t.sys, g.link) !== own) {
    drop(t.sys, g.link);
    t.sys.symlink(own, g.link);
  }
  if (before === to) return;
  drop(t.sys, own);
  t.sys.symlink(to, own);
  yield* t.out.write(`update-alternatives: using ${to} to provide ${g.link} (${name}) in ${g.mode} mode\n`);
}

export const updateAlternatives = tool({ name: 'update-alternatives', support: { level: 'partial', note: 'no slaves, no dialogue' } }, function* (t) {
  const [command, ...rest] = t.args.filter((a) => a !== '--quiet' && a !== '--force');
  const sys = t.sys;
  if (command === '--install') {
    const [link, name, path, priority] = rest as [string, string, string, string];
    const g = (yield* load(sys, name)) ?? { mode: 'auto', link, choices: new Map<string, number>() };
    const current = target(sys, `/etc/alternatives/${name}`);
    if (g.choices.size === 0 && current !== undefined && target(sys, link) === `/etc/alternatives/${name}`) g.choices.set(current, Number(priority) - 1);
    g.choices.set(path, Number(priority));
    if (g.mode === 'auto') yield* point(t, name, g, best(g)!);
    yield* save(sys, name, g);
    return 0;
  }
  const name = rest[0] ?? '';
  const g = yield* load(sys, name);
  if (g === undefined) {
    yield* writeText(sys, 2, `update-alternatives: error: no alternatives for ${name}\n`);
    return 2;
  }
  switch (command) {
    case '--remove': {
      g.choices.delete(rest[1] ?? '');
      const next = best(g);
      if (next === undefined) {
        drop(sys, `/etc/alternatives/${name}`);
        drop(sys, g.link);
      } else if (target(sys, `/etc/alternatives/${name}`) === rest[1]) yield* point(t, name, g, next);
      yield* save(sys, name, g);
      return 0;
    }
    case '--set':
    case '--auto': {
      const path = command === '--auto' ? best(g) : rest[1];
      if (path === undefined || !g.choices.has(path)) {
        yield* writeText(sys, 2, `update-alternatives: error: alternative ${path} for ${name} not registered; not setting\n`);
        return 2;
      }
      g.mode = command === '--auto' ? 'auto' : 'manual';
      yield* point(t, name, g, path);
      yield* save(sys, name, g);
      return 0;
    }
    case '--list':
      for (const path of [...g.choices.keys()].sort()) yield* t.out.write(`${path}\n`);
      return 0;
    case '--display':
      yield* t.out.write(`${name} - ${g.mode} mode\n  link best version is ${best(g)}\n  link currently points to ${target(sys, `/etc/alternatives/${name}`)}\n  link ${name} is ${g.link}\n`);
      for (const [path, priority] of [...g.choices].sort()) yield* t.out.write(`${path} - priority ${priority}\n`);
      return 0;
    default:
      yield* writeText(sys, 2, `glasshull: update-alternatives ${command ?? ''} is not simulated\n`);
      return 1;
  }
});
