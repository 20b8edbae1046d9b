/** cp: copy files and trees (coreutils 9.1). Left out: --sparse, --reflink (accepted), backups, SELinux contexts, --parents. */
import { In } from '../../libc/stdio.ts';
import { tool } from '../../libc/tool.ts';
import { Copier } from './copytree.ts';
import type { CopyMode } from './copytree.ts';
import { destinations } from './destination.ts';

const help = `Usage: % [OPTION]... [-T] SOURCE DEST
  or:  % [OPTION]... SOURCE... DIRECTORY
  or:  % [OPTION]... -t DIRECTORY SOURCE...
Copy SOURCE to DEST, or several into DIRECTORY.

  -a, --archive                the same as -dR --preserve=all
      --attributes-only        no data, only what belongs to it
  -d                           the same as --no-dereference --preserve=links
  -f, --force                  remove a destination that cannot be opened, and try again
  -i, --interactive            ask before overwriting
  -H                           follow links on the command line
  -l, --link                   hard links instead of copies
  -L, --dereference            follow links
  -n, --no-clobber             do not overwrite
  -P, --no-dereference         copy links as links
  -p                           the same as --preserve=mode,ownership,timestamps
      --preserve[=LIST]        keep these: mode, ownership, timestamps, links, all
  -R, -r, --recursive          directories with what they hold
      --remove-destination     remove each destination first
  -s, --symbolic-link          symbolic links instead of copies
  -t, --target-directory=DIR   copy into DIR
  -T, --no-target-directory    DEST is never a directory to copy into
  -u, --update                 only what is newer than its destination
  -v, --verbose                say what is done
  -x, --one-file-system        (accepted)
      --help        show this text and exit
      --version     show the version and exit
`;

export const cp = tool({ name: 'cp', help, support: { level: 'partial', note: 'no backups, --parents, --sparse; --reflink is accepted' } }, function* (t) {
  const m: CopyMode = {
    recursive: false, follow: 'always', preserveMode: false, preserveOwner: false, preserveTimes: false, preserveLinks: false, force: false, interactive: false,
    noClobber: false, update: false, verbose: false, removeDestination: false, attributesOnly: false, link: 'no', moving: false,
  };
  let into: string | undefined;
  let noDirectory = false;
  let chosenFollow = false;
  const preserve = (list: string): void => {
    for (const what of list.split(',')) {
      const all = what === 'all';
      if (all || what === 'mode') m.preserveMode = true;
      if (all || what === 'ownership') m.preserveOwner = true;
      if (all || what === 'timestamps') m.preserveTimes = true;
      if (all || what === 'links') m.preserveLinks = true;
    }
  };
  const operands = yield* t.options(
    'abdfHilLnpPrRst:Tuvx',
    {
      archive: 'a', 'attributes-only': '=attr', force: 'f', interactive: 'i', link: 'l', dereference: 'L', 'no-clobber': 'n', 'no-dereference': 'P', preserve: '=preserve::', recursive: 'r',
      'remove-destination': '=remove', 'symbolic-link': 's', 'target-directory': 't:', 'no-target-directory': 'T', update: 'u', verbose: 'v', 'one-file-system': 'x', reflink: 'x::', sparse: 'x:',
    },
    (o) => {
      switch (o.key) {
        case 'a': m.recursive = true; m.follow = 'never'; chosenFollow = true; preserve('all'); break;
        case 'd': m.follow = 'never'; chosenFollow = true; m.preserveLinks = true; break;
        case 'f': m.force = true; break;
        case 'H': m.follow = 'args'; chosenFollow = true; break;
        case 'i': m.interactive = true; m.noClobber = false; break;
        case 'l': m.link = 'hard'; break;
        case 'L': m.follow = 'always'; chosenFollow = true; break;
        case 'n': m.noClobber = true; m.interactive = false; break;
        case 'P': m.follow = 'never'; chosenFollow = true; break;
        case 'p': preserve('mode,ownership,timestamps'); break;
        case '=preserve': preserve(o.arg || 'mode,ownership,timestamps'); break;
        case 'r': case 'R': m.recursive = true; break;
        case 's': m.link = 'symbolic'; break;
        case 't': into = o.arg; break;
        case 'T': noDirectory = true; break;
        case 'u': m.update = true; break;
        case 'v': m.verbose = true; break;
        case '=attr': m.attributesOnly = true; break;
        case '=remove': m.removeDestination = true; break;
      }
    },
  );
  if (m.recursive && !chosenFollow) m.follow = 'never';
  const copier = new Copier(t, m, new In(t.sys, 0));
  let status = 0;
  for (const [from, to] of destinations(t, operands, into, noDirectory)) if (!(yield* copier.copy(from, to))) status = 1;
  return status;
});
